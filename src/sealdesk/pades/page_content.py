"""Ink as page content: viewers that drop annotations still show it.

What the page had before is wrapped, never rewritten; resources that pages share or inherit are copied for the
page at hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sealdesk.model.ink import Stamp
from sealdesk.pades import ink, objects
from sealdesk.pades.archival import Archival
from sealdesk.pades.covering import covers
from sealdesk.pades.earlier_content import earlier_content
from sealdesk.pades.pages import Page


@dataclass(frozen=True)
class PageInk:
    """One seal's ink on a page.

    Attributes:
        picture: Reference of the picture's image XObject.
    """

    picture: Any
    stamps: tuple[Stamp, ...]


def paint(writer: Any, page: Page, inks: Sequence[PageInk], state: Any | None, archival: Archival) -> bool:
    """Paint seals on a page; whether its own content had to go into a form for that.

    Args:
        state: Reference of ink's graphics state: painted over the page. None: opaque, painted below the
            page's content, so that text stays readable, unless a scan or a tint there would hide it.
        archival: Where the document is tagged, the ink is marked as an artifact (§14.8.2.2): it is no part of the text
            that is read aloud.

    Raises:
        SealDeskError: As `earlier_content`.
    """
    resources = _own_resources(page)
    state_name = None if state is None else _add_resource(resources, "/ExtGState", "/SealDeskInk", state)
    painted = []
    for one in inks:
        image_name = _add_resource(resources, "/XObject", "/SealDeskSeal", one.picture)
        painted += [ink.painting(page.frame, stamp, image_name, state_name) for stamp in one.stamps]
    operators = b"\n".join(painted) + b"\n"
    if archival.tagged:
        # A seal is neither pagination, layout nor a mark of production (table 363): an artifact of no kind.
        operators = b"/Artifact BMC\n" + operators + b"EMC\n"
    enclosed = False
    if state is None and not hides_ink_below(page, [stamp for one in inks for stamp in one.stamps]):
        parts = [_stream(writer, operators), *page.content]
    else:
        earlier = earlier_content(page, archival, transparent=state is not None)
        enclosed = earlier.enclosed
        if enclosed:
            name = _add_resource(
                resources, "/XObject", "/SealDeskPage", writer.add_object(earlier.form(page))
            )
            parts = [_stream(writer, b"q\n" + name.encode("ascii") + b" Do\nQ\n" + operators)]
        else:
            before = [_stream(writer, earlier.balance.before)] if page.content else []
            after = earlier.balance.after if page.content else b""
            parts = [*before, *page.content, _stream(writer, after + operators)]
        if earlier.page_group is not None:
            page.dictionary["/Group"] = earlier.page_group
    page.dictionary["/Contents"] = objects.array(parts)
    page.dictionary["/Resources"] = resources
    writer.mark_update(page.reference)
    return enclosed


def hides_ink_below(page: Page, stamps: Iterable[Stamp]) -> bool:
    """Whether opaque ink below the page's content would not be seen: a scan or a tint lies over one of the stamps."""
    contents = [objects.resolved(reference) for reference in page.content]
    places = [page.frame.user_bounds(stamp.box) for stamp in stamps]
    return covers(contents, _own_resources(page), places)


def _stream(writer: Any, content: bytes) -> Any:
    return writer.add_object(objects.stream({}, content))


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
