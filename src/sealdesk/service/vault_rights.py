"""Who may change which tokens open a seal, and which tokens may be among them."""

from __future__ import annotations

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.people import Person, Role
from sealdesk.model.permission import Action
from sealdesk.model.seal import Seal, SealState
from sealdesk.model.token import TokenCertificate, TokenRef
from sealdesk.service import token_binding, token_side
from sealdesk.service.custody_standing import custody_of, holder_of_certificate
from sealdesk.service.desk import Desk
from sealdesk.service.seals import state_of
from sealdesk.service.sign_in import SignIn, is_administrator, signed_in

_OVER = (SealState.CANCELLED, SealState.DESTROYED, SealState.REPLACED)


def entitled(desk: Desk, seal: Seal, by: TokenRef, person: SignIn | None) -> Person:
    """An administrator, or the seal's custodian: by password, or (None) by the custodian's unlocked token.

    Raises:
        SealDeskError: `PERSON_…`, `TOKEN_NOT_LOGGED_IN`, `CERTIFICATE_…`.
    """
    if person is None:
        return _custodian_of(desk, seal, by)
    manages = is_administrator(desk.person(person.person_id))
    power = Action.MAKE_SEAL if manages else Action.KEEP_SEAL
    acting, _ = signed_in(desk, person.person_id, person.password, power)
    listed(desk, seal, by)  # a token that may not sign any more lets nobody in either
    keeps = acting.id == custody_of(desk, seal).custodian_id and Role.CUSTODIAN in acting.roles
    if not keeps and not is_administrator(acting):
        raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=acting.name, act="vault")
    return acting


def _custodian_of(desk: Desk, seal: Seal, token: TokenRef) -> Person:
    """The seal's custodian, proven by their unlocked token: its key signs a challenge."""
    certificates = desk.tokens.certificates(token)
    ours = listed(desk, seal, token)
    person = holder_of_certificate(desk, ours.sha256)
    custodian_id = custody_of(desk, seal).custodian_id
    if person is None or person.id != custodian_id or Role.CUSTODIAN not in person.roles:
        name = person.name if person else str(token)
        raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=name, act="vault")
    if not desk.tokens.logged_in(token):
        raise SealDeskError(ErrorCode.TOKEN_NOT_LOGGED_IN, token=token)
    binding = token_binding.binding_of(desk, seal, ours, certificates)
    if any(key.key_id == binding.key_id and key.always_authenticate for key in desk.tokens.keys(token)):
        # Such a key is not challenged (it would cost a PIN entry), so it proves nobody here.
        raise SealDeskError(ErrorCode.PERSON_PASSWORD_MISSING, person=person.name)
    token_side.prove_key(desk, token, binding)
    return person


def listed(desk: Desk, seal: Seal, token: TokenRef) -> TokenCertificate:
    """The token's certificate that may sign with the seal now: in its maker's list, and nothing stands against it.

    Raises:
        SealDeskError: `CERTIFICATE_…`; of several certificates, what stands against the first.
    """
    found = desk.tokens.certificates(token)
    against = SealDeskError(ErrorCode.CERTIFICATE_FOREIGN, subject=str(token), seal=seal.name)
    for number, ours in enumerate(one for one in found if one.sha256 in seal.certificates):
        try:
            token_binding.binding_of(desk, seal, ours, found)
        except SealDeskError as refusal:
            against = against if number else refusal
        else:
            return ours
    raise against


def check_living(desk: Desk, seal: Seal) -> None:
    """Raises `SEAL_NOT_ACTIVE` for a seal whose life is over: nobody is let in any more."""
    state = state_of(desk.ledger, seal.id)
    if state in _OVER:
        raise SealDeskError(ErrorCode.SEAL_NOT_ACTIVE, seal=seal.name, state=state)
