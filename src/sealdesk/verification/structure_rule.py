"""Tagged documents: a new signature field brings an element of the structure tree (ISO 32000-2 §14.7).

Permitted is what a signature needs, and nothing else: elements that only hold the new widget, appended to
elements that otherwise stay, and a parent tree with the old entries and new ones for those widgets.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.diff_analysis.rules_api import QualifiedWhitelistRule, ReferenceUpdate

from sealdesk.verification.objects import entry, items, reference_at, resolved, same_but

_ELEMENT_KEYS = frozenset({"/Type", "/S", "/P", "/K", "/Pg"})
_ELEMENT_KEYS_FREE = frozenset({"/K"})
_ROOT_KEYS_FREE = frozenset({"/K", "/ParentTree", "/ParentTreeNextKey"})
_TREE_DEPTH_AT_MOST = 32


class StructureRule(QualifiedWhitelistRule):
    """Explains changes of the structure tree that hold new signature widgets."""

    def apply_qualified(self, old: Any, new: Any) -> Iterator[Any]:
        if "/StructTreeRoot" not in old.root:
            return
        changed = new.explicit_refs_in_revision()
        for reference in _Tree(old, new, changed).explained():
            yield ModificationLevel.LTA_UPDATES, ReferenceUpdate(reference)


class _Tree:
    def __init__(self, old: Any, new: Any, changed: set[Any]) -> None:
        self.old = old
        self.new = new
        self.changed = changed

    def explained(self) -> Iterator[Any]:
        root = reference_at(self.old.root, "/StructTreeRoot")
        if root is None or root != reference_at(self.new.root, "/StructTreeRoot"):
            return
        added: set[Any] = set()
        for reference in self.changed:
            if not self.old.is_ref_unassignable(reference) and reference != root:
                added |= self._added_below(reference)
                if self._only_grew(reference, _ELEMENT_KEYS_FREE):
                    yield reference
        if root in self.changed and self._only_grew(root, _ROOT_KEYS_FREE):
            added |= self._added_below(root)
            if self._parent_tree_grew(root, added):
                yield root
                yield from self._parent_tree_nodes(root)
        yield from added

    def _only_grew(self, reference: Any, free: frozenset[str]) -> bool:
        """The dictionary is what it was, but for `free` entries and new elements appended to its /K."""
        before, after = self.old(reference), self.new(reference)
        if not _is_element(before) and not _is_root(before):
            return False
        if not isinstance(after, generic.DictionaryObject) or isinstance(after, generic.StreamObject):
            return False
        if not same_but(before, after, free):
            return False
        old_kids, new_kids = _kids(before), _kids(after)
        rest = new_kids[len(old_kids) :]
        return new_kids[: len(old_kids)] == old_kids and all(
            self._is_new_widget(kid, reference) for kid in rest
        )

    def _added_below(self, reference: Any) -> set[Any]:
        before, after = self.old(reference), self.new(reference)
        if not (_is_element(before) or _is_root(before)) or not isinstance(after, generic.DictionaryObject):
            return set()
        rest = _kids(after)[len(_kids(before)) :]
        return {kid.reference for kid in rest if self._is_new_widget(kid, reference)}

    def _is_new_widget(self, kid: Any, parent: Any) -> bool:
        """A new element that holds nothing but the widget of a signature field made in this saving."""
        if not isinstance(kid, generic.IndirectObject) or not self.old.is_ref_unassignable(kid.reference):
            return False
        element = self.new(kid.reference)
        if not _is_element(element) or not set(element.keys()) <= _ELEMENT_KEYS:
            return False
        if reference_at(element, "/P") != parent or len(_kids(element)) != 1:
            return False
        held = resolved(_kids(element)[0])
        widget = reference_at(held, "/Obj")
        if widget is None or entry(held, "/Type") != "/OBJR" or not self.old.is_ref_unassignable(widget):
            return False
        return bool(entry(self.new(widget), "/FT") == "/Sig")

    def _parent_tree_grew(self, root: Any, added: set[Any]) -> bool:
        before = dict(_numbers(entry(self.old(root), "/ParentTree")))
        after = dict(_numbers(entry(self.new(root), "/ParentTree")))
        new_entries = {number: value for number, value in after.items() if number not in before}
        return all(
            number in after and _same(value, after[number]) for number, value in before.items()
        ) and all(
            isinstance(value, generic.IndirectObject) and value.reference in added
            for value in new_entries.values()
        )

    def _parent_tree_nodes(self, root: Any) -> Iterator[Any]:
        tree = reference_at(self.new(root), "/ParentTree")
        if tree is not None and self.old.is_ref_unassignable(tree):
            yield tree
        for _, value in _numbers(entry(self.new(root), "/ParentTree")):
            new_list = isinstance(value, generic.IndirectObject) and isinstance(
                resolved(value), generic.ArrayObject
            )
            if new_list and self.old.is_ref_unassignable(value.reference):
                yield value.reference


def _is_element(node: Any) -> bool:
    return isinstance(node, generic.DictionaryObject) and "/S" in node and "/P" in node


def _is_root(node: Any) -> bool:
    return isinstance(node, generic.DictionaryObject) and entry(node, "/Type") == "/StructTreeRoot"


def _kids(element: Any) -> list[Any]:
    if "/K" not in element:
        return []
    raw = element.raw_get("/K")
    kids = resolved(raw)
    return items(kids) if isinstance(kids, generic.ArrayObject) else [raw]


def _numbers(tree: Any, depth: int = 0) -> Iterator[tuple[int, Any]]:
    """The entries of a number tree (ISO 32000-2 §7.9.7)."""
    if depth > _TREE_DEPTH_AT_MOST:
        return
    flat = items(entry(tree, "/Nums"))
    for number, value in zip(flat[::2], flat[1::2], strict=False):
        yield int(number), value
    for kid in items(entry(tree, "/Kids")):
        yield from _numbers(resolved(kid), depth + 1)


def _same(before: Any, after: Any) -> bool:
    # Writers turn direct lists into indirect ones; the elements they name must be the same.
    if before == after:
        return True
    first, second = resolved(before), resolved(after)
    lists = isinstance(first, generic.ArrayObject) and isinstance(second, generic.ArrayObject)
    return lists and items(first) == items(second)
