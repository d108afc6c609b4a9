"""Ink as page content: viewers that drop annotations still show it.

What the page had before is wrapped, never rewritten; resources that pages share or inherit are copied for the
page at hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import misc

from sealdesk.model.ink import Stamp
from sealdesk.pades import ink, objects
from sealdesk.pades.balance import Balance, balance_of
from sealdesk.pades.covering import covers
from sealdesk.pades.pages import Page

# Beyond this, content is taken to be balanced: counting through it would take longer than the act.
_COUNTED_AT_MOST = 32 << 20


@dataclass(frozen=True)
class PageInk:
    """One seal's ink on a page.

    Attributes:
        picture: Reference of the picture's image XObject.
    """

    picture: Any
    stamps: tuple[Stamp, ...]


def paint(writer: Any, page: Page, inks: Sequence[PageInk], state: Any | None, *, tagged: bool) -> None:
    """Paint seals on a page.

    Args:
        state: Reference of ink's graphics state: painted over the page. None: opaque, painted below the
            page's content, so that text stays readable, unless a scan or a tint there would hide it.
        tagged: Mark the ink as an artifact (§14.8.2.2): it is no part of the text that is read aloud.
    """
    resources = _own_resources(page)
    state_name = None if state is None else _add_resource(resources, "/ExtGState", "/SealDeskInk", state)
    painted = []
    for one in inks:
        image_name = _add_resource(resources, "/XObject", "/SealDeskSeal", one.picture)
        painted += [ink.painting(page.frame, stamp, image_name, state_name) for stamp in one.stamps]
    operators = b"\n".join(painted)
    if tagged:
        # A seal is neither pagination, layout nor a mark of production (table 363): an artifact of no kind.
        operators = b"/Artifact BMC\n" + operators + b"\nEMC"
    existing = _existing(page)
    contents = [objects.resolved(reference) for reference in existing]
    if state is None and not hides_ink_below(page, [stamp for one in inks for stamp in one.stamps]):
        parts = [_stream(writer, operators + b"\n"), *existing]
    else:
        balance = _balance(contents)
        before = [_stream(writer, balance.before)] if existing else []
        after = balance.after if existing else b""
        parts = [*before, *existing, _stream(writer, after + operators + b"\n")]
    page.dictionary["/Contents"] = objects.array(parts)
    page.dictionary["/Resources"] = resources
    writer.mark_update(page.reference)


def hides_ink_below(page: Page, stamps: Iterable[Stamp]) -> bool:
    """Whether opaque ink below the page's content would not be seen: a scan or a tint lies over one of the stamps."""
    contents = [objects.resolved(reference) for reference in _existing(page)]
    places = [page.frame.user_bounds(stamp.box) for stamp in stamps]
    return covers(contents, _own_resources(page), places)


def _stream(writer: Any, content: bytes) -> Any:
    return writer.add_object(objects.stream({}, content))


def _existing(page: Page) -> list[Any]:
    """References of the page's content streams."""
    value = objects.raw(page.dictionary, "/Contents")
    found = objects.resolved(value)
    references = [value] if isinstance(found, objects.PdfStream) else objects.items(found)
    return [one for one in references if isinstance(objects.resolved(one), objects.PdfStream)]


def _balance(streams: list[Any]) -> Balance:
    """What must enclose the content; content that cannot be decoded paints nothing and counts as balanced."""
    if sum(len(content.encoded_data or b"") for content in streams) > _COUNTED_AT_MOST:
        return Balance()
    try:
        joined = b"\n".join(content.data for content in streams)
    except misc.PdfDecodeLimitError:
        raise
    except objects.UNREADABLE:
        return Balance()
    return balance_of(joined) if len(joined) <= _COUNTED_AT_MOST else Balance()


def _own_resources(page: Page) -> Any:
    """A copy of the page's resource dictionary: its categories are still shared, until one is added to."""
    shared = objects.resolved(page.inherited.get("/Resources"))
    own = objects.dictionary({})
    if isinstance(shared, objects.PdfDict):
        for key in shared:
            own[key] = shared.raw_get(key)
    return own


def _add_resource(resources: Any, category: str, name: str, value: Any) -> str:
    """Add a resource under a name of its own in a copy of the category; returns the name."""
    own = objects.dictionary({})
    shared = objects.get_dict(resources, category)
    for key in shared:
        own[key] = shared.raw_get(key)
    number = 1
    while f"{name}{number}" in own:
        number += 1
    own[f"{name}{number}"] = value
    resources[category] = own
    return f"{name}{number}"
