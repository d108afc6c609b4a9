"""The seal register (印章台账): one line for each seal, counting (清点), export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import moment_text
from sealdesk.formats.statement import write_statement
from sealdesk.model.custody import Custody, CustodyBasis
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.permission import Action
from sealdesk.model.seal import SealState
from sealdesk.model.seal_life import CountResult, LifeAction, SealLife
from sealdesk.model.token import TokenRef
from sealdesk.model.workstation import Whereabouts
from sealdesk.policy.plain_text import is_plain
from sealdesk.policy.seal_life import judge_count
from sealdesk.service import seal_making, seal_vault, workstation
from sealdesk.service.custody_standing import custody_of
from sealdesk.service.desk import Desk, EntryReader
from sealdesk.service.life_standing import life, lives, made_at, of_this_version
from sealdesk.service.prepare_act import raise_first
from sealdesk.service.sign_in import SignIn, signed_in
from sealdesk.service.signed_statement import signature_trouble
from sealdesk.tlog import note

COUNTED = frozenset(
    {
        SealState.MADE,
        SealState.FILED,
        SealState.ISSUED,
        SealState.ACTIVE,
        SealState.SUSPENDED,
        SealState.FROZEN,
    }
)
"""States in which a seal is somewhere, so that it is counted."""

_PURPOSE = EntryKind.SEAL_COUNTED.value
_MOST_CHARACTERS = 200


@dataclass(frozen=True)
class RegisterRow:
    """One seal's line.

    Attributes:
        keeper_id: Who keeps it now; empty before it is made, and where nobody does.
        custodian_id: Its custodian, also while a deputy keeps it.
        deputy_until: When a deputy's time ends; None where the custodian keeps it.
        tokens: Those that open it.
        made, issued: When, for the version in force; None before.
        uses: Impressions made with it.
        counted: When it was counted last; None where it never was.
        count_result: What was found then.
        specimen: Its small marked picture (PNG), where there is one.
        trouble: Code of what is wrong with its record or its custody; empty where nothing is.
        count_trouble: What is wrong with its last count, as `SealCount.trouble`; empty where nothing is.
    """

    life: SealLife
    keeper_id: str
    custodian_id: str
    deputy_until: datetime | None
    tokens: tuple[TokenRef, ...]
    made: datetime | None
    issued: datetime | None
    last_use: datetime | None
    uses: int
    counted: datetime | None
    count_result: CountResult | None
    specimen: bytes | None = field(default=None, repr=False)
    trouble: str = ""
    count_trouble: str = ""

    @property
    def seal_id(self) -> str:
        return self.life.application.seal_id


@dataclass(frozen=True)
class SealCount:
    """A count as it was entered.

    Attributes:
        results: What was found, by seal.
        remarks: What was said beside it, by seal.
        uncounted: Seals that should have been counted and were not.
        to_report: Missing or damaged seals that can still be used: somebody should report them.
        trouble: Why it does not count: `unsigned`, `signer_unknown`, `statement`, `previous` (entered again),
            `not_entitled`; else empty.
    """

    entry_id: str
    at: datetime
    persons: tuple[str, ...]
    results: Mapping[str, CountResult]
    remarks: Mapping[str, str]
    uncounted: tuple[str, ...]
    to_report: tuple[str, ...]
    trouble: str = ""


def rows(desk: Desk) -> tuple[RegisterRow, ...]:
    """Every seal that was ever applied for, by id; one that is not in order says so, and hides no other."""
    counts = _last_counts(desk)
    return tuple(_row(desk, one, counts.get(one.application.seal_id)) for one in lives(desk))


def _row(desk: Desk, one: SealLife, counted: _LastCount | None) -> RegisterRow:
    custody, trouble = _custody(desk, one)
    deputised = custody is not None and custody.basis is CustodyBasis.DELEGATION
    last_use, uses = _uses(desk, one.application.seal_id)
    issued = of_this_version(one.steps, LifeAction.ISSUE)
    return RegisterRow(
        life=one,
        keeper_id=custody.person_id if custody else "",
        custodian_id=custody.custodian_id if custody else one.application.custodian_id,
        deputy_until=custody.until if custody and deputised else None,
        tokens=_tokens(desk, one),
        made=made_at(one.steps),
        issued=issued.at if issued else None,
        last_use=last_use,
        uses=uses,
        counted=counted.at if counted else None,
        count_result=counted.result if counted else None,
        count_trouble=counted.trouble if counted else "",
        specimen=seal_making.specimen_of(desk, one.seal) if one.seal else None,
        trouble=trouble,
    )


def _custody(desk: Desk, one: SealLife) -> tuple[Custody | None, str]:
    if one.seal is None:
        return None, one.trouble
    try:
        return custody_of(desk, one.seal), ""
    except SealDeskError as refusal:
        return None, refusal.code.text


def _tokens(desk: Desk, one: SealLife) -> tuple[TokenRef, ...]:
    """A vault file that is not there, or not whole, is told where the seal is used."""
    if one.seal is not None:
        with suppress(SealDeskError):
            return tuple(recipient.token for recipient in seal_vault.recipients_of(desk, one.seal))
    return ()


def _uses(desk: Desk, seal_id: str) -> tuple[datetime | None, int]:
    """When it stamped last, and how many impressions it made."""
    intended: dict[str, int] = {}
    last, uses = None, 0
    kinds = (EntryKind.ACT_INTENDED, EntryKind.ACT_SEALED)
    for entry in desk.ledger.entries(kind=kinds, seal=seal_id):
        if entry.kind is EntryKind.ACT_INTENDED:
            intended[entry.body["act"]] = entry.body["count"]
        else:
            last, uses = entry.time, uses + intended.pop(entry.body["act"], 1)
    return last, uses


@dataclass(frozen=True)
class _LastCount:
    at: datetime
    result: CountResult
    trouble: str


def _last_counts(desk: Desk) -> Mapping[str, _LastCount]:
    found: dict[str, _LastCount] = {}
    for entry, trouble in _counts(desk):
        for one in entry.body["seals"]:
            found[one["id"]] = _LastCount(entry.time, CountResult(one["result"]), trouble)
    return found


# Counting.


def to_count(desk: Desk) -> tuple[SealLife, ...]:
    """The seals that a count looks for: made, and not gone."""
    return tuple(one for one in lives(desk) if one.state in COUNTED)


def count(
    desk: Desk,
    found: Mapping[str, str],
    by: Sequence[SignIn],
    remarks: Mapping[str, str] | None = None,
) -> SealCount:
    """Enter what a count of the seals found; two people sign it.

    Nothing is frozen by it: a missing seal has to be reported, by whoever misses it.

    Args:
        found: `found`, `missing` or `damaged`, by seal id.

    Raises:
        SealDeskError: `SEAL_COUNTERS_WRONG`, `SEAL_COUNT_WRONG`, `PERSON_…`; `USAGE_WRONG` for a count of nothing.
    """
    desk.check_log()
    persons = tuple(desk.person(one.person_id) for one in by)
    raise_first(judge_count(persons))
    results, said = _checked(found, remarks or {})
    signers = [signed_in(desk, one.person_id, one.password, Action.COUNT_SEALS)[1] for one in by]
    with desk.recording() as transaction:
        expected = {one.application.seal_id: one for one in to_count(desk)}
        for seal_id in results:
            if seal_id not in expected:
                raise SealDeskError(ErrorCode.SEAL_COUNT_WRONG, seal=seal_id)
        facts = {
            "seals": [
                {"id": seal_id, "result": result.value, "remark": said.get(seal_id, "")}
                for seal_id, result in sorted(results.items())
            ],
            "uncounted": sorted(set(expected) - set(results)),
            "person": persons[0].id,
            "persons": [person.id for person in persons],
            "said": moment_text(datetime.now(UTC)),
            "previous": _last_count_id(transaction),
        }
        signed = note.sign(write_statement(facts, _PURPOSE), *signers)
        entry = transaction.append(EntryKind.SEAL_COUNTED, {**facts, "statement": signed})
    return _count(desk, entry, "")


def _last_count_id(reader: EntryReader) -> str:
    """Of the count before, which the people name in what they sign: signed once, it is entered once."""
    last = next(reader.entries(kind=EntryKind.SEAL_COUNTED, newest_first=True, limit=1), None)
    return last.entry_id if last else ""


def _checked(
    found: Mapping[str, str], remarks: Mapping[str, str]
) -> tuple[Mapping[str, CountResult], Mapping[str, str]]:
    wrong = [one for one in found if found[one] not in tuple(CountResult)]
    wrong += [one for one, text in remarks.items() if one not in found or not _remark(text)]
    if wrong or not found:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what=", ".join(sorted(wrong)) or "count")
    return {one: CountResult(result) for one, result in found.items()}, remarks


def _remark(text: str) -> bool:
    return len(text) <= _MOST_CHARACTERS and is_plain(text)


def counts(desk: Desk) -> tuple[SealCount, ...]:
    """Every count, oldest first; one that is not what two people signed says so."""
    return tuple(_count(desk, entry, trouble) for entry, trouble in _counts(desk))


def _counts(desk: Desk) -> Iterator[tuple[LedgerEntry, str]]:
    """Every count's entry, and what is wrong with it."""
    previous = ""
    for entry in desk.ledger.entries(kind=EntryKind.SEAL_COUNTED):
        yield entry, _count_trouble(desk, entry, previous)
        previous = entry.entry_id


def _count_trouble(desk: Desk, entry: LedgerEntry, previous: str) -> str:
    persons = tuple(entry.body["persons"])
    trouble = signature_trouble(desk, entry, persons)
    if trouble:
        return trouble
    if entry.body.get("previous") != previous:
        return "previous"
    return "not_entitled" if judge_count([desk.person(one) for one in persons]) else ""


def _count(desk: Desk, entry: LedgerEntry, trouble: str) -> SealCount:
    body = entry.body
    results = {one["id"]: CountResult(one["result"]) for one in body["seals"]}
    return SealCount(
        entry_id=entry.entry_id,
        at=entry.time,
        persons=tuple(body["persons"]),
        results=results,
        remarks={one["id"]: one["remark"] for one in body["seals"] if one["remark"]},
        uncounted=tuple(body["uncounted"]),
        to_report=tuple(_reportable(desk, results)),
        trouble=trouble,
    )


def _reportable(desk: Desk, results: Mapping[str, CountResult]) -> Iterable[str]:
    bad = [seal_id for seal_id, result in results.items() if result is not CountResult.FOUND]
    return (one for one in bad if life(desk, one).state in COUNTED - {SealState.FROZEN})


# Export.


def export(
    desk: Desk, target: Path, form: str, write: Callable[[tuple[RegisterRow, ...], Path], None]
) -> int:
    """Write the register to a new file; the export itself becomes an entry. Returns how many seals it has.

    On another computer than the workspace's own (`workstation.where`) the export is not recorded.

    Args:
        form: `xlsx` or `pdf`, as the entry says it.
        write: Puts the rows, in the reader's words, into the file; raises what stands against that.

    Raises:
        SealDeskError: What `rows` and `write` raise; then there is no file.
    """
    lines = rows(desk)
    write(lines, target)
    if workstation.where(desk) is Whereabouts.ELSEWHERE:
        return len(lines)
    facts: dict[str, Any] = {"form": form, "seals": len(lines)}
    try:
        desk.record(EntryKind.SEAL_REGISTER_EXPORTED, facts)
    except BaseException:
        target.unlink(missing_ok=True)  # ours: it was written without replacing anything
        raise
    return len(lines)
