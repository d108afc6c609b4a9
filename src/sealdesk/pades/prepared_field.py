"""Prepared empty signature fields: whether one can take a seal (ISO 32000-2 §12.7.5.5, tables 235–237)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.pades import objects
from sealdesk.pades.standing import SignatureField, Standing, locks_name

LOCKED = "locked"
_ANY_NEW_NAME = "Seal0"
"""Of the names that new fields get (`signature_field.new_name`), one that none gets."""
_FILTER, _SUBFILTER = "/Adobe.PPKLite", "/ETSI.CAdES.detached"
_DIGEST = "SHA256"
# Flags of a seed value dictionary (table 237): which of its entries bind the signer.
_BINDS_FILTER, _BINDS_SUBFILTER, _BINDS_REASONS, _BINDS_DIGEST = 1 << 0, 1 << 1, 1 << 3, 1 << 6
_BINDS_WHAT_WE_LACK = 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8  # attestation, revocation, LockDocument, appearance
_KNOWN_BINDINGS = 0x1FF
_PARSER_VERSION = 1 << 2


def widgets_of(field: SignatureField) -> list[tuple[Any, Any]]:
    """Reference and dictionary of every widget of the field: merged into it, or its kids."""
    if objects.get_name(field.dictionary, "/Subtype") == "/Widget":
        return [(field.reference, field.dictionary)]
    kids = objects.get_items(field.dictionary, "/Kids")
    return [(kid, node) for kid in kids if isinstance(node := objects.resolved(kid), objects.PdfDict)]


def unsuited(field: SignatureField, standing: Standing) -> str:
    """Why an empty field cannot take a seal, as `SignatureBox.unsuited`; empty where it can.

    Where its widget lies is not asked here.
    """
    if standing.locked(field.name):
        return LOCKED
    if len(widgets_of(field)) != 1 or objects.reference_of(widgets_of(field)[0][0]) is None:
        return "field widgets"
    if _demands_too_much(objects.get_dict(field.dictionary, "/SV")):
        return "field seed values"
    return ""


def prepared_field(standing: Standing, name: str) -> SignatureField:
    """The prepared empty field of this name.

    Raises:
        SealDeskError: `DOCUMENT_FIELD_UNKNOWN`, `_NOT_SIGNATURE`, `_FILLED`, `_LOCKED`, `_UNSUITED`.
    """
    if any(field.name == name for field in standing.filled):
        raise SealDeskError(ErrorCode.DOCUMENT_FIELD_FILLED, field=name)
    field = next((one for one in standing.empty if one.name == name), None)
    if field is None:
        known = name in standing.names
        code = ErrorCode.DOCUMENT_FIELD_NOT_SIGNATURE if known else ErrorCode.DOCUMENT_FIELD_UNKNOWN
        raise SealDeskError(code, field=name)
    reason = unsuited(field, standing)
    if reason == LOCKED:
        raise SealDeskError(ErrorCode.DOCUMENT_FIELD_LOCKED, field=name)
    if reason:
        raise SealDeskError(ErrorCode.DOCUMENT_FIELD_UNSUITED, field=name, reason=reason)
    return field


def own_lock(field: SignatureField | None) -> Any | None:
    """What the field itself locks once it is signed (table 236); None where it locks nothing."""
    lock = objects.get(field.dictionary, "/Lock") if field is not None else None
    return lock if isinstance(lock, objects.PdfDict) else None


def locks_others(field: SignatureField, standing: Standing) -> bool:
    """Whether the field's own lock leaves another seal no field: a new one, or one that is still empty."""
    lock = own_lock(field)
    if lock is None:
        return False
    level = objects.get_int(lock, "/P")
    others = [other.name for other in standing.empty if other.name != field.name]
    return level == 1 or any(locks_name(lock, name) for name in (*others, _ANY_NEW_NAME))


def _demands_too_much(seed: Any) -> bool:
    """Whether a seed value dictionary binds the signer to what is not done here."""
    return any(_unmet(seed))


def _unmet(seed: Any) -> Iterator[bool]:
    flags = objects.get_int(seed, "/Ff") or 0
    yield bool(flags & (_BINDS_WHAT_WE_LACK | ~_KNOWN_BINDINGS))
    yield bool(flags & _BINDS_FILTER) and objects.get_name(seed, "/Filter") != _FILTER
    yield bool(flags & _BINDS_SUBFILTER) and _SUBFILTER not in _names(seed, "/SubFilter")
    yield bool(flags & _BINDS_DIGEST) and _DIGEST not in _names(seed, "/DigestMethod")
    yield bool(flags & _BINDS_REASONS)  # the request's reason is what the signature says
    yield bool(flags & _PARSER_VERSION) and (objects.get_number(seed, "/V") or 1) > 3
    # Parts that bind by being there: who signs (unless its flags are clear), a certification, a timestamp.
    yield bool(objects.get_int(objects.get_dict(seed, "/Cert"), "/Ff"))
    yield bool(objects.get_int(objects.get_dict(seed, "/MDP"), "/P"))
    yield bool(objects.get_int(objects.get_dict(seed, "/TimeStamp"), "/Ff"))


def _names(seed: Any, key: str) -> list[str]:
    return [str(objects.resolved(item)) for item in objects.get_items(seed, key)]
