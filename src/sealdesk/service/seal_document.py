"""The act of sealing, as one transaction (DESIGN decision 1).

1. the gate, once more, and the intent entry, in one ledger transaction: this *is* the use of the approval;
2. the incremental update is built, in a limited child;
3. the token signs;
4. the part file is written beside the target and synced;
5. the part file is verified with the code recipients use;
6. it gets its name, never replacing another file;
7. the outcome entry and the checkpoint.

A crash at any point leaves no stamped file, or a stamped file with its entry; the next start settles open acts
(`settle_acts`). What fails here settles itself at once: failed before the token was asked, the use is given back;
after that, it counts.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sealdesk import __version__, confined
from sealdesk.documents import files
from sealdesk.errors import ErrorCode, ExitStatus, SealDeskError
from sealdesk.events import Events, Stopwatch
from sealdesk.formats.entries import placement_facts
from sealdesk.formats.fields import moment_text
from sealdesk.formats.hidden_record import RECORD_FORMAT
from sealdesk.model.act import SealingResult, SealingStep
from sealdesk.model.certificate import RevocationStatus
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.signature import SignatureRecord
from sealdesk.model.token import TokenRef
from sealdesk.model.verification import VerificationReport
from sealdesk.policy.gate import IntendedUse, judge_use
from sealdesk.service import pressing, requests, seal_vault, seals
from sealdesk.service.act_journal import ActJournal, remove_parts
from sealdesk.service.custody_standing import check_keeper
from sealdesk.service.desk import Desk
from sealdesk.service.life_standing import check_signed
from sealdesk.service.prepare_act import ReadyAct, raise_first, record_refusal, refusal_recorded
from sealdesk.service.token_side import TokenKey, lock, prove_key
from sealdesk.service.verify_document import verify_stamped

if TYPE_CHECKING:
    from sealdesk.model.ink import Stamp
    from sealdesk.pades.ink_samples import InkSamples
    from sealdesk.service.pressing import Press

Progress = Callable[[SealingStep], None]
_LOG = Events("act")


def _revocation_facts(status: RevocationStatus) -> dict[str, str]:
    told = {"state": status.state.value, "source": status.source.value}
    return {**told, "as_of": moment_text(status.as_of)} if status.as_of else told


def carry_out(desk: Desk, ready: ReadyAct, progress: Progress = lambda step: None) -> SealingResult:
    """Seal the document of a prepared act; the token is logged in.

    Raises:
        SealDeskError: Whatever stood against it; then there is no stamped file, the source is untouched, and the
            ledger says what happened where the act had begun.
    """
    try:
        result = _Act(desk, ready, progress).run()
    except BaseException:
        # PIN entries handed over for this act, and not used, must not serve another.
        if desk.policy.pin.each_use or ready.token in desk.offered:
            _lock_quietly(desk, ready.token)
        raise
    finally:
        pressing.forget_press(desk)
    desk.offered.discard(ready.token)
    if desk.policy.pin.each_use:
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
        self.intent: LedgerEntry | None = None

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
            picture = seal_vault.open_picture(self.desk, ready.seal, ready.token)
            press = pressing.press_for(self.desk, ready, picture, texts)
        journal = ActJournal.begin(
            self.desk.layout, self.id, self.ready.request_id, self.ready.order.target, self.part
        )
        try:
            self._reached(SealingStep.JOURNAL_WRITTEN)
            outcome, report, digest = self._sealed(journal, press)
        except BaseException as trouble:
            self._settle_failure(journal, trouble)
            raise
        # From here on the act is done and recorded: nothing may undo it.
        journal.end()
        self._reached(SealingStep.OUTCOME_RECORDED)
        return SealingResult(
            act_id=self.id,
            target=self.ready.order.target,
            sha256=digest,
            entry_id=outcome.entry_id,
            entry_index=outcome.index,
            sealed=outcome.time,
            remaining=requests.standing(self.desk, self.ready.request_id).remaining,
            verification=report,
        )

    def _sealed(self, journal: ActJournal, press: Press) -> tuple[LedgerEntry, VerificationReport, str]:
        self.intent = self._record_intent(press.entry_id)
        self._reached(SealingStep.INTENT_RECORDED)
        press = pressing.press_of_entry(self.desk, press, self.intent)
        self._write_signed(journal, press.samples, self.intent)
        self._reached(SealingStep.FILE_WRITTEN)
        report, digest = self._verified()
        self._reached(SealingStep.FILE_VERIFIED)
        journal.ready(digest)
        self._reached(SealingStep.READY_MARKED)
        files.publish(self.part, self.ready.order.target)
        self.published = True
        self._reached(SealingStep.PUBLISHED)
        return self._record_outcome(digest), report, digest

    # 1. The gate and the intent.

    def _record_intent(self, entry_id: str) -> LedgerEntry:
        ready, desk = self.ready, self.desk
        with desk.recording() as transaction:
            desk.check_log(transaction)
            standing = requests.standing(desk, ready.request_id, within=transaction)
            state = seals.state_of(transaction, ready.seal.id)
            use = IntendedUse(ready.seal, state, ready.preflight.digest, ready.impressions, datetime.now(UTC))
            raise_first(judge_use(desk.policy, use, standing, desk.people_by_id))
            check_signed(desk, ready.seal.id, transaction)
            check_keeper(
                desk, ready.seal, ready.binding.certificate_sha256, standing.request, within=transaction
            )
            return transaction.append(EntryKind.ACT_INTENDED, self._intent_facts(), entry_id)

    def _intent_facts(self) -> dict[str, Any]:
        ready = self.ready
        return {
            **self._facts(),
            "count": ready.impressions,
            "impressions": [placement_facts(placement) for placement in ready.order.placements],
            "certificate": ready.binding.certificate_sha256,
            "revocation": _revocation_facts(ready.binding.revocation),
            "token": {"label": ready.token.label, "serial": ready.token.serial},
            "method": ready.method,
            "policy_version": self.desk.policy.version,
            "program": f"SealDesk {__version__}",
        }

    def _facts(self) -> dict[str, Any]:
        ready = self.ready
        return {
            "act": self.id,
            "request": ready.request_id,
            "seal": ready.seal.id,
            "person": ready.custodian.id,
            "document": {
                "name": ready.standing.request.document_name,
                "sha256": ready.preflight.digest.sha256,
                "length": ready.preflight.digest.length,
                "pages": ready.preflight.pages,
                "class": ready.document_class.value,
            },
        }

    # 2.–4. Build, sign, write. On a signed document every impression is a signature field of its own.

    def _write_signed(self, journal: ActJournal, samples: InkSamples, intent: LedgerEntry) -> None:
        ready = self.ready
        rounds: tuple[tuple[Stamp, ...], ...] = (ready.stamps,)
        if ready.preflight.signed:
            rounds = tuple((stamp,) for stamp in ready.stamps)
        record = self._signature_record(intent)
        source, key = ready.order.source, TokenKey(self.desk, ready.token, ready.binding)
        for number, stamps in enumerate(rounds):
            update, length = self._signed_update(journal, source, stamps, samples, record, key)
            part = files.write_new(
                source, length, update, ready.order.target, self._part_id(number, len(rounds))
            )
            if source != ready.order.source:
                files.remove_quietly(source)
            source = part

    def _part_id(self, number: int, rounds: int) -> str:
        return self.id if number == rounds - 1 else f"{self.id}-{number}"

    def _signed_update(
        self,
        journal: ActJournal,
        source: Path,
        stamps: tuple[Stamp, ...],
        samples: InkSamples,
        record: SignatureRecord,
        key: TokenKey,
    ) -> tuple[bytes, int]:
        from sealdesk.pades import cms, update

        prepared = confined.run(
            update.prepare_update,
            source,
            self.ready.order.document_password,
            samples,
            stamps,
            record,
            opaque=self.ready.preflight.pdfa_part == 1,
        )
        self._reached(SealingStep.UPDATE_BUILT)
        if not self.asked_token:
            journal.signing()
            self.asked_token = True
            self._reached(SealingStep.SIGNING_MARKED)
        try:
            signature = cms.build_cms(key, prepared.document_digest, record.signing_time)
        except SealDeskError as trouble:
            trouble.facts.setdefault("token", self.ready.token)  # `pades` does not know where a key lies
            raise
        self._reached(SealingStep.TOKEN_SIGNED)
        return update.fill(prepared, signature), prepared.source_length

    def _signature_record(self, intent: LedgerEntry) -> SignatureRecord:
        ready, seal = self.ready, self.ready.seal
        return SignatureRecord(
            signer_name=seal.holder,
            reason=ready.reason,
            contact="",
            signing_time=datetime.now(UTC),
            seal_id=seal.id,
            seal_name=seal.name,
            seal_kind=seal.kind.value,
            holder=seal.holder,
            credit_code=seal.credit_code,
            eseal_sha256=seal.eseal_sha256,
            custodian=ready.custodian.name,
            method=ready.method,
            request_id=ready.request_id,
            entry_id=intent.entry_id,
            leaf_index=intent.index,
            checkpoint=self.desk.last_checkpoint_text(),
            program=f"SealDesk {__version__}",
            workstation_key=self.desk.signer.verifier.public_key.hex(),
            hidden_record=str(RECORD_FORMAT),
        )

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
        expected = len(ready.stamps) if ready.preflight.signed else 1
        report = verify_stamped(self.desk, self.part, ready, expected)
        return report, whole.hexdigest()

    # 7. The outcome.

    def _record_outcome(self, digest: str) -> LedgerEntry:
        target = self.ready.order.target
        facts = {**self._facts(), "stamped": {"name": target.name, "sha256": digest}, "result": "sealed"}
        return self.desk.record(EntryKind.ACT_SEALED, facts)

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
        if self.intent is None:
            if isinstance(trouble, SealDeskError) and trouble.code.exit_status is ExitStatus.REFUSED:
                journal.end()  # the gate said no: no commit was tried
                with suppress(SealDeskError):
                    record_refusal(self.desk, self.ready.order, self.ready.preflight, trouble)
            else:
                journal.abandon()
            return
        code = trouble.code.text if isinstance(trouble, SealDeskError) else type(trouble).__name__
        facts = {**self._facts(), "result": "failed", "reason": code, "given_back": not self.asked_token}
        try:
            self.desk.record(EntryKind.ACT_FAILED, facts)
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
