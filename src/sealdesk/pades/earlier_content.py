"""What a page had painted before the seal comes, and how it is kept from doing anything to the seal.

Content that every reader reads alike, to its end, is enclosed by the operators that close what it leaves open. All
other content goes into a form (ISO 32000-2 §8.10): it ends with the form's stream, whatever it says, and takes its
graphics state with it. So does the group of a page that blends in a space without red, or in a red of its own
(§11.4.7): in the form it blends as before, while page and seal blend in colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import misc

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import Rect
from sealdesk.pades import objects
from sealdesk.pades.archival import Archival
from sealdesk.pades.balance import Balance, balance_of
from sealdesk.pades.pages import Page

# Beyond this, content goes into a form unread: reading through it would take longer than the act.
_READ_AT_MOST = 16 << 20
_AROUND_UNITS = 1000.0
_UNSEEN = Balance(complete=False, plain=False)


@dataclass(frozen=True)
class EarlierContent:
    """A page's own content.

    Attributes:
        enclosed: It goes into a form; else `balance` says what goes around it.
        page_group: What the page's group has to be; None: what it is.
        streams: The content's streams.
        joined: All of them decoded; None where that cannot be, or where they are too long.
        moved_group: The group that the form takes over from the page.
    """

    enclosed: bool
    balance: Balance
    page_group: Any | None
    streams: tuple[Any, ...]
    joined: bytes | None
    moved_group: Any | None

    def form(self, page: Page) -> Any:
        """The content as a form XObject, to be painted where nothing has touched the graphics state."""
        box = page.frame.visible
        around = Rect(
            box.x0 - _AROUND_UNITS, box.y0 - _AROUND_UNITS, box.x1 + _AROUND_UNITS, box.y1 + _AROUND_UNITS
        )
        entries: dict[str, Any] = {
            "/Type": "/XObject",
            "/Subtype": "/Form",
            "/BBox": around,
            "/Resources": page.inherited.get("/Resources") or {},
        }
        if self.moved_group is not None:
            entries["/Group"] = self.moved_group
        if self.joined is None or (len(self.streams) == 1 and len(self.joined) > _READ_AT_MOST):
            return _copied(self.streams[0], entries)
        return objects.stream(entries, self.joined)


def earlier_content(page: Page, archival: Archival, *, transparent: bool) -> EarlierContent:
    """How the content of a page is kept apart from the seal above it.

    Args:
        transparent: The seal mixes with what is below it.

    Raises:
        SealDeskError: `DOCUMENT_CONTENT_UNSUITED` with the fact `reason`: the content of a tagged page, which is bound
            to the document's structure and cannot be moved into a form, is `content incomplete` or `blends in grey`;
            or streams that can neither be read nor copied, `content unreadable`.
    """
    streams = tuple(objects.resolved(reference) for reference in page.content)
    joined = _joined(streams)
    balance = balance_of(joined) if joined is not None and len(joined) <= _READ_AT_MOST else _UNSEEN
    group = objects.get_dict(page.dictionary, "/Group")
    grey = transparent and _is_grey(objects.get(group, "/CS"))
    moves = grey or (transparent and _can_be_spared(objects.get(group, "/CS"), archival))
    enclosed = moves or not balance.plain
    if archival.tagged and grey:
        raise SealDeskError(ErrorCode.DOCUMENT_CONTENT_UNSUITED, reason="blends in grey")
    if archival.tagged and not balance.complete:
        raise SealDeskError(ErrorCode.DOCUMENT_CONTENT_UNSUITED, reason="content incomplete")
    if enclosed and joined is None and len(streams) > 1:
        raise SealDeskError(ErrorCode.DOCUMENT_CONTENT_UNSUITED, reason="content unreadable")
    page_group = None
    if transparent:
        page_group = archival.colour_group() if moves else archival.blending_group(page)
    return EarlierContent(
        enclosed=enclosed and not archival.tagged and bool(streams),
        balance=balance,
        page_group=page_group,
        streams=streams,
        joined=joined,
        moved_group=_isolated(group) if moves else None,
    )


def _joined(streams: tuple[Any, ...]) -> bytes | None:
    """The streams as one (§7.8.2); None where one of them cannot be decoded."""
    try:
        return b"\n".join(stream.data for stream in streams)
    except misc.PdfDecodeLimitError:
        raise
    except objects.UNREADABLE:
        return None


def _copied(stream: Any, entries: dict[str, Any]) -> Any:
    """A stream with the same encoded bytes: what readers make of them, they make of the copy."""
    filters = {key: stream.raw_get(key) for key in ("/Filter", "/DecodeParms") if key in stream}
    copy = objects.stream({**entries, **filters}, b"")
    copy._encoded_data = stream.encoded_data
    copy._data = None
    return copy


def _isolated(group: Any) -> Any:
    """A page's group as a form's; a page's is isolated without saying so (§11.4.7)."""
    own = objects.dictionary({})
    for key in group:
        own[key] = group.raw_get(key)
    own["/I"] = objects.pdf(True)
    return own


def _can_be_spared(space: Any, archival: Archival) -> bool:
    """Whether the seal need not blend in the page's own red, green and blue, which viewers reckon in differently."""
    items = objects.items(space)
    calibrated = bool(items) and str(objects.resolved(items[0])) == "/CalRGB"
    return calibrated and archival.part is None and not archival.tagged


def _is_grey(space: Any) -> bool:
    """Whether a colour space has grey alone (§8.6)."""
    items = objects.items(space)
    if not items:
        return str(space) == "/DeviceGray"
    kind = str(objects.resolved(items[0]))
    if kind == "/ICCBased":
        return len(items) > 1 and objects.get_int(objects.resolved(items[1]), "/N") == 1
    return kind in ("/CalGray", "/DeviceGray")
