"""What a signature permits to happen afterwards: DocMDP, FieldMDP, /Lock (ISO 32000-2 §12.8.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sealdesk.verification.damage import BROKEN
from sealdesk.verification.objects import entry, resolved

NO_CHANGES, FORM_FILLING, ANNOTATIONS = 1, 2, 3
_UNREADABLE = {"/P": "unreadable"}


@dataclass(frozen=True)
class Permissions:
    """Rules of one signature.

    Attributes:
        certification: DocMDP level of a certification signature; None for an ordinary one.
        level: The strictest level in force by this signature, also by its field's /Lock; None: no rule.
        locked_fields: pyHanko's `FieldMDPSpec`; None where no field is locked.
    """

    certification: int | None
    level: int | None
    locked_fields: Any


def permissions(value: Any, field: Any) -> Permissions:
    """The rules that a signature dictionary and its field set. Rules that cannot be read forbid everything."""
    certification = certification_level(value)
    lock = _lock_level(field)
    levels = [level for level in (certification, lock) if level is not None]
    return Permissions(certification, min(levels, default=None), _locked_fields(value))


def certification_level(value: Any) -> int | None:
    """DocMDP level (1–3) of a certification signature; None for an ordinary one."""
    return _level(_transform(value, "/DocMDP"))


def _transform(value: Any, method: str) -> Any:
    """The parameters of a transform method; None where the signature has no such method."""
    if "/Reference" not in value:
        return None
    try:
        for raw in value["/Reference"]:
            reference = resolved(raw)
            if reference["/TransformMethod"] == method:
                return entry(reference, "/TransformParams") or {}
    except BROKEN:
        return _UNREADABLE
    return None


def _level(parameters: Any) -> int | None:
    if parameters is None:
        return None
    try:
        level = int(parameters["/P"]) if "/P" in parameters else FORM_FILLING
    except BROKEN:
        return NO_CHANGES
    return level if level in (NO_CHANGES, FORM_FILLING, ANNOTATIONS) else NO_CHANGES


def _lock_level(field: Any) -> int | None:
    try:
        lock = field["/Lock"]
        return _level(lock) if "/P" in lock else None
    except KeyError:
        return None
    except BROKEN:
        return NO_CHANGES


def _locked_fields(value: Any) -> Any:
    parameters = _transform(value, "/FieldMDP")
    if parameters is None:
        return None
    from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec

    try:
        return FieldMDPSpec.from_pdf_object(parameters)
    except BROKEN:
        return FieldMDPSpec(FieldMDPAction.ALL)
