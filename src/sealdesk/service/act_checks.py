"""What stands against an act on this document, judged by the look at it: cheap, and without a desk.

The act itself asks the same before the PIN, and the update once more on the bytes it is built on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import Rect
from sealdesk.model.act import SealingOrder
from sealdesk.model.document import Preflight, SignatureBox
from sealdesk.model.ink import Stamp
from sealdesk.model.placement import AnyPlacement, Placement, StraddlePlacement
from sealdesk.policy.ink_touching import inks_touch

_TOUCH_MM = 0.5
"""Boxes may overlap so far: places are chosen by eye."""
_COVERED = 0.1
"""What part of the smaller of two boxes may be common before one covers the other: seals are round, boxes are not."""
_FIELD_TOLERANCE_MM = 0.5
_NO_MARK = 0.5
"""A widget over more than this share of its page is no mark that a seal could be kept clear of."""


def refusals_before_pin(order: SealingOrder, preflight: Preflight) -> tuple[SealDeskError, ...]:
    """Everything that should not be done on this document, with the reason; each once.

    Codes: `SEAL_TWICE`, `DOCUMENT_FIELD_…`, `DOCUMENT_CERTIFIED_NO_NEW_FIELD`, `PLACE_…`. All but
    `PLACE_OVER_SIGNATURE` end the act; that one leaves every signature sound, so it is for a person to mend who sees
    the page: the window refuses it, the command line warns.
    """
    found = [*_seal_twice(order), *_field_troubles(order, preflight)]
    order = into_field(order, preflight)
    for use in order.uses:
        for placement in use.placements:
            found += _place_troubles(placement, preflight)
    found += _no_field_left(order, preflight)
    return tuple({(error.code, str(error)): error for error in found}.values())


def hindrances(order: SealingOrder, preflight: Preflight) -> tuple[SealDeskError, ...]:
    """Those of `refusals_before_pin` that end the act, whoever orders it."""
    refusals = refusals_before_pin(order, preflight)
    return tuple(one for one in refusals if one.code is not ErrorCode.PLACE_OVER_SIGNATURE)


def into_field(order: SealingOrder, preflight: Preflight) -> SealingOrder:
    """The order with its first whole impression moved into the middle of the prepared field it names.

    Size and turn stay: a seal is shown at its true size. An order that names no field, or one that cannot be used,
    stays as it is: `refusals_before_pin` says why.
    """
    box, at = _waiting_box(order, preflight), _whole_impression(order)
    if box is None or box.bounds_mm is None or at is None:
        return order
    place, bounds = order.placements[at], box.bounds_mm
    assert isinstance(place, Placement)
    moved = replace(
        place,
        page=box.page,
        centre_x_mm=(bounds.x0 + bounds.x1) / 2,
        centre_y_mm=(bounds.y0 + bounds.y1) / 2,
    )
    # The field's impression comes first: its stamp is the one that the signature's widget shows.
    others = (*order.placements[:at], *order.placements[at + 1 :])
    return replace(order, placements=(moved, *others))


def stamps_of(placements: tuple[AnyPlacement, ...], preflight: Preflight) -> tuple[Stamp, ...]:
    """Where the ink goes; raises `PLACE_…` for a place that is impossible."""
    from sealdesk.impression.strips import placements_to_stamps

    return placements_to_stamps(placements, preflight.frames)


def touching_pages(
    order: SealingOrder, preflight: Preflight, round_seals: Collection[str] = ()
) -> tuple[int, ...]:
    """Pages where two impressions of the act touch each other, strips of straddle seals as well.

    It is no reason to refuse, but one to ask.

    Args:
        round_seals: The seals that are round or oval: their boxes may overlap while they do not touch.
    """
    by_page: dict[int, list[tuple[Stamp, bool]]] = {}
    for use in into_field(order, preflight).uses:
        for placement in use.placements:
            try:
                stamps = stamps_of((placement,), preflight)
            except SealDeskError:
                continue
            for stamp in stamps:
                by_page.setdefault(stamp.page, []).append((stamp, use.seal_id in round_seals))
    pairs = ((page, *pair) for page, inks in by_page.items() for pair in combinations(inks, 2))
    return tuple(sorted({page for page, one, other in pairs if _touch(one, other)}))


def _touch(one: tuple[Stamp, bool], other: tuple[Stamp, bool]) -> bool:
    (a, round_a), (b, round_b) = one, other
    return inks_touch(a, b, round_one=round_a, round_other=round_b, tolerance_mm=_TOUCH_MM)


def blank_pages_of(order: SealingOrder, preflight: Preflight) -> tuple[int, ...]:
    """Pages with a whole impression of the act on which nothing is written: no reason to refuse, but one to ask.

    A straddle seal joins pages, whatever is on them.
    """
    pages = {
        placement.page
        for use in into_field(order, preflight).uses
        for placement in use.placements
        if isinstance(placement, Placement)
    }
    return tuple(sorted(pages.intersection(preflight.blank_pages)))


def _seal_twice(order: SealingOrder) -> Iterator[SealDeskError]:
    seen_seals: set[str] = set()
    seen_requests: set[str] = set()
    for use in order.uses:
        if use.seal_id in seen_seals or use.request_id in seen_requests:
            yield SealDeskError(ErrorCode.SEAL_TWICE, seal=use.seal_id, request=use.request_id)
        seen_seals.add(use.seal_id)
        seen_requests.add(use.request_id)


# The prepared field.


def field_trouble(name: str, preflight: Preflight, path: Path) -> SealDeskError | None:
    """Why the field of this name cannot be filled with a seal; None where it can, if the seal fits."""
    box = next((one for one in preflight.signature_boxes if one.name == name), None)
    if box is None:
        return _no_such_field(name, preflight)
    if box.filled:
        return SealDeskError(ErrorCode.DOCUMENT_FIELD_FILLED, field=name)
    if box.unsuited == "locked":
        return SealDeskError(ErrorCode.DOCUMENT_FIELD_LOCKED, field=name, path=path)
    if box.unsuited:
        return SealDeskError(ErrorCode.DOCUMENT_FIELD_UNSUITED, field=name, reason=box.unsuited)
    return None


def _field_troubles(order: SealingOrder, preflight: Preflight) -> Iterator[SealDeskError]:
    name = order.field_name
    if not name:
        return
    trouble, box = field_trouble(name, preflight, order.source), _waiting_box(order, preflight)
    if trouble is not None:
        yield trouble
    elif _whole_impression(order) is None:
        yield SealDeskError(ErrorCode.DOCUMENT_FIELD_UNSUITED, field=name, reason="no whole impression")
    elif box is not None:
        yield from _too_small(order, box)


def _no_such_field(name: str, preflight: Preflight) -> SealDeskError:
    if name in preflight.other_fields:
        return SealDeskError(ErrorCode.DOCUMENT_FIELD_NOT_SIGNATURE, field=name)
    names = dict.fromkeys(one.name for one in preflight.signature_boxes if not one.filled)
    facts = {"fields": ", ".join(names)} if names else {}
    return SealDeskError(ErrorCode.DOCUMENT_FIELD_UNKNOWN, field=name, **facts)


def _too_small(order: SealingOrder, box: SignatureBox) -> Iterator[SealDeskError]:
    at = _whole_impression(order)
    place = order.placements[at] if at is not None else None
    if not isinstance(place, Placement) or box.bounds_mm is None:
        return
    needed, room = place.box.bounds_mm, box.bounds_mm
    if (
        needed.width <= room.width + 2 * _FIELD_TOLERANCE_MM
        and needed.height <= room.height + 2 * _FIELD_TOLERANCE_MM
    ):
        return
    yield SealDeskError(
        ErrorCode.DOCUMENT_FIELD_TOO_SMALL,
        field=box.name,
        width_mm=round(room.width, 1),
        height_mm=round(room.height, 1),
        needed=f"{needed.width:.4g} × {needed.height:.4g}",
    )


def _waiting_box(order: SealingOrder, preflight: Preflight) -> SignatureBox | None:
    if not order.field_name:
        return None
    waiting = (one for one in preflight.signature_boxes if not one.filled and not one.unsuited)
    return next((one for one in waiting if one.name == order.field_name), None)


def _whole_impression(order: SealingOrder) -> int | None:
    """Position of the first impression of the first seal that is whole; None where there is none."""
    return next((at for at, place in enumerate(order.placements) if isinstance(place, Placement)), None)


# Places.


def _place_troubles(placement: AnyPlacement, preflight: Preflight) -> Iterator[SealDeskError]:
    if isinstance(placement, StraddlePlacement) and preflight.signed:
        yield SealDeskError(ErrorCode.PLACE_STRADDLE_ON_SIGNED)
        return
    try:
        stamps = stamps_of((placement,), preflight)
    except SealDeskError as refusal:
        yield refusal
        return
    for stamp in stamps if preflight.signed else ():
        covered = next((box for box in preflight.signature_boxes if _covers(stamp, box, preflight)), None)
        if covered is not None:
            yield SealDeskError(ErrorCode.PLACE_OVER_SIGNATURE, page=stamp.page, field=covered.name)


def over_signature(placements: Iterable[AnyPlacement], preflight: Preflight) -> bool:
    """Whether any of these impressions lies over an earlier signature."""
    troubles = (trouble for placement in placements for trouble in _place_troubles(placement, preflight))
    return any(trouble.code is ErrorCode.PLACE_OVER_SIGNATURE for trouble in troubles)


def _covers(stamp: Stamp, box: SignatureBox, preflight: Preflight) -> bool:
    """Whether the stamp lies over this earlier signature's widget."""
    if not box.filled or box.page != stamp.page or box.bounds_mm is None:
        return False
    if _area(box.bounds_mm) > _NO_MARK * _area(preflight.frames[box.page - 1].shown_mm):
        return False
    common = box.bounds_mm.intersection(stamp.box.bounds_mm)
    smaller = min(_area(box.bounds_mm), _area(stamp.box.bounds_mm))
    return common is not None and _area(common) > _COVERED * smaller


def _area(rect: Rect) -> float:
    return rect.width * rect.height


def _no_field_left(order: SealingOrder, preflight: Preflight) -> Iterator[SealDeskError]:
    """Impressions on a signed document that takes no new field, and has no prepared one where they lie."""
    placements = [placement for use in order.uses for placement in use.placements]
    rest = placements[1:] if _waiting_box(order, preflight) else placements
    if not preflight.signed or not rest:
        return
    facts: dict[str, object] = {"path": order.source}
    if preflight.level is None:
        if preflight.fields_locked:
            yield SealDeskError(ErrorCode.DOCUMENT_FIELD_LOCKED, **facts)
        return
    waiting = [box for box in preflight.signature_boxes if not box.filled and not box.unsuited]
    filled = [next((box for box in waiting if _has_room(box, place)), None) for place in rest]
    if any(box is None for box in filled) or len({box.name for box in filled if box}) < len(rest):
        names = ", ".join(dict.fromkeys(box.name for box in waiting))
        yield SealDeskError(
            ErrorCode.DOCUMENT_CERTIFIED_NO_NEW_FIELD, **facts, **({"fields": names} if names else {})
        )
    elif len(placements) > 1 and any(box.locks for box in filled if box):
        yield SealDeskError(ErrorCode.DOCUMENT_FIELD_LOCKED, **facts)


def _has_room(box: SignatureBox, place: AnyPlacement) -> bool:
    return (
        isinstance(place, Placement)
        and box.page == place.page
        and box.bounds_mm is not None
        and box.bounds_mm.contains(place.box.bounds_mm, _FIELD_TOLERANCE_MM)
    )
