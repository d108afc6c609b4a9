"""What the last look says: of each seal its request, its places, and what is left; and what to look at again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from sealdesk.formats.page_numbers import pages_text
from sealdesk.gui.language import in_brackets, language, listed
from sealdesk.gui.placing_checks import PlaceDoubt, Said
from sealdesk.gui.session_tasks import short_name
from sealdesk.model.placement import AnyPlacement, StraddlePlacement
from sealdesk.service.prepare_act import ReadyAct, ReadyUse
from sealdesk.texts import name_of
from sealdesk.texts.place_words import place_text


def flat(text: str) -> str:
    """A stranger's text in one line, whatever breaks it has."""
    return " ".join(text.split())


def title_of(ready: ReadyAct) -> str:
    """The question, with what will happen."""
    count = sum(len(use.placements) for use in ready.uses)
    if len(ready.uses) > 1:
        words = QCoreApplication.translate("LastLookWords", "Stamp {seals} seals on {count} places?")
        return words.format(seals=len(ready.uses), count=count)
    seal = short_name(flat(ready.seal.name), flat(ready.seal.holder))  # the facts below name it in full
    one = QCoreApplication.translate("LastLookWords", "Stamp “{seal}” on one place?")
    several = QCoreApplication.translate("LastLookWords", "Stamp “{seal}” on {count} places?")
    return (one if count == 1 else several).format(seal=seal, count=count)


def seal_of(use: ReadyUse) -> str:
    """The seal and its kind."""
    return flat(use.seal.name) + in_brackets(name_of(use.seal.kind, language()))


def request_of(use: ReadyUse) -> str:
    """Reason and number of its request."""
    request = use.standing.request
    return flat(request.reason) + in_brackets(request.id)


def left_of(use: ReadyUse) -> str:
    """Uses that its request has left afterwards."""
    left = use.standing.remaining - use.impressions
    one = QCoreApplication.translate("LastLookWords", "1 use")
    several = QCoreApplication.translate("LastLookWords", "{count} uses")
    return one if left == 1 else several.format(count=left)


def part_of(use: ReadyUse) -> str:
    """One of several seals' part: its places, and what its request has left."""
    left = QCoreApplication.translate("LastLookWords", "{count} uses left afterwards")
    count = use.standing.remaining - use.impressions
    return f"{places_of(use.placements)} · {left.format(count=count)}"


def places_of(placements: Sequence[AnyPlacement]) -> str:
    """How many on which pages."""
    straddles = [one for one in placements if isinstance(one, StraddlePlacement)]
    pages = sorted({one.page for one in placements if not isinstance(one, StraddlePlacement)})
    parts = []
    if pages:
        words = QCoreApplication.translate("LastLookWords", "{count} on page {pages}")
        parts.append(words.format(count=len(placements) - len(straddles), pages=pages_text(pages)))
    over = QCoreApplication.translate("LastLookWords", "straddle seal over page {pages}")
    parts += [over.format(pages=pages_text(one.pages)) for one in straddles]
    return listed(parts)


def remarks_of(remarks: Sequence[Said]) -> str:
    """Doubts about places, in a sentence."""
    words = {
        PlaceDoubt.BLANK_PAGE: QCoreApplication.translate("LastLookWords", "a seal is on a blank page"),
        PlaceDoubt.TOUCHING: QCoreApplication.translate("LastLookWords", "two seals touch"),
    }
    page = QCoreApplication.translate("LastLookWords", "page {page}")
    told = [
        words[one.doubt] + in_brackets(page.format(page=one.page)) for one in remarks if one.doubt is not None
    ]
    told += [
        place_text(one.finding, language()).found.rstrip("。.") for one in remarks if one.finding is not None
    ]
    return listed(dict.fromkeys(told))
