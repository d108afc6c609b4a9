"""Decisions on use requests made at the workstation, each signed by whoever makes it; and taking one back.

In person: by the own key, which the approver's password opens, or by the approver's own token. Those that come as files
are in `approval_files`, paper forms in `approval_paper`.
"""

from __future__ import annotations

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.approval import write_approval
from sealdesk.formats.fields import moment_text
from sealdesk.formats.own_token_jws import compact, signing_input
from sealdesk.formats.statement import write_statement
from sealdesk.model.ledger import EntryKind
from sealdesk.model.people import Person
from sealdesk.model.permission import Action
from sealdesk.model.request import Approval, ApprovalMeans, RequestStanding, RequestState
from sealdesk.model.token import TokenRef
from sealdesk.policy.plain_text import is_plain, on_one_line
from sealdesk.service.clock import judged_now
from sealdesk.service.decision_entry import Decider, checked_comment, decision, enter, judged
from sealdesk.service.decision_reading import may_take_back
from sealdesk.service.desk import Desk
from sealdesk.service.person_token import binding_of_person
from sealdesk.service.request_refusals import refusal_recorded
from sealdesk.service.requests import standing
from sealdesk.service.sign_in import SignIn, check_may, signed_in
from sealdesk.service.token_side import pins_for_signing
from sealdesk.store.ledger import Transaction
from sealdesk.tlog import note

_LONGEST_REASON = 500


def approve(
    desk: Desk, request_id: str, person_id: str, password: str, comment: str = "", on_behalf_of: str = ""
) -> RequestStanding:
    """Grant a request with the approver's own key.

    Args:
        on_behalf_of: Id of the person whose power is used, by a delegation in force; empty: one's own.

    Raises:
        SealDeskError: As `decision_entry.judged`; `PERSON_…`; `USAGE_WRONG`. A refusal is entered.
    """
    return _decide(desk, request_id, person_id, password, comment, on_behalf_of, granted=True)


def reject(
    desk: Desk, request_id: str, person_id: str, password: str, comment: str, on_behalf_of: str = ""
) -> RequestStanding:
    """Refuse a request, with a reason, by the approver's own key; raises as `approve`."""
    return _decide(desk, request_id, person_id, password, comment, on_behalf_of, granted=False)


def _decide(
    desk: Desk,
    request_id: str,
    person_id: str,
    password: str,
    comment: str,
    on_behalf_of: str,
    *,
    granted: bool,
) -> RequestStanding:
    with refusal_recorded(desk, _what(granted), request=request_id, person=person_id):
        comment = checked_comment(comment, granted=granted)
        person, signer = signed_in(desk, person_id, password, Action.APPROVE)
        decider = Decider(person, ApprovalMeans.OWN_KEY, on_behalf_of)
        with desk.recording() as transaction:
            desk.check_log(transaction)
            case = judged(desk, request_id, decider, transaction)
            made = decision(case, decider, granted=granted, comment=comment)
            enter(desk, transaction, made, note.sign(write_approval(made), signer))
    return standing(desk, request_id)


def _what(granted: bool) -> str:
    return "approve" if granted else "reject"


def approve_with_token(
    desk: Desk, request_id: str, person_id: str, token: TokenRef, comment: str = "", on_behalf_of: str = ""
) -> RequestStanding:
    """Grant a request with the approver's own token, which they unlocked.

    Raises:
        SealDeskError: As `approve`; `PERSON_TOKEN_FOREIGN`, `TOKEN_…`, `CERTIFICATE_…`. A refusal is entered.
    """
    return _decide_with_token(desk, request_id, person_id, token, comment, on_behalf_of, granted=True)


def reject_with_token(
    desk: Desk, request_id: str, person_id: str, token: TokenRef, comment: str, on_behalf_of: str = ""
) -> RequestStanding:
    """Refuse a request, with a reason, by the approver's own token; raises as `approve_with_token`."""
    return _decide_with_token(desk, request_id, person_id, token, comment, on_behalf_of, granted=False)


def _decide_with_token(
    desk: Desk,
    request_id: str,
    person_id: str,
    token: TokenRef,
    comment: str,
    on_behalf_of: str,
    *,
    granted: bool,
) -> RequestStanding:
    with refusal_recorded(desk, _what(granted), request=request_id, person=person_id):
        comment = checked_comment(comment, granted=granted)
        desk.follow_registers()
        person = desk.person(person_id)
        check_may(desk, person, Action.APPROVE)
        decider = Decider(person, ApprovalMeans.OWN_TOKEN, on_behalf_of)
        desk.check_log()
        case = judged(desk, request_id, decider)
        binding = binding_of_person(desk, person, token, case.at)
        made = decision(case, decider, granted=granted, comment=comment)
        signed = signing_input(write_approval(made), binding.certificate)
        # A person may be asked for a PIN here: not while the ledger waits.
        signature = desk.tokens.sign(token, binding.key_id, signed, algorithm=binding.algorithm)
        jws = compact(signed, signature, binding.certificate)
        with desk.recording() as transaction:
            desk.check_log(transaction)
            if judged(desk, request_id, decider, transaction).request != case.request:
                raise SealDeskError(ErrorCode.APPROVAL_OTHER_REQUEST, request=request_id)
            enter(desk, transaction, made, jws, binding.certificate)
    return standing(desk, request_id)


def pins_owed(desk: Desk, person_id: str, token: TokenRef) -> int:
    """How many further PIN entries a person owes for a decision with their own token, which is unlocked.

    0 but for keys that want one for every use; raises as `approve_with_token`.
    """
    binding = binding_of_person(desk, desk.person(person_id), token, judged_now(desk))
    return pins_for_signing(desk, token, binding, 1, openings=0)


def revoke(desk: Desk, request_id: str, by: SignIn, reason: str) -> RequestStanding:
    """Take an approval back: what is not used of it yet is not used any more.

    Its approver may, the person whose power was used, and who registered a paper form.

    Raises:
        SealDeskError: `APPROVAL_NOT_GIVEN`; `APPROVAL_USED` where nothing is left of it; `REQUEST_UNKNOWN`,
            `PERSON_…`, `USAGE_WRONG`, `CLOCK_SET_BACK`. A refusal is entered.
    """
    with refusal_recorded(desk, "revoke", request=request_id, person=by.person_id):
        reason = on_one_line(reason)
        if not reason or not is_plain(reason) or len(reason) > _LONGEST_REASON:
            raise SealDeskError(ErrorCode.USAGE_WRONG, what="reason")
        person, signer = signed_in(desk, by.person_id, by.password)
        with desk.recording() as transaction:
            desk.check_log(transaction)
            now = judged_now(desk, transaction)
            before = standing(desk, request_id, within=transaction)
            for one in _taken_back(before, person):
                facts = {
                    "request": request_id,
                    "person": person.id,
                    "decision": one.entry_id,
                    "reason": reason,
                    "said": moment_text(now),
                }
                _enter_revocation(transaction, facts, signer)
    return standing(desk, request_id)


def _enter_revocation(transaction: Transaction, facts: dict[str, str], signer: note.Signer) -> None:
    statement = note.sign(write_statement(facts, EntryKind.APPROVAL_REVOKED.value), signer)
    transaction.append(EntryKind.APPROVAL_REVOKED, {**facts, "statement": statement})


def _taken_back(before: RequestStanding, person: Person) -> tuple[Approval, ...]:
    """The approvals on a request that this person takes back: all that are theirs to take."""
    theirs = tuple(one for one in before.approvals if person.id in may_take_back(one) and one.revoked is None)
    if not theirs:
        facts = {"person": person.name, "request": before.request.id}
        raise SealDeskError(ErrorCode.APPROVAL_NOT_GIVEN, **facts)
    if before.state is RequestState.USED_UP:
        raise SealDeskError(ErrorCode.APPROVAL_USED, request=before.request.id)
    return theirs
