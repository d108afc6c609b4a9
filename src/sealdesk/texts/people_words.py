"""Words of the people register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sealdesk.model.people import Role
from sealdesk.policy.role_rules import RoleException
from sealdesk.texts.facts import member_name
from sealdesk.texts.wording import Language, Words, language_of

PEOPLE: Mapping[str, Words] = {
    "id": Words("编号", "Id"),
    "name": Words("姓名", "Name"),
    "department": Words("部门", "Department"),
    "roles": Words("角色", "Roles"),
    "positions": Words("职务", "Positions"),
    "standing": Words("备注", "Remarks"),
    "public_key": Words("个人公钥", "Public key"),
    "recovery_key": Words("恢复公钥", "Recovery key"),
    "certificate": Words("密钥证书", "Token certificate"),
    "certificates": Words("密钥证书", "Token certificates"),
    "keeps": Words("保管", "Keeps"),
    "may": Words("可以", "May"),
    "locked": Words("暂不能登录，至", "Locked until"),
    "excepted": Words("兼任例外", "By exception"),
    "version": Words("人员名册版本", "People register, version"),
    "added": Words("新登记", "Added"),
    "retired": Words("已注销", "Retired"),
    "changed": Words("已变更", "Changed"),
    "key_file": Words("个人密钥文件", "Key file"),
}

SAID: Mapping[str, Words] = {
    "people.seal_without_keeper": Words(
        "此人仍在保管印章，名册变更后无人能用，请尽快办理变更",
        "They still kept a seal, which nobody can use now; see to its custody:",
    ),
    "people.renew_vaults": Words(
        "管理员的恢复公钥有变，请对各印章执行 sealdesk seals vault-renew",
        "An administrator's recovery key changed: run sealdesk seals vault-renew for each seal.",
    ),
    "people.password_changed": Words("密码已修改", "The password was changed."),
}


_EXCEPTION = Words(
    "兼任例外：{name}（{id}）兼任{roles}。理由：{reason}", "By exception {name} ({id}) is {roles}: {reason}"
)


def exception_lines(exceptions: Iterable[RoleException], language: str) -> tuple[str, ...]:
    """One line for each exception of the policy that somebody makes use of: every report ends, or begins, with them."""
    tongue = language_of(language)
    return tuple(
        _EXCEPTION.in_language(tongue).format(
            name=one.name, id=one.person_id, roles=_roles(one, tongue), reason=one.reason.strip()
        )
        for one in exceptions
    )


def _roles(exception: RoleException, language: Language) -> str:
    meeting = frozenset[Role]().union(*exception.pairs)
    between = "、" if language is Language.ZH else ", "
    return between.join(member_name(role, language) for role in Role if role in meeting)


def label(name: str, language: str) -> str:
    """What a column, or a line about a person, is called."""
    return PEOPLE[name].in_language(language_of(language))
