"""What is said of electronic seals (GB/T 38540): fields, and what a check found."""

from __future__ import annotations

from collections.abc import Mapping

from sealdesk.model.eseal import EsealFinding, EsealPoint
from sealdesk.texts.wording import Words

ESEALS: Mapping[EsealPoint | EsealFinding, Words] = {
    EsealPoint.STRUCTURE: Words("印章结构", "Structure"),
    EsealPoint.SIGNATURE: Words("制章者签名", "Maker's signature"),
    EsealPoint.MAKER: Words("制章者证书", "Maker's certificate"),
    EsealPoint.VALIDITY: Words("印章有效期", "Validity"),
    EsealPoint.CERTIFICATES: Words("签章者证书列表", "Signers' certificates"),
    EsealPoint.PICTURE: Words("印章图像", "Picture"),
    EsealFinding.STRUCTURE_GOOD: Words("符合 GB/T 38540 第 4 版", "as GB/T 38540, version 4"),
    EsealFinding.STRUCTURE_NOT_DER: Words(
        "可以读取，但编码不是规范的 DER", "can be read, but is not encoded in canonical DER"
    ),
    EsealFinding.STRUCTURE_CRITICAL_UNKNOWN: Words(
        "含有无法识别的关键扩展项", "holds a critical extension that is not known here"
    ),
    EsealFinding.SIGNATURE_OVER_INFO: Words(
        "有效（签名范围：印章信息）", "good, over the seal's information"
    ),
    EsealFinding.SIGNATURE_OVER_INFO_AND_MAKER: Words(
        "有效（签名范围：印章信息、制章者证书、算法）",
        "good, over the seal's information, the maker's certificate and the algorithm",
    ),
    EsealFinding.SIGNATURE_WRONG: Words(
        "无效：印章被改动，或不是该制章者所签", "wrong: the seal was changed, or is not this maker's"
    ),
    EsealFinding.SIGNATURE_UNSUPPORTED: Words(
        "尚不支持该签名算法，无法验证", "this algorithm is not supported yet; it cannot be checked"
    ),
    EsealFinding.MAKER_REGISTERED: Words("已在本工作区登记", "registered in this workspace"),
    EsealFinding.MAKER_TRUSTED: Words("由受信任的根证书签发", "leads to a trusted root"),
    EsealFinding.MAKER_UNKNOWN: Words("制章者不受信任", "the maker is not trusted here"),
    EsealFinding.MAKER_NOT_VALID_THEN: Words(
        "制章时该证书不在有效期内", "was not valid when the seal was made"
    ),
    EsealFinding.MAKER_USAGE: Words("密钥用途不允许签名", "its key usage does not permit signatures"),
    EsealFinding.MAKER_REVOKED: Words(
        "制章者证书或其签发者证书已被吊销", "it, or a certificate that issued it, is revoked"
    ),
    EsealFinding.MAKER_UNREADABLE: Words("证书无法读取", "cannot be read"),
    EsealFinding.VALIDITY_GOOD: Words("在有效期内", "valid now"),
    EsealFinding.VALIDITY_NOT_YET: Words("尚未生效", "not yet valid"),
    EsealFinding.VALIDITY_OVER: Words("已过有效期", "no longer valid"),
    EsealFinding.CERTIFICATES_WHOLE: Words("列有完整证书", "listed whole"),
    EsealFinding.CERTIFICATES_BY_DIGEST: Words("列有证书杂凑值", "listed by their digests"),
    EsealFinding.CERTIFICATES_DIGEST_UNKNOWN: Words(
        "证书杂凑值的算法无法识别，或长度不符",
        "listed by digests of a type not known here, or of a wrong length",
    ),
    EsealFinding.PICTURE_GOOD: Words("可以显示", "can be shown"),
    EsealFinding.PICTURE_UNREADABLE: Words("图像格式无法读取", "its format cannot be read"),
}

CAUSES: Mapping[str, Words] = {
    "eseal signature": Words("制章者签名无效", "its maker's signature is wrong"),
    "eseal maker": Words(
        "制章者未登记，或制章时其证书无效", "its maker is not registered, or was not valid then"
    ),
    "eseal record": Words("电子印章与登记的内容不一致", "the electronic seal and its record differ"),
    "seal: no SESeal": Words("不是电子印章的结构", "it has another structure"),
    "maker password": Words(
        "口令不正确，或不是 PKCS#12 文件", "the password is wrong, or it is no PKCS#12 file"
    ),
    "maker key": Words(
        "须有 RSA（2048 位以上）或椭圆曲线密钥及其证书",
        "it takes an RSA key of 2048 bits or an elliptic curve key, with its certificate",
    ),
    "maker validity": Words("证书不在有效期内", "the certificate is not valid today"),
}
"""Why something is refused, by the codes that errors carry as `reason`."""

FINDINGS: Mapping[str, Words] = {
    one.value: Words(f"{ESEALS[one.point].zh}：{ESEALS[one].zh}", f"{ESEALS[one.point].en}: {ESEALS[one].en}")
    for one in EsealFinding
}
"""Each with its point, by the values that errors carry as `findings`."""

UNIT_SEAL = Words("单位印章", "a unit's seal")
PERSON_SEAL = Words("个人印章", "a person's seal")
MADE = Words("制作 {created}，有效期 {since} 至 {until}", "made {created}, valid {since} to {until}")
MAKER = Words("制章者：{maker}", "Maker: {maker}")
LISTED = Words("签章者证书 {count} 张", "signers' certificates: {count}")
SOUND = Words("该电子印章有效。", "This electronic seal is good.")
NOT_SOUND = Words(
    "该电子印章不能直接使用，请看上面的问题。", "This electronic seal is not to be used; see above."
)
VALID_UNTIL = Words("有效期至 {until}", "valid until {until}")
NO_MAKER = Words("还没有登记制章者。", "No seal maker is registered yet.")
KEY_HERE = Words("制章密钥在本机。", "The maker's keys are here.")
NO_KEY_HERE = Words("本机没有制章密钥。", "The maker's keys are not here.")
TAKEN = Words("已保存：{path}", "Saved: {path}")
