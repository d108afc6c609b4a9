"""The signature field and its widget: clickable where the seal lies (ISO 32000-2 §12.7.5.5, §12.5.6.19)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import PageFrame, Rect
from sealdesk.model.ink import Stamp
from sealdesk.pades import ink, objects
from sealdesk.pades.objects import Text
from sealdesk.pades.pages import Page
from sealdesk.pades.prepared_field import unsuited
from sealdesk.pades.standing import SignatureField, Standing

_PRINT_LOCKED = 1 << 2 | 1 << 7
_SIGNATURES_EXIST_APPEND_ONLY = 3
_TOLERANCE_UNITS = 1.5


def new_name(standing: Standing, wanted: str | None = None) -> str:
    """A field name that is free and that no earlier signature locked.

    Raises:
        SealDeskError: `DOCUMENT_FIELD_LOCKED`: earlier signatures lock every field that might come.
    """
    taken = {name.partition(".")[0] for name in standing.names}
    candidates = [wanted] if wanted else [f"Seal{number}" for number in range(1, len(taken) + 100)]
    free = [name for name in candidates if name not in taken and not standing.locked(name)]
    if not free:
        raise SealDeskError(ErrorCode.DOCUMENT_FIELD_LOCKED, field=wanted or "")
    return free[0]


def takes_new_field(standing: Standing) -> bool:
    """Whether earlier signatures leave a name for a new field."""
    try:
        new_name(standing)
    except SealDeskError:
        return False
    return True


def add_field(
    writer: Any,
    page: Page,
    rect: Rect,
    name: str,
    title: str,
    signature: Any,
    appearance: Any,
    lock: Mapping[str, Any] | None = None,
) -> Any:
    """Add a signature field with its one widget to the form and to the page; returns its reference.

    Args:
        lock: What it locks once it is signed (table 236).
    """
    entries = {
        "/Type": "/Annot",
        "/Subtype": "/Widget",
        "/FT": "/Sig",
        "/T": Text(name),
        "/TU": Text(title),
        "/V": signature,
        "/F": _PRINT_LOCKED,
        "/P": page.reference,
        "/Rect": rect,
        "/AP": {"/N": appearance},
    }
    field = writer.add_object(objects.dictionary({**entries, "/Lock": lock} if lock else entries))
    _add_to_form(writer, field)
    _add_to_page(writer, page, field)
    return field


def fill_field(writer: Any, field: SignatureField, signature: Any, appearance: Any) -> None:
    """Fill a prepared empty field; its widget keeps its place."""
    widget_reference, widget = widget_of(field)
    field.dictionary["/V"] = signature
    writer.mark_update(field.reference)
    widget["/AP"] = objects.dictionary({"/N": appearance})
    widget["/F"] = objects.pdf((objects.get_int(widget, "/F") or 0) | 1 << 2)
    writer.mark_update(widget_reference)
    _set_flags(writer, objects.get_dict(writer.root, "/AcroForm"))


def usable_field(standing: Standing, page: Page, rect: Rect, wanted: str | None) -> SignatureField:
    """A prepared empty field on this page that has room for the ink, for documents that take no new field.

    Raises:
        SealDeskError: `DOCUMENT_CERTIFIED_NO_NEW_FIELD` with the fact `fields`, the names of empty fields.
    """
    for field in standing.empty:
        if unsuited(field, standing):
            continue
        reference, widget = widget_of(field)
        place = objects.as_rect(objects.get(widget, "/Rect"))
        if reference is None or place is None or (wanted and field.name != wanted):
            continue
        if _lies_on(widget, reference, page) and place.contains(rect, _TOLERANCE_UNITS):
            return field
    fields = ", ".join(field.name for field in standing.empty)
    raise SealDeskError(ErrorCode.DOCUMENT_CERTIFIED_NO_NEW_FIELD, fields=fields)


def widget_of(field: SignatureField) -> tuple[Any, Any]:
    """Reference and dictionary of a field's one widget, merged into it or its only kid; else None, None."""
    if objects.get_name(field.dictionary, "/Subtype") == "/Widget":
        found = field.reference
    else:
        kids = objects.get_items(field.dictionary, "/Kids")
        found = kids[0] if len(kids) == 1 else None
    if objects.reference_of(found) is None:
        return None, None
    return found, objects.resolved(found)


def clear_appearance(writer: Any, rect: Rect) -> Any:
    """An appearance that shows nothing: the ink lies in the page's content below the widget."""
    return writer.add_object(objects.stream({**_form(rect), "/Resources": {}}, b""))


def inked_appearance(
    writer: Any, frame: PageFrame, stamp: Stamp, rect: Rect, picture: Any, state: Any | None
) -> Any:
    """An appearance that is the ink itself; no transparency group, so that it mixes with the page below."""
    resources: dict[str, Any] = {"/XObject": {"/Seal": picture}}
    if state is not None:
        resources["/ExtGState"] = {"/Ink": state}
    # The appearance's space is the page's, moved to the widget's corner.
    shift = f"1 0 0 1 {objects.number(-rect.x0)} {objects.number(-rect.y0)} cm\n".encode("ascii")
    operators = ink.painting(frame, stamp, "/Seal", "/Ink" if state is not None else None)
    content = b"q\n" + shift + operators + b"\nQ\n"
    return writer.add_object(objects.stream({**_form(rect), "/Resources": resources}, content))


def _form(rect: Rect) -> dict[str, Any]:
    return {
        "/Type": "/XObject",
        "/Subtype": "/Form",
        "/FormType": 1,
        "/BBox": (0.0, 0.0, rect.width, rect.height),
    }


def _lies_on(widget: Any, reference: Any, page: Page) -> bool:
    if objects.reference_of(objects.raw(widget, "/P")) == objects.reference_of(page.reference):
        return True
    wanted = objects.reference_of(reference)
    return any(objects.reference_of(item) == wanted for item in objects.get_items(page.dictionary, "/Annots"))


def _add_to_form(writer: Any, field: Any) -> None:
    root = writer.root
    form = objects.get(root, "/AcroForm")
    if not isinstance(form, objects.PdfDict):
        form = objects.dictionary({"/Fields": [field], "/SigFlags": _SIGNATURES_EXIST_APPEND_ONLY})
        root["/AcroForm"] = writer.add_object(form)
        writer.update_root()
        return
    _append(writer, form, "/Fields", field, lambda: _mark_form(writer))
    _set_flags(writer, form)


def _set_flags(writer: Any, form: Any) -> None:
    if objects.get_int(form, "/SigFlags") != _SIGNATURES_EXIST_APPEND_ONLY:
        form["/SigFlags"] = objects.pdf(_SIGNATURES_EXIST_APPEND_ONLY)
        _mark_form(writer)


def _mark_form(writer: Any) -> None:
    reference = objects.raw(writer.root, "/AcroForm")
    if objects.reference_of(reference) is not None:
        writer.mark_update(reference)
    else:
        writer.update_root()


def _add_to_page(writer: Any, page: Page, widget: Any) -> None:
    _append(writer, page.dictionary, "/Annots", widget, lambda: writer.mark_update(page.reference))


def _append(writer: Any, owner: Any, key: str, item: Any, mark_owner: Any) -> None:
    """Append to an array that may be direct, indirect, absent, null or something else altogether."""
    value = objects.raw(owner, key)
    found = objects.resolved(value)
    if not isinstance(found, list):
        owner[key] = objects.array([item])
        mark_owner()
        return
    found.append(item)
    if objects.reference_of(value) is not None:
        writer.mark_update(value)
    else:
        owner[key] = found
        mark_owner()
