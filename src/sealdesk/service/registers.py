"""Signed registers: people, policy, trust. Editing a file gives nobody a right.

Each is a C2SP signed note. People, policy and trust carry the signatures of two administrators, whose verifier
keys are kept with the workstation's own secrets, outside the workspace's plain files.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import FormatError
from sealdesk.formats.people import PeopleRegister, read_people
from sealdesk.policy.policy_text import PolicyError, read_policy
from sealdesk.policy.rules import Policy
from sealdesk.tlog import note
from sealdesk.tlog.note import Verifier

ADMINISTRATORS_NEEDED = 2


@dataclass(frozen=True)
class TrustRegister:
    """Whose certificates and whose seals count here.

    Attributes:
        roots: Trust anchors for seal certificates.
        intermediates: Issuers at hand for chains.
        makers: Keys of the seal makers (制章者), which sign records.
        maker_certificates: Certificates of the seal makers, whose keys sign electronic seals. Earlier ones stay:
            the seals they made stay theirs.
    """

    version: int
    roots: tuple[x509.Certificate, ...]
    intermediates: tuple[x509.Certificate, ...]
    makers: tuple[Verifier, ...]
    maker_certificates: tuple[x509.Certificate, ...] = ()


def open_register(path: Path, verifiers: Iterable[Verifier], signatures: int = ADMINISTRATORS_NEEDED) -> str:
    """The text of a signed register.

    Raises:
        SealDeskError: `REGISTER_BROKEN` when it is missing, malformed, or not signed by as many as needed.
    """
    try:
        opened = note.open_note(path.read_text("utf-8"), tuple(verifiers))
    except (OSError, UnicodeDecodeError, note.NoteError) as broken:
        raise SealDeskError(ErrorCode.REGISTER_BROKEN, path=path, reason=str(broken)) from broken
    if len({signature.name for signature in opened.signatures}) < signatures:
        raise SealDeskError(ErrorCode.REGISTER_BROKEN, path=path, reason="signatures")
    return opened.text


def open_people(path: Path, administrators: Iterable[Verifier]) -> PeopleRegister:
    """The people register, signed by two administrators."""
    try:
        return read_people(open_register(path, administrators))
    except FormatError as broken:
        raise SealDeskError(ErrorCode.REGISTER_BROKEN, path=path, reason=str(broken)) from broken


def open_policy(path: Path, administrators: Iterable[Verifier]) -> Policy:
    """The policy in force, signed by two administrators."""
    try:
        return read_policy(open_register(path, administrators))
    except PolicyError as broken:
        raise SealDeskError(ErrorCode.REGISTER_BROKEN, path=path, reason=str(broken)) from broken


def open_trust(path: Path, administrators: Iterable[Verifier]) -> TrustRegister:
    """The trust register, signed by two administrators."""
    try:
        table = tomllib.loads(open_register(path, administrators))
        if table["format"] != 1:
            raise ValueError("format")
        return TrustRegister(
            version=int(table["version"]),
            roots=_certificates(table["roots"]),
            intermediates=_certificates(table["intermediates"]),
            makers=tuple(Verifier.parse(key) for key in table["makers"]),
            maker_certificates=_certificates(table.get("maker_certificates", ())),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as broken:
        raise SealDeskError(ErrorCode.REGISTER_BROKEN, path=path, reason=str(broken)) from broken


def _certificates(pems: Iterable[str]) -> tuple[x509.Certificate, ...]:
    return tuple(x509.load_pem_x509_certificate(pem.encode()) for pem in pems)


def write_trust(
    version: int,
    roots: Iterable[str],
    intermediates: Iterable[str],
    makers: Iterable[str],
    maker_certificates: Iterable[str] = (),
) -> str:
    """The text of a trust register, for two administrators to sign; certificates in PEM."""

    def block(name: str, values: Iterable[str]) -> str:
        return f"{name} = [" + "".join(f'\n"""\n{value.strip()}\n""",' for value in values) + "\n]\n"

    makers_line = "makers = [" + ", ".join(f'"{key}"' for key in makers) + "]\n"
    head = f"format = 1\nversion = {version}\n"
    blocks = {"roots": roots, "intermediates": intermediates, "maker_certificates": maker_certificates}
    return head + makers_line + "".join(block(name, values) for name, values in blocks.items())
