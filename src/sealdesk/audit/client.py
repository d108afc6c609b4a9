"""The centre, as the workstation speaks to it. Nothing counts as received without a verified receipt."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Self

from sealdesk.audit import wire
from sealdesk.audit.connection import DEFAULT_LIMITS, Connection, TimeLimits
from sealdesk.audit.cosignature import CosignerKey
from sealdesk.audit.receipt import Receipt, open_receipt
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import FormatError
from sealdesk.tlog.checkpoint import open_checkpoint
from sealdesk.tlog.note import NoteError, Verifier


def new_credential() -> str:
    """A bearer credential for a workstation to enrol with: 32 random bytes. Keep it before using it."""
    return secrets.token_urlsafe(32)


class CentreClient:
    """One workstation's view of the centre. Use and close it in the thread that made it.

    Args:
        url: `https://…`, or `http://` on this machine only.
        credential: The workstation's bearer credential (`new_credential`).
        centre_key: The centre's verifier key (vkey), as its administrator handed it over.
        workstation_key: Verifier key (vkey) of the workstation's checkpoints.
        workstation: The identifier that `enrol` gave.
        limits: How long the centre may take.
        ca_file: PEM of an authority to believe beside the platform's own.

    Raises:
        SealDeskError: `CENTRE_ADDRESS_WRONG` for a URL, key or `ca_file` that cannot be used.
    """

    def __init__(
        self,
        url: str,
        credential: str,
        centre_key: str,
        workstation_key: str,
        *,
        workstation: str = "",
        limits: TimeLimits = DEFAULT_LIMITS,
        ca_file: Path | None = None,
    ) -> None:
        try:
            self._centre = CosignerKey.parse(centre_key)
            self._key = Verifier.parse(workstation_key)
        except NoteError as wrong:
            raise SealDeskError(ErrorCode.CENTRE_ADDRESS_WRONG, url=url, reason="key") from wrong
        self._url = url
        self._credential = credential
        self._workstation = workstation
        self._connection = Connection(url, limits, ca_file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    @property
    def workstation(self) -> str:
        """Our identifier at the centre; empty before enrolment."""
        return self._workstation

    def enrol(self, code: str) -> str:
        """Become known to the centre with a one-time code; gives our identifier there, to be kept.

        After a lost answer, call it again with the same code and credential.

        Raises:
            SealDeskError: `CENTRE_REFUSED` (reasons `code_wrong`, `enrolled_differently` …),
                `CENTRE_ANSWER_WRONG` (reason `other_centre`) where its key is not the one we know,
                `CENTRE_UNREACHABLE`.
        """
        request = wire.EnrolmentRequest(code, str(self._key), self._credential)
        answer = self._connection.request("POST", "/v1/workstations", wire.write_enrolment_request(request))
        try:
            enrolment = wire.read_enrolment(answer)
        except FormatError as wrong:
            raise self._wrong("format") from wrong
        if enrolment.centre_key != str(self._centre):
            raise self._wrong("other_centre")
        self._workstation = enrolment.workstation
        return enrolment.workstation

    def status(self) -> Receipt | None:
        """The centre's verified receipt over all that it holds of our log; None while it holds nothing.

        Raises:
            SealDeskError: `CENTRE_ANSWER_WRONG`, `CENTRE_REFUSED`, `CENTRE_UNREACHABLE`.
        """
        answer = self._connection.request("GET", self._path("head"), credential=self._credential)
        try:
            head = wire.read_head(answer)
        except FormatError as wrong:
            raise self._wrong("format") from wrong
        if head.size == 0:
            return None
        receipt = self._opened(head.receipt)
        if receipt.size != head.size:
            raise self._wrong("receipt_size")
        return receipt

    def send(self, batch: wire.Batch) -> Receipt:
        """The centre's receipt over a batch, verified:

        1. it carries our own signature and the centre's, over a checkpoint of our log;
        2. that checkpoint has the size and the root of the one we sent.

        Raises:
            SealDeskError: `CENTRE_FORK` (`index` of the first differing entry, -1 if it lies before the batch),
                `CENTRE_ANSWER_WRONG`, `CENTRE_REFUSED`, `CENTRE_UNREACHABLE`.
        """
        answer = self._connection.request(
            "POST", self._path("entries"), wire.write_batch(batch), self._credential
        )
        try:
            receipt = self._opened(wire.read_receipt(answer))
        except FormatError as wrong:
            raise self._wrong("format") from wrong
        ours = open_checkpoint(batch.checkpoint, self._key)
        if (receipt.size, receipt.root_hash) != (ours.size, ours.root):
            raise self._wrong("receipt_of_other_entries")
        return receipt

    def _path(self, what: str) -> str:
        return f"/v1/workstations/{self._workstation}/{what}"

    def _opened(self, note: str) -> Receipt:
        try:
            return open_receipt(note, self._key, self._centre)
        except NoteError as wrong:
            raise self._wrong("signature") from wrong

    def _wrong(self, reason: str) -> SealDeskError:
        return SealDeskError(ErrorCode.CENTRE_ANSWER_WRONG, url=self._url, reason=reason)


def ask_key(url: str, limits: TimeLimits = DEFAULT_LIMITS, ca_file: Path | None = None) -> str:
    """The verifier key that a centre says it has: for first contact, to be compared by a person.

    Raises:
        SealDeskError: `CENTRE_ADDRESS_WRONG`, `CENTRE_ANSWER_WRONG`, `CENTRE_REFUSED`, `CENTRE_UNREACHABLE`.
    """
    connection = Connection(url, limits, ca_file)
    try:
        return str(CosignerKey.parse(wire.read_key(connection.request("GET", "/v1/key"))))
    except (FormatError, NoteError) as wrong:
        raise SealDeskError(ErrorCode.CENTRE_ANSWER_WRONG, url=url, reason="format") from wrong
    finally:
        connection.close()
