"""Troubles with tokens, certificates, seals and the vault."""

from __future__ import annotations

from sealdesk.errors import ErrorCode
from sealdesk.texts.wording import ErrorText as T
from sealdesk.texts.wording import ErrorTexts

TOKEN_ERRORS: ErrorTexts = {
    ErrorCode.TOKEN_MODULE_MISSING: (
        T(
            "找不到密钥驱动",
            "设置中的驱动“{module}”不存在。",
            "请安装密钥厂商的驱动，或请系统管理员更正设置。",
        ),
        T(
            "The token's driver is missing",
            "The driver “{module}” named in the settings does not exist.",
            "Install the vendor's driver, or have the settings corrected.",
        ),
    ),
    ErrorCode.TOKEN_MODULE_FAILED: (
        T(
            "密钥驱动无法使用",
            "驱动“{module}”出错[：{reason}]。",
            "请重新插入密钥；仍不能使用时，请重新安装驱动。",
        ),
        T(
            "The token's driver failed",
            "The driver “{module}” does not work[: {reason}].",
            "Insert the token again; if that does not help, reinstall the driver.",
        ),
    ),
    ErrorCode.TOKEN_MODULE_TIMEOUT: (
        T(
            "密钥没有响应",
            "驱动“{module}”在限定时间内没有回答，已被停止。",
            "请拔出密钥后重新插入，再试一次。",
        ),
        T(
            "The token does not answer",
            "The driver “{module}” gave no answer in time and was stopped.",
            "Pull the token, insert it again and retry.",
        ),
    ),
    ErrorCode.TOKEN_MODULE_SLOW: (
        T(
            "密钥驱动尚未响应",
            "驱动“{module}”还没有回答；其他驱动的密钥不受影响。",
            "请稍候；仍无响应时，请拔出密钥后重新插入。",
        ),
        T(
            "A token's driver keeps us waiting",
            "The driver “{module}” has not answered yet; tokens of other drivers work as usual.",
            "Wait a moment; if it stays silent, pull the token and insert it again.",
        ),
    ),
    ErrorCode.TOKEN_NONE: (
        T("未插入密钥", "没有找到插入的密钥（USB Key）。", "请插入该印章的密钥。"),
        T("No token is inserted", "No cryptographic device was found.", "Insert the USB key of this seal."),
    ),
    ErrorCode.TOKEN_AMBIGUOUS: (
        T(
            "有多个密钥可用于该印章",
            "同时插入了多个可用的密钥：{tokens}。",
            "请只保留一个，拔出其余的。",
        ),
        T(
            "More than one token fits this seal",
            "Several fitting tokens are inserted: {tokens}.",
            "Leave one and pull the others.",
        ),
    ),
    ErrorCode.TOKEN_UNKNOWN: (
        T(
            "没有插入这个密钥",
            "没有序列号或名称为“{token}”的密钥；现在插着的是：{tokens}。",
            "请核对序列号，或插入该密钥。",
        ),
        T(
            "This token is not inserted",
            "No token has the serial number or label “{token}”; inserted are: {tokens}.",
            "Check the serial number, or insert that token.",
        ),
    ),
    ErrorCode.TOKEN_WHICH: (
        T(
            "插着多个密钥",
            "现在插着多个密钥：{tokens}。",
            "请用 --token 加序列号指明其中一个，或拔出其余的。",
        ),
        T(
            "Several tokens are inserted",
            "Several tokens are inserted: {tokens}.",
            "Name one by its serial number with --token, or pull the others.",
        ),
    ),
    ErrorCode.TOKEN_PIN_DIFFERS: (
        T(
            "两次输入的新口令不一致",
            "两次输入的新口令不同，口令未修改。",
            "请重新执行，两次输入同一个新口令。",
        ),
        T(
            "The two entries of the new PIN differ",
            "The new PIN was entered differently the second time; nothing was changed.",
            "Start again and enter the same new PIN twice.",
        ),
    ),
    ErrorCode.TOKEN_REMOVED: (
        T("密钥已拔出", "操作过程中密钥“{token}”被拔出，操作已停止。", "请重新插入密钥，输入口令后再办理。"),
        T(
            "The token was removed",
            "“{token}” was pulled while it was needed; the operation was stopped.",
            "Insert it again, enter the PIN and start over.",
        ),
    ),
    ErrorCode.TOKEN_DEVICE_ERROR: (
        T(
            "密钥报告故障",
            "密钥未能完成操作[：{reason}]。",
            "请重新插入密钥后重试；反复出现时请联系系统管理员。",
        ),
        T(
            "The token reports a fault",
            "The token could not finish the operation[: {reason}].",
            "Insert it again and retry; if it happens repeatedly, tell the system administrator.",
        ),
    ),
    ErrorCode.TOKEN_PIN_WRONG: (
        T(
            "口令不正确[，还可尝试 {tries_left} 次]",
            "密钥“{token}”拒绝了口令。",
            "请核对后重新输入；若忘记口令，请联系系统管理员，不要继续尝试。",
        ),
        T(
            "Wrong PIN[, tries left: {tries_left}]",
            "The token “{token}” refused the PIN.",
            "Check it and enter it again; if it is forgotten, ask the system administrator and stop trying.",
        ),
    ),
    ErrorCode.TOKEN_PIN_LOCKED: (
        T("口令已锁定", "密钥“{token}”因多次输错口令已锁定。", "请联系系统管理员解锁。"),
        T(
            "The PIN is locked",
            "The token “{token}” is locked after too many wrong PINs.",
            "Ask the system administrator to unlock it.",
        ),
    ),
    ErrorCode.TOKEN_PIN_LENGTH: (
        T(
            "口令长度不符",
            "密钥“{token}”要求口令为 {min}–{max} 位。",
            "请核对口令后重新输入[；{asked}]。",
        ),
        T(
            "The PIN has a wrong length",
            "The token “{token}” asks for {min} to {max} characters.",
            "Check the PIN and enter it again[; {asked}].",
        ),
    ),
    ErrorCode.TOKEN_PIN_INITIAL: (
        T(
            "初始口令尚未修改",
            "密钥“{token}”仍在使用初始口令；初始口令不得用于用印。",
            "请先修改口令，再办理用印。",
        ),
        T(
            "The initial PIN has not been changed",
            "The token “{token}” still has its initial PIN, which may never sign.",
            "Change the PIN first.",
        ),
    ),
    ErrorCode.TOKEN_PIN_LAST_TRY: (
        T(
            "口令只剩最后一次尝试",
            "密钥“{token}”再输错一次口令就会锁定，本次未尝试。",
            "确有把握时请确认使用最后一次（命令行加 --last-try）；否则请停止，联系系统管理员。",
        ),
        T(
            "This is the PIN's last try",
            "Another wrong PIN locks “{token}”; nothing was tried.",
            "If you are certain, confirm the last try (--last-try); otherwise stop and ask the system administrator.",
        ),
    ),
    ErrorCode.TOKEN_UNBLOCK_LAST_TRY: (
        T(
            "解锁码只剩最后一次尝试",
            "再输错一次解锁码，密钥“{token}”就再也不能解锁；本次未尝试。",
            "确有把握时请确认使用最后一次（命令行加 --last-try）；否则请停止，联系密钥厂商。",
        ),
        T(
            "This is the unblocking code's last try",
            "Another wrong code makes “{token}” useless for good; nothing was tried.",
            "If you are certain, confirm the last try (--last-try); otherwise stop and ask the maker.",
        ),
    ),
    ErrorCode.TOKEN_PIN_WEAK: (
        T("新口令不合要求", "新口令：{faults}。口令未修改。", "请换一个口令，至少 {min} 位。"),
        T(
            "The new PIN will not do",
            "The new PIN: {faults}. It was not changed.",
            "Choose another, of {min} characters at least.",
        ),
    ),
    ErrorCode.TOKEN_PIN_UNRECORDED: (
        T(
            "口令已修改，但未能记入用印记录",
            "密钥“{token}”的新口令已经生效；记录没有写成[：{reason}]，密钥尚未登记。",
            "请记住新口令；排除记录的故障后，再修改一次口令即可登记。",
        ),
        T(
            "The PIN was changed, but not entered in the ledger",
            "The new PIN of “{token}” is in force, but was not entered[: {reason}]: it is not registered.",
            "Keep the new PIN in mind; once the ledger works, change the PIN again to register the token.",
        ),
    ),
    ErrorCode.TOKEN_NOT_REGISTERED: (
        T(
            "密钥尚未在本工作站登记",
            "密钥“{token}”没有由现在的保管人在本工作站修改过口令；初始口令和他人知道的口令不得用于用印。",
            "请先修改口令，修改后即完成登记。",
        ),
        T(
            "The token is not registered here",
            "The PIN of “{token}” was not changed on this workstation by its present holder.",
            "Change the PIN first; that registers the token.",
        ),
    ),
    ErrorCode.TOKEN_OTHER: (
        T(
            "插入的不是原来的密钥",
            "本批文件由密钥“{token}”开始办理，现在是“{found}”。",
            "请插回原来的密钥；要用另一个密钥，请另行办理。",
        ),
        T(
            "This is another token",
            "The batch was begun with “{token}”; now “{found}” is there.",
            "Insert the first one again; for another token, start another batch.",
        ),
    ),
    ErrorCode.TOKEN_PIN_REFUSED: (
        T(
            "密钥不接受新口令",
            "密钥“{token}”拒绝了新口令[：{reason}]，口令未修改。",
            "请换一个符合密钥要求的新口令；原口令和解锁码不因此计错。",
        ),
        T(
            "The token does not accept the new PIN",
            "“{token}” refused the new PIN[: {reason}]; it was not changed.",
            "Choose another that the token allows; this did not count as a wrong entry.",
        ),
    ),
    ErrorCode.TOKEN_PIN_AGAIN: (
        T(
            "须再次输入口令",
            "密钥“{token}”中的这把私钥每次使用都要重新验证口令。",
            "请按提示再次输入口令；口令两分钟内未使用即作废。",
        ),
        T(
            "The PIN is wanted once more",
            "This key on “{token}” asks for the PIN at each use.",
            "Enter the PIN again when asked; it is forgotten after two minutes unused.",
        ),
    ),
    ErrorCode.TOKEN_UNBLOCK_WRONG: (
        T(
            "解锁码不正确[，还可尝试 {tries_left} 次]",
            "密钥“{token}”拒绝了解锁码（管理员口令或 PUK），口令仍未解锁。",
            "请核对后重新输入；没有把握时请停止：解锁码锁定后，密钥须返厂或重新制作。",
        ),
        T(
            "Wrong unblocking code[, tries left: {tries_left}]",
            "“{token}” refused the code (security officer's PIN or PUK); the PIN is as it was.",
            "Check it and enter it again; stop if unsure: once that code is locked, the token has to be replaced.",
        ),
    ),
    ErrorCode.TOKEN_UNBLOCK_LOCKED: (
        T(
            "解锁码已锁定",
            "密钥“{token}”的解锁码（管理员口令或 PUK）因多次输错已锁定。",
            "该密钥在此无法再解锁，请联系密钥的发放单位更换。",
        ),
        T(
            "The unblocking code is locked",
            "The code of “{token}” (security officer's PIN or PUK) is locked after too many wrong entries.",
            "The token cannot be unblocked here any more; have its issuer replace it.",
        ),
    ),
    ErrorCode.TOKEN_PIN_MISSING: (
        T("没有口令", "办理用印需要密钥的口令。", "请输入口令。"),
        T("No PIN was given", "Sealing needs the token's PIN.", "Enter the PIN."),
    ),
    ErrorCode.TOKEN_NOT_LOGGED_IN: (
        T("密钥未解锁", "密钥“{token}”尚未解锁，或已自动锁定。", "请输入口令解锁后再办理。"),
        T(
            "The token is locked",
            "“{token}” is not unlocked, or has locked itself.",
            "Unlock it with the PIN first.",
        ),
    ),
    ErrorCode.TOKEN_KEY_MISSING: (
        T("密钥中没有所需的私钥", "密钥“{token}”中找不到与证书对应的私钥。", "请确认插入的是该印章的密钥。"),
        T(
            "The private key is not on the token",
            "“{token}” has no private key that belongs to the certificate.",
            "Make sure that this is the seal's token.",
        ),
    ),
    ErrorCode.TOKEN_SIGNATURE_WRONG: (
        T(
            "密钥给出的签名有误",
            "密钥“{token}”返回的签名与证书不符，未写入任何文件。",
            "请停止使用该密钥，并报告系统管理员。",
        ),
        T(
            "The token's signature is wrong",
            "The signature from “{token}” does not fit its certificate; nothing was written.",
            "Stop using this token and tell the system administrator.",
        ),
    ),
    ErrorCode.TOKEN_CANCELLED: (
        T("已取消", "操作已在窗口中或密钥上取消，未完成。", "需要继续时，请重新开始。"),
        T(
            "Cancelled",
            "The operation was cancelled in the window or on the token.",
            "Start again when you are ready.",
        ),
    ),
    ErrorCode.TOKEN_BUSY: (
        T(
            "密钥正被另一个程序使用",
            "本工作区的{holder}[（进程 {pid}）][自 {since} 起]正在使用密钥；同一时间只能由一个程序使用。",
            "请等它用完，或在那边锁定密钥后再试。",
        ),
        T(
            "Another program is using the token",
            "The {holder} of this workspace[ (process {pid})] has been using the token[ since {since}];"
            " one program uses it at a time.",
            "Wait until it is done, or lock the token there, then try again.",
        ),
    ),
    ErrorCode.CERTIFICATE_EXPIRED: (
        T("证书已过期", "证书“{subject}”的有效期至 {until}。", "请办理证书更新后再用印。"),
        T(
            "The certificate has expired",
            "“{subject}” was valid until {until}.",
            "Have the certificate renewed first.",
        ),
    ),
    ErrorCode.CERTIFICATE_NOT_YET_VALID: (
        T("证书尚未生效", "证书“{subject}”自 {since} 起有效。", "请核对本机日期和时间，或等待证书生效。"),
        T(
            "The certificate is not valid yet",
            "“{subject}” is valid from {since}.",
            "Check this computer's date and time, or wait until then.",
        ),
    ),
    ErrorCode.CERTIFICATE_FOREIGN: (
        T(
            "密钥不属于该印章",
            "“{subject}”不在印章“{seal}”准许的证书之列。",
            "请插入该印章的密钥；证书更换后，须先办理印章变更。",
        ),
        T(
            "The token does not belong to this seal",
            "“{subject}” is not among the certificates of “{seal}”.",
            "Insert the seal's token; after a renewed certificate, the seal has to be changed first.",
        ),
    ),
    ErrorCode.CERTIFICATE_UNTRUSTED: (
        T(
            "证书的签发机构不受信任",
            "证书“{subject}”没有通向本工作区信任根的有效证书链。",
            "请系统管理员核对信任设置和证书的签发机构。",
        ),
        T(
            "The certificate's issuer is not trusted",
            "No valid chain leads from “{subject}” to a root that this workspace trusts.",
            "Have the system administrator check the trust register and who issued the certificate.",
        ),
    ),
    ErrorCode.CERTIFICATE_REVOKED: (
        T("证书已吊销", "证书“{subject}”已于 {since} 吊销。", "该密钥不得再用于用印，请报告系统管理员。"),
        T(
            "The certificate is revoked",
            "“{subject}” was revoked at {since}.",
            "This token may not seal any more; tell the system administrator.",
        ),
    ),
    ErrorCode.CERTIFICATE_REVOCATION_UNKNOWN: (
        T(
            "无法确认证书未被吊销",
            "查不到证书“{subject}”当前的吊销状态[，现有答复截至 {as_of}（已过 {age_hours} 小时）]；"
            "按本单位制度，此时不得用印。",
            "请连接网络后重试；离线时请系统管理员放入最新的证书吊销列表。",
        ),
        T(
            "Nobody can tell whether the certificate is revoked",
            "There is no current answer for “{subject}”[; the last one is of {as_of}, {age_hours} hours ago]. "
            "The policy does not let it seal.",
            "Connect to the network and retry; offline, have the latest revocation list put in place.",
        ),
    ),
    ErrorCode.CERTIFICATE_KEY_MISMATCH: (
        T("证书与私钥不符", "密钥中的私钥与证书“{subject}”不配对。", "请停止使用该密钥，并报告系统管理员。"),
        T(
            "Certificate and key do not belong together",
            "The token's private key does not fit the certificate “{subject}”.",
            "Stop using this token and tell the system administrator.",
        ),
    ),
    ErrorCode.CERTIFICATE_USAGE: (
        T(
            "证书不能用于签名",
            "证书“{subject}”的用途不含文件签名[（{reason}）]。",
            "请使用签名证书；双证书密钥请检查设置。",
        ),
        T(
            "The certificate may not sign",
            "The certificate “{subject}” is not meant for signing documents[ ({reason})].",
            "Use the signing certificate of this token.",
        ),
    ),
    ErrorCode.TRUST_FILE_UNREADABLE: (
        T("{kind}文件无法读取", "“{path}”不存在，或不允许读取。", "请核对文件的位置和权限。"),
        T(
            "The {kind} file cannot be read",
            "“{path}” does not exist or may not be read.",
            "Check where it is and its permissions.",
        ),
    ),
    ErrorCode.TRUST_FILE_WRONG: (
        T("不是{kind}文件", "“{path}”中没有可用的{kind}（PEM 或 DER）。", "请核对是否选错了文件。"),
        T(
            "Not a {kind} file",
            "“{path}” holds no usable {kind} (PEM or DER).",
            "Check that it is the right file.",
        ),
    ),
    ErrorCode.SEAL_UNKNOWN: (
        T("没有这枚印章", "本工作区没有编号为“{seal}”的印章。", "请核对印章编号。"),
        T("There is no such seal", "This workspace has no seal “{seal}”.", "Check the seal's id."),
    ),
    ErrorCode.SEAL_NOT_ACTIVE: (
        T("印章不在启用状态", "印章“{seal}”目前为“{state}”，不得用印。", "如需使用，请先按制度办理启用。"),
        T(
            "The seal is not active",
            "“{seal}” is {state} and may not be used.",
            "Have it put into use by the proper procedure first.",
        ),
    ),
    ErrorCode.SEAL_EXPIRED: (
        T("印章不在有效期内", "印章“{seal}”的有效期至 {until}。", "请办理印章更新后再用印。"),
        T("The seal is outside its term", "“{seal}” is valid until {until}.", "Have the seal renewed first."),
    ),
    ErrorCode.SEAL_RECORD_BROKEN: (
        T(
            "印章资料校验未通过",
            "印章“{seal}”的资料不是制章者签署的原件，可能被改动。",
            "请停止使用该印章，并报告系统管理员。",
        ),
        T(
            "The seal's record does not hold",
            "The record of “{seal}” is not the one its maker signed; it may have been changed.",
            "Stop using this seal and tell the system administrator.",
        ),
    ),
    ErrorCode.VAULT_MISSING: (
        T(
            "找不到印章图像",
            "印章“{seal}”的加密图像不在“{path}”。",
            "印章存放在单独载体上时，请插入该载体后重试；仍然没有的，请系统管理员从备份恢复。",
        ),
        T(
            "The seal's picture is missing",
            "The encrypted picture of “{seal}” is not at “{path}”.",
            "Where seals are kept on a carrier of their own, insert the seal carrier and try again; otherwise ask"
            " the system administrator to restore it from the backup.",
        ),
    ),
    ErrorCode.VAULT_BROKEN: (
        T(
            "印章图像校验未通过",
            "印章“{seal}”的加密图像未通过校验[：{reason}]。",
            "请停止使用，并请系统管理员从备份恢复。",
        ),
        T(
            "The seal's picture does not hold",
            "The encrypted picture of “{seal}” failed its check[: {reason}].",
            "Stop using it and have it restored from the backup.",
        ),
    ),
    ErrorCode.VAULT_NOT_FOR_TOKEN: (
        T(
            "密钥打不开该印章",
            "印章“{seal}”的图像没有为这个密钥加密。",
            "请插入该印章的密钥；代管或更换密钥须先办理授权。",
        ),
        T(
            "This token does not open the seal",
            "The picture of “{seal}” was not encrypted for this token.",
            "Insert the seal's token; a deputy's or new token needs to be authorised first.",
        ),
    ),
    ErrorCode.VAULT_TOKEN_UNSUITED: (
        T(
            "该密钥不能保管印章",
            "密钥“{token}”没有可用于解密的密钥，也不能存放保密数据[：{reason}]。",
            "请换用带加密证书的密钥。",
        ),
        T(
            "This token cannot keep a seal",
            "The token “{token}” has no key that decrypts, and keeps no private data[: {reason}].",
            "Take a token with an encryption certificate.",
        ),
    ),
    ErrorCode.VAULT_LAST_TOKEN: (
        T(
            "不能移除最后一个密钥",
            "移除后将没有密钥能打开印章“{seal}”。",
            "请先添加另一个密钥，再移除这一个。",
        ),
        T(
            "The last token cannot be removed",
            "Without it no token would open “{seal}”.",
            "Add another token first, then remove this one.",
        ),
    ),
    ErrorCode.VAULT_NO_RECOVERY: (
        T(
            "这两位管理员不能恢复该印章",
            "印章“{seal}”没有为这两位管理员的现用个人密钥留存恢复份额。",
            "请由其他两位管理员恢复；管理员更换后，应更新印章的保管。",
        ),
        T(
            "These two administrators cannot recover the seal",
            "“{seal}” holds no recovery shares for the present keys of these two administrators.",
            "Have two other administrators recover it; renew the seal's vault when administrators change.",
        ),
    ),
    ErrorCode.VAULT_NOT_WRITABLE: (
        T(
            "印章保管文件写不进去",
            "无法写入“{path}”[：{reason}]。原有保管不变。",
            "请检查载体是否插好、是否写保护、空间是否足够，然后重试。",
        ),
        T(
            "The vault cannot be written",
            "“{path}” cannot be written[: {reason}]. The vault is as it was.",
            "Check that the carrier is inserted, not write-protected and not full, then try again.",
        ),
    ),
}
