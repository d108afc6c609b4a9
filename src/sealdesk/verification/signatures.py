"""One signature of the file: what its field holds, what it covers, what its CMS proves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from sealdesk.verification import byte_range, cms
from sealdesk.verification.byte_range import Coverage, SignedRange
from sealdesk.verification.damage import BROKEN
from sealdesk.verification.digests import RangeDigests
from sealdesk.verification.fields import Field
from sealdesk.verification.objects import entry
from sealdesk.verification.opening import Bytes
from sealdesk.verification.reasons import Reason
from sealdesk.verification.revisions import Revisions

_NOTHING_COVERED = Coverage(None, None, (Reason.UNREADABLE,))


@dataclass(frozen=True)
class Examined:
    """A signature after the checks that ask nobody outside the file.

    Attributes:
        value: The signature dictionary; None where the field holds none.
        coverage: What the ranges cover.
        finding: What the CMS proves.
        subfilter: /SubFilter without the slash.
    """

    field: Field
    value: Any
    subfilter: str
    coverage: Coverage
    finding: cms.CmsFinding

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it cannot be right; empty for a sound signature."""
        return tuple(dict.fromkeys((*self.coverage.reasons, *self.finding.unsound)))

    @property
    def sound(self) -> bool:
        return not self.reasons and self.finding.sound

    @property
    def is_document_timestamp(self) -> bool:
        return cms.SUBFILTERS.get(f"/{self.subfilter}") == cms.TIMESTAMP


def examine(data: Bytes, reader: Any, revisions: Revisions, digests: RangeDigests, field: Field) -> Examined:
    """Examine the signature of a field; a broken one is a finding like any other."""
    try:
        return _examine(data, reader, revisions, digests, field)
    except BROKEN:
        return Examined(field, None, "", _NOTHING_COVERED, cms.CmsFinding())


def _examine(data: Bytes, reader: Any, revisions: Revisions, digests: RangeDigests, field: Field) -> Examined:
    value = field.value
    subfilter = str(value["/SubFilter"]) if "/SubFilter" in value else ""
    contents = _contents(value)
    coverage = byte_range.check(data, reader, revisions, value, contents)
    binding = cms.SUBFILTERS.get(subfilter)
    if binding is None:
        finding = cms.CmsFinding((Reason.SUBFILTER_UNSUPPORTED,))
    elif coverage.signed is None:
        finding = cms.CmsFinding()
    else:
        finding = _cms(value, contents, binding, digests, coverage.signed)
    return Examined(field, value, subfilter.removeprefix("/"), coverage, finding)


def _cms(
    value: Any, contents: bytes, binding: str, digests: RangeDigests, signed: SignedRange
) -> cms.CmsFinding:
    range_digest = partial(
        digests.around_gap, gap_start=signed.gap_start, gap_end=signed.gap_end, end=signed.end
    )
    if binding == cms.BARE_RSA:
        return cms.check_bare_rsa(contents, entry(value, "/Cert"), range_digest)
    return cms.check_cms(contents, binding, range_digest)


def _contents(value: Any) -> bytes:
    from pyhanko.pdf_utils import generic

    # Never decrypted: /Contents of a signature is exempt from encryption (ISO 32000-2 §7.6.2).
    raw = value.raw_get("/Contents", decrypt=generic.EncryptedObjAccess.RAW)
    if not isinstance(raw, generic.TextStringObject | generic.ByteStringObject):
        raise ValueError("contents is no string")
    return bytes(raw.original_bytes)
