"""Annotations added, changed or removed, for documents that permit it (DocMDP level 3, ISO 32000-2 table 257)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import RawPdfPath
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.diff_analysis.rules_api import QualifiedWhitelistRule, ReferenceUpdate, RelativeContext

from sealdesk.verification.objects import entry, items, reference_at, resolved, same_but

_MARKUP = frozenset(
    {
        "/Text",
        "/FreeText",
        "/Line",
        "/Square",
        "/Circle",
        "/Polygon",
        "/PolyLine",
        "/Highlight",
        "/Underline",
        "/Squiggly",
        "/StrikeOut",
        "/Stamp",
        "/Caret",
        "/Ink",
        "/Popup",
        "/FileAttachment",
        "/Redact",
    }
)
"""Annotations of people; widgets, links and what plays media are none of these."""


class AnnotationRule(QualifiedWhitelistRule):
    """Explains changes of markup annotations at the level that only DocMDP 3 permits."""

    def apply_qualified(self, old: Any, new: Any) -> Iterator[Any]:
        for reference in new.explicit_refs_in_revision():
            if old.is_ref_unassignable(reference):
                continue
            for update in _explained(old, new, reference):
                yield ModificationLevel.ANNOTATIONS, update


def _explained(old: Any, new: Any, reference: Any) -> Iterator[ReferenceUpdate]:
    before, after = old(reference), new(reference)
    if not isinstance(before, generic.DictionaryObject) or not isinstance(after, generic.DictionaryObject):
        return
    if entry(before, "/Type") == "/Page":
        yield from _page(old, new, reference, before, after)
    elif _is_markup(before) and _is_markup(after) and entry(before, "/Subtype") == entry(after, "/Subtype"):
        yield ReferenceUpdate(reference)
        yield from _new_below(old, new, after)


def _page(old: Any, new: Any, reference: Any, before: Any, after: Any) -> Iterator[ReferenceUpdate]:
    if not same_but(before, after, frozenset({"/Annots"})):
        return
    old_annotations, new_annotations = items(entry(before, "/Annots")), items(entry(after, "/Annots"))
    added = [raw for raw in new_annotations if raw not in old_annotations]
    removed = [raw for raw in old_annotations if raw not in new_annotations]
    if not all(_is_markup(resolved(raw)) for raw in added + removed):
        return
    yield ReferenceUpdate(reference)
    array = reference_at(after, "/Annots")
    if array is not None:
        yield ReferenceUpdate(array, context_checked=RelativeContext(reference, RawPdfPath("/Annots")))
    for raw in added:
        yield from _new_below(old, new, raw)


def _new_below(old: Any, new: Any, raw: Any) -> Iterator[ReferenceUpdate]:
    changed = new.explicit_refs_in_revision()
    for reference in new.collect_dependencies(raw, since_revision=old.revision + 1):
        if reference in changed and old.is_ref_unassignable(reference):
            yield ReferenceUpdate(reference)


def _is_markup(node: Any) -> bool:
    return isinstance(node, generic.DictionaryObject) and entry(node, "/Subtype") in _MARKUP
