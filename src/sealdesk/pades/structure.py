"""Tagged documents: a new signature field is an element of the structure, so that it is read aloud (ISO 32000-2 §14.7).

ISO 14289-1 (PDF/UA) §7.18.1 and §7.18.3: a widget lies in a Form element, and its page says in which order
annotations are reached. Done on documents without signatures alone: behind one, other verifiers take new elements
for an alteration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sealdesk.pades import objects
from sealdesk.pades.objects import Text
from sealdesk.pades.pages import Page

_KEYS_AT_MOST = 1 << 30
_DEPTH_AT_MOST = 32


def add_widget(writer: Any, page: Page, widget: Any, title: str) -> None:
    """Put a new widget into the structure tree; a tree that cannot be followed is left as it is.

    Args:
        widget: Its reference; the object is still to be written.
        title: What it is called for people.
    """
    tree = _Tree.of(writer)
    if tree is None:
        return
    parent, parent_reference = tree.place
    element = writer.add_object(
        objects.dictionary(
            {
                "/Type": "/StructElem",
                "/S": "/Form",
                "/P": parent_reference,
                "/Pg": page.reference,
                "/Alt": Text(title),
                "/K": {"/Type": "/OBJR", "/Obj": widget, "/Pg": page.reference},
            }
        )
    )
    objects.resolved(widget)["/StructParent"] = objects.pdf(tree.key)
    tree.register(writer, element)
    _append_kid(writer, parent, parent_reference, element)
    if "/Tabs" not in page.dictionary:
        page.dictionary["/Tabs"] = objects.pdf("/S")
    writer.mark_update(page.reference)


@dataclass(frozen=True)
class _Tree:
    """The structure tree of a document that can be added to.

    Attributes:
        reference: Of the root, which a standard document has as an object of its own.
        key: The next free key of the parent tree.
    """

    reference: Any
    root: Any
    parents: Any
    key: int

    @classmethod
    def of(cls, writer: Any) -> _Tree | None:
        reference = objects.raw(writer.root, "/StructTreeRoot")
        root, parents = objects.resolved(reference), objects.get(objects.resolved(reference), "/ParentTree")
        if objects.reference_of(reference) is None or not isinstance(parents, objects.PdfDict):
            return None
        last = _last_key(parents)
        if last is None:
            return None
        key = max(last + 1, objects.get_int(root, "/ParentTreeNextKey") or 0)
        return cls(reference, root, parents, key) if 0 <= key < _KEYS_AT_MOST else None

    @property
    def place(self) -> tuple[Any, Any]:
        """The element that holds the whole document, where there is one; else the root. With its reference."""
        kids = objects.get(self.root, "/K")
        only = objects.items(kids) if isinstance(kids, list) else [objects.raw(self.root, "/K")]
        if len(only) == 1 and objects.reference_of(only[0]) is not None:
            element = objects.resolved(only[0])
            if objects.get_name(element, "/S") in ("/Document", "/Part", "/Art", "/Sect", "/Div"):
                return element, only[0]
        return self.root, self.reference

    def register(self, writer: Any, element: Any) -> None:
        """Enter the element under the key, behind all others: the tree stays in order."""
        entry = [self.key, element]
        if "/Kids" in self.parents:
            leaf = writer.add_object(objects.dictionary({"/Limits": [self.key, self.key], "/Nums": entry}))
            kids = [*objects.get_items(self.parents, "/Kids"), leaf]
            self.parents["/Kids"] = objects.array(kids)
        else:
            self.parents["/Nums"] = objects.array([*objects.get_items(self.parents, "/Nums"), *entry])
        parents = objects.raw(self.root, "/ParentTree")
        if objects.reference_of(parents) is not None:
            writer.mark_update(parents)
        self.root["/ParentTreeNextKey"] = objects.pdf(self.key + 1)
        writer.mark_update(self.reference)


def _last_key(tree: Any) -> int | None:
    """The highest key of a number tree, which is its last (§7.9.7); -1 of an empty one; None where it is not one."""
    for _ in range(_DEPTH_AT_MOST):
        kids = objects.get_items(tree, "/Kids")
        if not kids:
            numbers = objects.get_items(tree, "/Nums")
            if not numbers:
                return -1
            last = objects.as_number(numbers[-2]) if len(numbers) % 2 == 0 else None
            return None if last is None else int(last)
        tree = objects.resolved(kids[-1])
    return None


def _append_kid(writer: Any, parent: Any, reference: Any, element: Any) -> None:
    raw = objects.raw(parent, "/K")
    kids = objects.resolved(raw)
    before = objects.items(kids) if isinstance(kids, list) else [] if raw is None else [raw]
    parent["/K"] = objects.array([*before, element])
    writer.mark_update(reference)
