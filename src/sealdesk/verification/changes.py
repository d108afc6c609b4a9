"""What happened to the document after a signature, and whether the signature permits it.

pyHanko's difference analysis decides which objects of a later saving are explained; what is told of it, and
what verdict follows, is decided here. Nothing is analysed where nothing follows the signature.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sealdesk.model.verification import Change
from sealdesk.verification.damage import BROKEN
from sealdesk.verification.fields import Field, form_fields
from sealdesk.verification.objects import entry, items, resolved
from sealdesk.verification.opening import Bytes
from sealdesk.verification.permissions import FORM_FILLING, Permissions, permissions
from sealdesk.verification.revisions import Revisions, Section, unexplained_behind

_DETAIL_AT_MOST = 300
_VALUE_AT_MOST = 500


@dataclass(frozen=True)
class SignedState:
    """One sound signature, as the analysis needs it.

    Attributes:
        name: Its field's.
        closes: The saving it closes.
        end: Where its signed bytes end.
        value: The signature dictionary.
        field: The field's dictionary.
        is_timestamp: It is a document timestamp.
    """

    name: str
    closes: Section
    end: int
    value: Any
    field: Any
    is_timestamp: bool


def later_changes(
    data: Bytes, reader: Any, revisions: Revisions, states: tuple[SignedState, ...]
) -> dict[str, tuple[Change, ...]]:
    """For each signature, by field name, what came after it."""
    signed = {state.closes.number: state for state in states}
    return {state.name: tuple(_after(data, reader, revisions, state, signed)) for state in states}


def _after(
    data: Bytes, reader: Any, revisions: Revisions, state: SignedState, signed: dict[int, SignedState]
) -> list[Change]:
    later = revisions.after(state.closes)
    stray = unexplained_behind(data, state.end, later, reader)
    if stray is not None:
        return [Change("unexplained_bytes", permitted=False, detail=str(stray))]
    if not later:
        return []
    rules = permissions(state.value, state.field)
    found: list[Change] = []
    for section in later:
        found += _one_saving(reader, state, rules, section, signed)
    return found


def _one_saving(
    reader: Any, state: SignedState, rules: Permissions, section: Section, signed: dict[int, SignedState]
) -> list[Change]:
    from pyhanko.sign.diff_analysis import ModificationLevel

    judged = _compare(reader, state, rules, section.number)
    if isinstance(judged, str):
        return [Change("content", permitted=False, detail=judged[:_DETAIL_AT_MOST])]
    # Without a rule, an ordinary signature permits filling forms (ISO 32000-2 §12.8.2.2: and no annotations).
    permitted = judged.modification_level.value <= (rules.level or FORM_FILLING)
    found = []
    own = signed.get(section.number)
    if own is not None:
        found.append(Change("timestamp" if own.is_timestamp else "signature", permitted, own.name))
    new_signatures = {other.name for other in signed.values() if other.closes.number > state.closes.number}
    # The library's names are its own kind of string.
    filled = sorted({str(name) for name in judged.changed_form_fields} - new_signatures)
    found += [_form_change(reader, state, section, name, permitted) for name in filled]
    if judged.modification_level is ModificationLevel.ANNOTATIONS:
        found.append(Change("annotation", permitted, f"revision {section.number}"))
    if not found:
        kind = "validation_data" if judged.modification_level <= ModificationLevel.LTA_UPDATES else "form"
        found.append(Change(kind, permitted, f"revision {section.number}"))
    return found


def _compare(reader: Any, state: SignedState, rules: Permissions, revision: int) -> Any:
    """pyHanko's DiffResult, or why the saving is suspicious."""
    from pyhanko.sign.diff_analysis import SuspiciousModification
    from pyhanko.sign.fields import MDPPerm

    from sealdesk.verification.difference_policy import policy

    level = rules.level
    try:
        return policy().apply(
            reader.get_historical_resolver(state.closes.number),
            reader.get_historical_resolver(revision),
            field_mdp_spec=rules.locked_fields,
            doc_mdp=None if level is None else MDPPerm(level),
        )
    except SuspiciousModification as suspicion:
        return str(suspicion) or "suspicious"
    except BROKEN as error:
        return f"{type(error).__name__}: {error}"


def _form_change(reader: Any, state: SignedState, section: Section, name: str, permitted: bool) -> Change:
    before = _field(reader.get_historical_root(state.closes.number), name)
    after = _field(reader.get_historical_root(section.number), name)
    if before is None and after is not None and not after.signed and _shows_something(after.dictionary):
        # An unsigned field that paints over the page is no preparation for a signature.
        return Change("annotation", permitted=False, detail=name)
    return Change("form", permitted, name, old=_value_text(before), new=_value_text(after))


def _field(root: Any, name: str) -> Field | None:
    return next((field for field in form_fields(root) if field.name == name), None)


def _shows_something(field: Any) -> bool:
    widgets = [field, *map(resolved, items(entry(field, "/Kids")))]
    return any(entry(widget, "/AP") is not None for widget in widgets)


def _value_text(field: Field | None) -> str:
    from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject, DictionaryObject

    if field is None or field.value is None or isinstance(field.value, DictionaryObject):
        return ""
    values = field.value if isinstance(field.value, ArrayObject) else [field.value]
    texts = [
        bytes(value).decode("latin-1") if isinstance(value, ByteStringObject) else str(value)
        for value in values
    ]
    return ", ".join(texts)[:_VALUE_AT_MOST]
