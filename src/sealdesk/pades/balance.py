"""How far a page's content leaves graphics state, text objects and marked content open.

Content that restores more than it saves, or ends inside a layer, would move or hide what is painted after it; content
that ends inside a string or an array would swallow it. This reads what matters for that and nothing else
(ISO 32000-2 §7.8.2, §8.4.2, §9.4.1, §14.6).
"""

from __future__ import annotations

from dataclasses import dataclass

from sealdesk.pades.content_tokens import structure_of


@dataclass(frozen=True)
class Balance:
    """What must be saved before the content, and closed behind it.

    Attributes:
        saves: `q` operators needed in front so that the content cannot pop what stood before it; at least 1.
        restores: `Q` operators that lead back to the state before those saves.
        in_text: The content ends inside a text object.
        marked: Marked-content sequences left open.
        complete: Its last token ends; otherwise what is put behind it is lost.
        plain: Every reader reads it alike, so that the counts hold for all of them.
    """

    saves: int = 1
    restores: int = 1
    in_text: bool = False
    marked: int = 0
    complete: bool = True
    plain: bool = True

    @property
    def before(self) -> bytes:
        return b"q\n" * self.saves

    @property
    def after(self) -> bytes:
        return b"\n" + b"ET\n" * self.in_text + b"EMC\n" * self.marked + b"Q\n" * self.restores


def balance_of(content: bytes) -> Balance:
    """Count through a page's whole content (its streams joined by line breaks)."""
    depth = lowest = marked = 0
    in_text = False
    structure = structure_of(content)
    for operator in structure.operators:
        if operator == b"q":
            depth += 1
        elif operator == b"Q":
            depth -= 1
            lowest = min(lowest, depth)
        elif operator in (b"BT", b"ET"):
            in_text = operator == b"BT"
        elif operator == b"EMC":
            marked = max(0, marked - 1)
        else:
            marked += 1
    saves = 1 - lowest
    return Balance(saves, saves + depth, in_text, marked, structure.complete, structure.plain)
