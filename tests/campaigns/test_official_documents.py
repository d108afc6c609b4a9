"""The assistant over official documents of many kinds, drawn and made by LibreOffice: the right place in all."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from sealdesk.service.look_at_document import look
from sealdesk.service.placing_rules import OfficialProposal, official_proposal
from tests.office_documents import convert, measure, office_documents
from tests.official_documents import DOCUMENTS
from tests.official_drawing import SEAL_MM

pytestmark = pytest.mark.prove

WITHIN_MM = 2.0


def propose(path: Path, holder: str) -> OfficialProposal:
    return official_proposal(path, None, look(path), SEAL_MM, SEAL_MM, holder=holder)


def told(name: str, page: int, right: tuple[float, float], proposal: OfficialProposal) -> float:
    """A line of the table; how far the proposed centre is from the right one."""
    place = proposal.placement
    if place is None:
        print(f"{name:22} {proposal.findings[0].code.value}")
        return math.inf
    off = math.hypot(place.centre_x_mm - right[0], place.centre_y_mm - right[1])
    issuers = "、".join(one.text for one in proposal.issuers)
    broken = ", ".join(sorted({one.code.value.split(".")[1] for one in proposal.findings})) or "-"
    print(
        f"{name:22} page {place.page}/{page}  ({place.centre_x_mm:6.2f}, {place.centre_y_mm:6.2f})  off {off:.2f} mm  "
        f"turned {place.turned_deg:3.0f}°  {issuers} {proposal.date.text if proposal.date else ''}  {broken}"
    )
    return off


def test_the_right_place_on_every_document(tmp_path: Path) -> None:
    print()
    wrong = []
    for name, make in DOCUMENTS.items():
        drawn = make()
        proposal = propose(drawn.save(tmp_path, name), drawn.holder)
        off = told(name, drawn.page, drawn.shown(*drawn.seal_centre()), proposal)
        place = proposal.placement
        if place is None or off > WITHIN_MM or (place.page, place.turned_deg) != (drawn.page, drawn.seal_deg):
            wrong.append(name)
        assert {one.code.value for one in proposal.findings} == set(drawn.expects), name
    print(f"{len(DOCUMENTS) - len(wrong)} of {len(DOCUMENTS)} drawn documents right")
    assert not wrong
    assert len(DOCUMENTS) >= 20


def test_the_right_place_on_documents_of_libreoffice(tmp_path: Path) -> None:
    print()
    documents = office_documents()
    try:
        made = convert(documents, tmp_path)
    except RuntimeError as missing:
        pytest.skip(str(missing))
    wrong = []
    for one in documents:
        proposal = propose(made[one.name], one.holder)
        measured = measure(made[one.name], one)
        off = told(one.name, one.page, measured.seal_centre(), proposal)
        if off > WITHIN_MM or proposal.page != one.page or proposal.date is None:
            wrong.append(one.name)
    print(f"{len(documents) - len(wrong)} of {len(documents)} documents of LibreOffice right")
    assert not wrong
