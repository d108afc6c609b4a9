"""Files that carry a request to its approver, and the decision back.

`.sdrequest`: a ZIP of exactly two stored members: `request.note`, the sheet that the workstation signed, and
`document.pdf`. Nothing in it is compressed, so nothing in it can swell; nothing is ever unpacked by the name it has.

`.sdapproval`: one line of canonical JSON: the decision (a signed note or a JWS), the certificates that come with a JWS,
and the sheet that the approver was shown, so that what they saw is held against what was sent out.
"""

from __future__ import annotations

import base64
import binascii
import io
import stat
import zipfile
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sealdesk.formats.canonical import canonical, parse_canonical
from sealdesk.formats.entries import read_request, request_facts
from sealdesk.formats.fields import Fields, FormatError, moment_text
from sealdesk.model.request import UseRequest
from sealdesk.model.seal import SealKind

SHEET_MEMBER, DOCUMENT_MEMBER = "request.note", "document.pdf"
LARGEST_SHEET_BYTES = 256 << 10
LARGEST_DOCUMENT_BYTES = 200 << 20
LARGEST_REQUEST_BYTES = LARGEST_SHEET_BYTES + LARGEST_DOCUMENT_BYTES + 4096
LARGEST_APPROVAL_BYTES = 512 << 10
MOST_CERTIFICATES = 8
_HEADERS, _END = (
    30 + 46,
    22,
)  # of a member, beside its name twice, and of the archive (APPNOTE 4.3.7, .12, .16)
_SHEET, _APPROVAL = "sealdesk.request", "sealdesk.approval"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Lent:
    """A power that somebody may use on the request in another's place, as the sheet tells.

    Attributes:
        id: Of the delegation.
    """

    id: str
    giver_id: str
    giver: str
    deputy_id: str
    ends: datetime


@dataclass(frozen=True)
class RequestSheet:
    """What an approver is shown away from the workstation.

    Attributes:
        request: With its statement's SHA-256.
        seal, applicant: Their names.
        decided: What others decided before: name, whether granted, comment.
    """

    organisation: str
    exported: datetime
    request: UseRequest
    applicant: str
    seal: str
    seal_kind: SealKind
    decided: tuple[tuple[str, bool, str], ...] = ()
    lent: tuple[Lent, ...] = ()


@dataclass(frozen=True)
class ApprovalFile:
    """A decision on its way back.

    Attributes:
        decision: A signed note, or a JWS.
        sheet: The note that the approver was shown.
        certificate: DER, for a JWS; empty for a note.
        chain: Its issuers, DER.
    """

    decision: str
    sheet: str
    certificate: bytes = b""
    chain: tuple[bytes, ...] = ()


def write_sheet(sheet: RequestSheet) -> str:
    """The text that the workstation signs: one line of canonical JSON, with its line end."""
    record = {
        "format": 1,
        "sheet": _SHEET,
        "organisation": sheet.organisation,
        "exported": moment_text(sheet.exported),
        "request": request_facts(sheet.request),
        "request_sha256": sheet.request.sha256,
        "applicant": sheet.applicant,
        "seal": {"name": sheet.seal, "kind": sheet.seal_kind.value},
        "decided": [
            {"name": name, "granted": granted, "comment": comment} for name, granted, comment in sheet.decided
        ],
        "lent": [
            {
                "delegation": one.id,
                "giver": one.giver_id,
                "name": one.giver,
                "deputy": one.deputy_id,
                "ends": moment_text(one.ends),
            }
            for one in sheet.lent
        ],
    }
    return canonical(record).decode() + "\n"


def read_sheet(text: str) -> RequestSheet:
    """The sheet of a text. Who signed it is not looked at.

    Raises:
        FormatError: Anything else.
    """
    fields = Fields(parse_canonical(text.removesuffix("\n").encode()), "sheet")
    fields.format(1)
    if fields.text("sheet") != _SHEET:
        raise FormatError("sheet: of another kind")
    seal = fields.inner("seal")
    try:
        sheet = RequestSheet(
            organisation=fields.text("organisation"),
            exported=fields.moment("exported"),
            request=_request(fields),
            applicant=fields.text("applicant"),
            seal=seal.text("name"),
            seal_kind=SealKind(seal.text("kind")),
            decided=tuple(_decided(one) for one in fields.objects("decided")),
            lent=tuple(_lent(one) for one in fields.objects("lent")),
        )
    except ValueError as wrong:
        raise FormatError(str(wrong)) from wrong
    seal.done()
    fields.done()
    if write_sheet(sheet) != text:
        raise FormatError("sheet: not in its form")
    return sheet


def _request(fields: Fields) -> UseRequest:
    facts, sha256 = fields.mapping("request"), fields.text("request_sha256")
    return replace(read_request(facts), sha256=sha256)


def _decided(value: Any) -> tuple[str, bool, str]:
    fields = Fields(value, "sheet.decided")
    found = fields.text("name"), fields.truth("granted"), fields.text("comment")
    fields.done()
    return found


def _lent(value: Any) -> Lent:
    fields = Fields(value, "sheet.lent")
    found = Lent(
        fields.text("delegation"),
        fields.text("giver"),
        fields.text("name"),
        fields.text("deputy"),
        fields.moment("ends"),
    )
    fields.done()
    return found


# The file with the request.


def pack_request(sheet_note: str, document: bytes) -> bytes:
    """The request file: the signed sheet and the document's bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in ((SHEET_MEMBER, sheet_note.encode()), (DOCUMENT_MEMBER, document)):
            member = zipfile.ZipInfo(name, _LONG_AGO)
            member.external_attr = (stat.S_IFREG | 0o600) << 16
            archive.writestr(member, content)
    return packed.getvalue()


def unpack_request(packed: bytes) -> tuple[str, bytes]:
    """The signed sheet and the document of a request file. Whether they belong together is not looked at.

    Raises:
        FormatError: Anything but two stored members of these names and no more than these sizes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            members = archive.infolist()
            _check_members(members, archive.comment, len(packed))
            note, document = (archive.read(member) for member in members)
        return note.decode(), document
    except (zipfile.BadZipFile, EOFError, ValueError, OSError, NotImplementedError, RuntimeError) as wrong:
        raise FormatError(f"request file: {wrong}") from wrong


def _check_members(members: list[zipfile.ZipInfo], comment: bytes, length: int) -> None:
    if [member.filename for member in members] != [SHEET_MEMBER, DOCUMENT_MEMBER] or comment:
        raise FormatError("other members than a request has")
    for member, largest in zip(members, (LARGEST_SHEET_BYTES, LARGEST_DOCUMENT_BYTES), strict=True):
        stored = member.compress_type == zipfile.ZIP_STORED and member.file_size == member.compress_size
        encrypted = bool(member.flag_bits & 1)
        kind = stat.S_IFMT(member.external_attr >> 16)
        if not stored or encrypted or member.file_size > largest:
            raise FormatError("a member is compressed, encrypted or too large")
        if kind not in (0, stat.S_IFREG):
            raise FormatError("a member is no plain file")
    if length != sum(member.file_size + _HEADERS + 2 * len(member.filename) for member in members) + _END:
        raise FormatError("other bytes than its members have")


# The file with the decision.


def write_approval_file(made: ApprovalFile) -> bytes:
    """The decision's file: one line of canonical JSON."""
    record = {
        "format": 1,
        "file": _APPROVAL,
        "decision": made.decision,
        "sheet": made.sheet,
        "certificate": base64.b64encode(made.certificate).decode(),
        "chain": [base64.b64encode(one).decode() for one in made.chain],
    }
    return canonical(record) + b"\n"


def read_approval_file(content: bytes) -> ApprovalFile:
    """The decision of a file. No signature is looked at.

    Raises:
        FormatError: Anything else.
    """
    if len(content) > LARGEST_APPROVAL_BYTES:
        raise FormatError("approval file: too long")
    fields = Fields(parse_canonical(content.removesuffix(b"\n")), "file")
    fields.format(1)
    if fields.text("file") != _APPROVAL:
        raise FormatError("file: of another kind")
    chain = fields.texts("chain")
    if len(chain) > MOST_CERTIFICATES:
        raise FormatError("file.chain: too many")
    made = ApprovalFile(
        fields.text("decision"),
        fields.text("sheet"),
        _bytes(fields.text("certificate")),
        tuple(_bytes(one) for one in chain),
    )
    fields.done()
    return made


def _bytes(text: str) -> bytes:
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error) as wrong:
        raise FormatError("file: no base64") from wrong
    if base64.b64encode(data).decode() != text:
        raise FormatError("file: base64 is not canonical")
    return data
