"""The act of sealing, as one transaction (DESIGN decision 1).

1. the gate, once more, and the intent entries, one for each seal, in one ledger transaction: these *are* the uses of
   the approvals;
2. the incremental update is built and its pages are drawn, in limited children (`update_check`);
3. the token signs;
4. the part file is written beside the target and synced;
5. the part file is verified with the code recipients use;
6. it gets its name, never replacing another file;
7. the outcome entries, all in one transaction, and the checkpoint.

A crash at any point leaves no stamped file, or a stamped file with its entry; the next start settles open acts
(`settle_acts`). What fails here settles itself at once: failed before the token was asked, the use is given back;
after that, it counts. Of several seals all uses are given back, or all count.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from sealdesk import confined
from sealdesk.documents import files
from sealdesk.errors import ErrorCode, ExitStatus, SealDeskError
from sealdesk.events import Events, Stopwatch
from sealdesk.model.act import SealingResult, SealingStep, SealingUse
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.token import TokenRef
from sealdesk.model.verification import VerificationReport
from sealdesk.service import act_entries, pressing, requests, seal_vault
from sealdesk.service.act_journal import ActJournal, remove_parts
from sealdesk.service.desk import Desk
from sealdesk.service.prepare_act import ReadyAct, record_refusal, refusal_recorded
from sealdesk.service.token_side import TokenKey, lock, prove_key
from sealdesk.service.update_check import check_update
from sealdesk.service.verify_document import verify_stamped

if TYPE_CHECKING:
    from sealdesk.service.act_signing import Round
    from sealdesk.service.pressing import Press

Progress = Callable[[SealingStep], None]
_LOG = Events("act")


def carry_out(desk: Desk, ready: ReadyAct, progress: Progress = lambda step: None) -> SealingResult:
    """Seal the document of a prepared act; the token is logged in.

    Raises:
        SealDeskError: Whatever stood against it; then there is no stamped file, the source is untouched, and the
            ledger says what happened where the act had begun.
    """
    each_use = any(desk.policy.pin_each_use(use.seal.kind) for use in ready.uses)
    try:
        result = _Act(desk, ready, progress).run()
    except BaseException:
        # PIN entries handed over for this act, and not used, must not serve another.
        if each_use or ready.token in desk.offered:
            _lock_quietly(desk, ready.token)
        raise
    finally:
        pressing.forget_press(desk)
    desk.offered.discard(ready.token)
    if each_use:
        _lock_quietly(desk, ready.token)
    return result


def _lock_quietly(desk: Desk, token: TokenRef) -> None:
    with suppress(SealDeskError):  # the act's own outcome is what people must hear of
        lock(desk, token)


@dataclass
class _Act:
    desk: Desk
    ready: ReadyAct
    progress: Progress

    def __post_init__(self) -> None:
        self.watch, self.laps = Stopwatch(), list[str]()
        self.id = uuid4().hex
        self.part = files.part_path(self.ready.order.target, self.id)
        self.asked_token = False
        self.published = False
        self.intents: tuple[LedgerEntry, ...] = ()

    def run(self) -> SealingResult:
        """The act, and a line of it in the log: how long each step took."""
        try:
            result = self._run()
        except SealDeskError as trouble:
            _LOG.trouble("act.failed", **self._lapsed(), code=trouble.code)
            raise
        _LOG.event("act.sealed", **self._lapsed(), index=result.entry_index)
        return result

    def _lapsed(self) -> dict[str, object]:
        return {"act": self.id, "milliseconds": self.watch.total(), "steps": self.laps}

    def _reached(self, step: SealingStep) -> None:
        self.laps.append(f"{step.value}:{self.watch.lap()}")
        self.progress(step)

    def _run(self) -> SealingResult:
        ready = self.ready
        refusals = refusal_recorded(self.desk, ready.order, ready.preflight)
        with refusals, pressing.reading_texts(self.desk, ready) as texts:
            prove_key(self.desk, ready.token, ready.binding)
            pictures = tuple(seal_vault.open_picture(self.desk, use.seal, ready.token) for use in ready.uses)
            press = pressing.press_for(self.desk, ready, pictures, texts)
        journal = ActJournal.begin(
            self.desk.layout, self.id, self.ready.request_id, self.ready.order.target, self.part
        )
        try:
            self._reached(SealingStep.JOURNAL_WRITTEN)
            outcomes, report, digest = self._sealed(journal, press)
        except BaseException as trouble:
            self._settle_failure(journal, trouble)
            raise
        # From here on the act is done and recorded: nothing may undo it.
        journal.end()
        self._reached(SealingStep.OUTCOME_RECORDED)
        return self._result(outcomes, report, digest)

    def _result(
        self, outcomes: tuple[LedgerEntry, ...], report: VerificationReport, digest: str
    ) -> SealingResult:
        uses = tuple(
            SealingUse(
                use.seal.id,
                use.request_id,
                outcome.entry_id,
                outcome.index,
                requests.standing(self.desk, use.request_id).remaining,
            )
            for use, outcome in zip(self.ready.uses, outcomes, strict=True)
        )
        return SealingResult(
            act_id=self.id,
            target=self.ready.order.target,
            sha256=digest,
            entry_id=uses[0].entry_id,
            entry_index=uses[0].entry_index,
            sealed=outcomes[0].time,
            remaining=uses[0].remaining,
            verification=report,
            uses=uses,
        )

    def _sealed(
        self, journal: ActJournal, press: Press
    ) -> tuple[tuple[LedgerEntry, ...], VerificationReport, str]:
        # 1. The gate and the intents.
        self.intents = act_entries.record_intents(self.desk, self.ready, self.id, press.entry_ids)
        self._reached(SealingStep.INTENT_RECORDED)
        press = pressing.press_of_entries(self.desk, press, self.intents)
        self._write_signed(journal, press)
        self._reached(SealingStep.FILE_WRITTEN)
        report, digest = self._verified()
        self._reached(SealingStep.FILE_VERIFIED)
        journal.ready(digest)
        self._reached(SealingStep.READY_MARKED)
        files.publish(self.part, self.ready.order.target)
        self.published = True
        self._reached(SealingStep.PUBLISHED)
        # 7. The outcomes.
        outcomes = act_entries.record_sealed(self.desk, self.ready, self.id, digest)
        return outcomes, report, digest

    # 2.–4. Build, sign, write. On a signed document every impression is a signature field of its own.

    def _write_signed(self, journal: ActJournal, press: Press) -> None:
        from sealdesk.service.act_signing import rounds_of

        ready = self.ready
        rounds = rounds_of(self.desk, ready, self.id, press, self.intents)
        source, key = ready.order.source, TokenKey(self.desk, ready.token, ready.binding)
        for number, one in enumerate(rounds):
            update, length = self._signed_update(journal, source, one, key)
            part = files.write_new(
                source, length, update, ready.order.target, self._part_id(number, len(rounds))
            )
            if source != ready.order.source:
                files.remove_quietly(source)
            source = part

    def _part_id(self, number: int, rounds: int) -> str:
        return self.id if number == rounds - 1 else f"{self.id}-{number}"

    def _signed_update(
        self, journal: ActJournal, source: Path, one: Round, key: TokenKey
    ) -> tuple[bytes, int]:
        from sealdesk.pades import cms, update

        prepared = confined.run(
            update.prepare_seals,
            source,
            self.ready.order.document_password,
            one.inks,
            one.record,
            update.Terms(
                opaque=self.ready.preflight.pdfa_part == 1, prepared=one.prepared, locked=one.locked
            ),
        )
        check_update(self.ready, source, one, prepared)
        self._reached(SealingStep.UPDATE_BUILT)
        if not self.asked_token:
            journal.signing()
            self.asked_token = True
            self._reached(SealingStep.SIGNING_MARKED)
        try:
            signature = cms.build_cms(key, prepared.document_digest, one.record.signing_time)
        except SealDeskError as trouble:
            trouble.facts.setdefault("token", self.ready.token)  # `pades` does not know where a key lies
            raise
        self._reached(SealingStep.TOKEN_SIGNED)
        return update.fill(prepared, signature), prepared.source_length

    # 5. The written file, verified as a recipient would.

    def _verified(self) -> tuple[VerificationReport, str]:
        ready = self.ready
        original, whole = sha256(), sha256()
        left = ready.preflight.digest.length
        with self.part.open("rb") as file:
            while chunk := file.read(1 << 20):
                original.update(chunk[:left])
                left -= min(left, len(chunk))
                whole.update(chunk)
        if original.hexdigest() != ready.preflight.digest.sha256:
            raise SealDeskError(ErrorCode.DOCUMENT_CHANGED_MEANWHILE, path=ready.order.source)
        pressed = {
            intent.entry_id: frozenset(stamp.page for stamp in use.stamps)
            for use, intent in zip(ready.uses, self.intents, strict=True)
        }
        report = verify_stamped(self.desk, self.part, ready, ready.signatures, pressed)
        return report, whole.hexdigest()

    def _settle_failure(self, journal: ActJournal, trouble: BaseException) -> None:
        """Remove what is unfinished and say so in the ledger; what cannot be said now, the next start says.

        A commit that reported an error may come back: its frames can stand whole in the write-ahead log. So
        nothing that a lost commit would need is thrown away before another commit has taken its place.
        """
        if self._outcome_is_durable():  # interrupted (Ctrl-C) behind it: the act is done
            journal.end()
            return
        if self.published:
            files.take_back(self.ready.order.target, self.part)
        if not self.intents:
            if isinstance(trouble, SealDeskError) and trouble.code.exit_status is ExitStatus.REFUSED:
                journal.end()  # the gate said no: no commit was tried
                with suppress(SealDeskError):
                    record_refusal(self.desk, self.ready.order, self.ready.preflight, trouble)
            else:
                journal.abandon()
            return
        code = trouble.code.text if isinstance(trouble, SealDeskError) else type(trouble).__name__
        given_back = not self.asked_token
        try:
            act_entries.record_failed(self.desk, self.ready, self.id, code, given_back=given_back)
        except SealDeskError:
            journal.abandon()
            return
        remove_parts(self.part.parent, self.id)
        journal.end()

    def _outcome_is_durable(self) -> bool:
        try:
            return any(self.desk.ledger.entries(act=self.id, kind=EntryKind.ACT_SEALED))
        except SealDeskError:
            return False
