"""From rules to places, on real documents; what leads nowhere is told, not raised."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from tests.office_documents import convert, measure, office_documents
from tests.official_documents import DOCUMENTS, SAMPLE
from tests.official_drawing import SEAL_MM

from sealdesk import resources
from sealdesk.documents.text import TextHit
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import Rect
from sealdesk.model.document import Preflight
from sealdesk.model.placement import Edge, Placement, StraddleCut, StraddlePlacement
from sealdesk.model.placing_rule import (
    FixedRule,
    FromX,
    FromY,
    KeywordRule,
    Occurrence,
    OfficialRule,
    PlacingRule,
    StraddleRule,
)
from sealdesk.policy.place_findings import PlaceCode
from sealdesk.service.look_at_document import look
from sealdesk.service.placing_rules import (
    ResolvedPlaces,
    chosen_hits,
    keyword_hits,
    official_findings,
    official_proposal,
    page_looks,
    proposal_of,
    resolve,
)

MM = 72 / 25.4
CONTRACT = resources.path("samples/contract.pdf")
OFFICIAL = resources.path("samples/official.pdf")


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A4, A4 on its side, A3, and a label of 50 × 30 mm."""
    path = tmp_path_factory.mktemp("mixed") / "mixed.pdf"
    with pymupdf.Document() as pdf:
        for width, height in ((210, 297), (297, 210), (297, 420), (50, 30)):
            pdf.new_page(width=width * MM, height=height * MM)
        pdf.save(path)
    return path


@pytest.fixture(scope="module")
def mixed_look(mixed: Path) -> Preflight:
    return look(mixed)


@pytest.fixture(scope="module")
def contract_look() -> Preflight:
    return look(CONTRACT)


def codes(resolved: ResolvedPlaces) -> list[PlaceCode]:
    return [finding.code for finding in resolved.findings]


def test_a_fixed_place_is_measured_from_its_sides(mixed: Path, mixed_look: Preflight) -> None:
    rule = FixedRule("1-3", 40, 50, FromX.RIGHT, FromY.BOTTOM)
    found = resolve(mixed, None, mixed_look, [rule], 42, 42)
    assert found.findings == ()
    points = [(one.centre_x_mm, one.centre_y_mm) for one in found.placements if isinstance(one, Placement)]
    for point, right in zip(points, [(170, 247), (257, 160), (257, 370)], strict=True):
        assert point == pytest.approx(right, abs=0.01)
    centre = FixedRule("1", 5, -10, FromX.CENTRE, FromY.CENTRE, turned_deg=15)
    (place,) = resolve(mixed, None, mixed_look, [centre], 42, 42).placements
    assert isinstance(place, Placement)
    assert (place.centre_x_mm, place.centre_y_mm) == pytest.approx((110, 138.5), abs=0.01)
    assert place.turned_deg == 15


def test_what_is_off_the_page_is_left_out_and_told(mixed: Path, mixed_look: Preflight) -> None:
    found = resolve(mixed, None, mixed_look, [FixedRule("all", 40, 50)], 42, 42)
    assert [one.page for one in found.placements if isinstance(one, Placement)] == [1, 2, 3]
    assert [(one.code, one.page) for one in found.findings] == [(PlaceCode.OFF_PAGE, 4)]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (FixedRule("9", 40, 50), PlaceCode.PAGE_MISSING),
        (FixedRule("x", 40, 50), PlaceCode.PAGES_WRONG),
        (StraddleRule(pages="3"), PlaceCode.STRADDLE_TOO_FEW),
        (StraddleRule(pages="1-9"), PlaceCode.PAGE_MISSING),
        (KeywordRule("没有这样的词"), PlaceCode.KEYWORD_MISSING),
        (KeywordRule("(", regular_expression=True), PlaceCode.PATTERN_WRONG),
        (KeywordRule("x", pages="7-9"), PlaceCode.PAGE_MISSING),
        (OfficialRule(), PlaceCode.OFFICIAL_NO_TEXT),
    ],
)
def test_a_rule_that_leads_nowhere(
    mixed: Path, mixed_look: Preflight, rule: PlacingRule, code: PlaceCode
) -> None:
    good = FixedRule("1", 100, 100)
    found = resolve(mixed, None, mixed_look, [rule, good], 42, 42)
    assert found.placements == (Placement(1, 100, 100, 42, 42),)
    assert codes(found) == [code]


def test_the_same_place_counts_once(mixed: Path, mixed_look: Preflight) -> None:
    rule = FixedRule("1,2", 100, 100)
    assert len(resolve(mixed, None, mixed_look, [rule, rule], 42, 42).placements) == 2


def test_a_straddle_seal_lies_along_the_shortest_edge(mixed: Path, mixed_look: Preflight) -> None:
    rule = StraddleRule(Edge.RIGHT, "1-3", 50, 3, 2.0, StraddleCut.RANDOM)
    (place,) = resolve(mixed, None, mixed_look, [rule], 42, 42).placements
    assert isinstance(place, StraddlePlacement)
    assert place.pages == (1, 2, 3)
    assert place.centre_mm == pytest.approx(105, abs=0.01)
    assert (place.strips_at_most, place.first_wider, place.cut) == (3, 2.0, StraddleCut.RANDOM)
    (again,) = resolve(mixed, None, mixed_look, [rule], 42, 42).placements
    assert again == place
    assert place.seed > 0


def test_a_straddle_seal_beyond_an_edge_is_told(mixed: Path, mixed_look: Preflight) -> None:
    found = resolve(mixed, None, mixed_look, [StraddleRule(pages="1-3", middle_percent=2)], 42, 42)
    assert found.placements == ()
    assert codes(found) == [PlaceCode.OFF_PAGE]


def test_keywords_by_occurrence_and_offset(contract_look: Preflight) -> None:
    def pages_and_xs(occurrence: Occurrence, number: int = 1) -> list[tuple[int, float]]:
        rule = KeywordRule("（盖章）", False, "all", occurrence, number, 10.0, -5.0)
        found = resolve(CONTRACT, None, contract_look, [rule], 38, 38)
        return [(one.page, one.centre_x_mm) for one in found.placements if isinstance(one, Placement)]

    every = pages_and_xs(Occurrence.EVERY)
    assert [page for page, _ in every] == [3, 3]
    assert every[0][1] < every[1][1]
    assert pages_and_xs(Occurrence.FIRST) == every[:1]
    assert pages_and_xs(Occurrence.LAST) == every[1:]
    assert pages_and_xs(Occurrence.NTH, 2) == every[1:]
    assert pages_and_xs(Occurrence.NTH, 3) == []
    (hit, _) = keyword_hits(CONTRACT, None, KeywordRule("（盖章）"))
    middle = (hit.bounds_mm.x0 + hit.bounds_mm.x1) / 2
    assert every[0][1] == pytest.approx(middle + 10.0)


def test_too_few_occurrences_are_told(contract_look: Preflight) -> None:
    rule = KeywordRule("（盖章）", occurrence=Occurrence.NTH, number=5)
    (finding,) = resolve(CONTRACT, None, contract_look, [rule], 38, 38).findings
    assert finding.code is PlaceCode.KEYWORD_FEWER
    assert (finding.facts["count"], finding.facts["number"]) == (2, 5)


def test_hits_say_what_stands_around_them() -> None:
    (hit, _) = keyword_hits(CONTRACT, None, KeywordRule("（盖章）"))
    assert hit.before.endswith("甲方")
    assert hit.after.startswith("：城南建设")


def test_a_pattern_finds_lines(contract_look: Preflight) -> None:
    hits = keyword_hits(CONTRACT, None, KeywordRule(r"^[甲乙]方（盖章）", regular_expression=True))
    assert [hit.text for hit in hits] == ["甲方（盖章）", "乙方（盖章）"]
    assert keyword_hits(CONTRACT, None, KeywordRule("盖章", pages="1")) == ()


def test_which_hits_are_meant() -> None:
    hits = [TextHit(page, Rect(0, 0, 1, 1), "x") for page in (1, 2, 3)]
    assert chosen_hits(hits, KeywordRule("x", occurrence=Occurrence.NTH, number=4)) == ()
    assert chosen_hits([], KeywordRule("x", occurrence=Occurrence.LAST)) == ()
    assert chosen_hits(hits, KeywordRule("x", occurrence=Occurrence.LAST))[0].page == 3


def test_what_reading_raises_is_raised(tmp_path: Path, mixed_look: Preflight) -> None:
    with pytest.raises(SealDeskError) as caught:
        resolve(tmp_path / "gone.pdf", None, mixed_look, [KeywordRule("x")], 42, 42)
    assert caught.value.code is ErrorCode.DOCUMENT_NOT_FOUND


@pytest.mark.parametrize("name", SAMPLE)
def test_the_right_place_on_official_documents(tmp_path: Path, name: str) -> None:
    drawn = DOCUMENTS[name]()
    path = drawn.save(tmp_path, name)
    proposal = official_proposal(path, None, look(path), SEAL_MM, SEAL_MM, holder=drawn.holder)
    place = proposal.placement
    assert place is not None
    right = drawn.shown(*drawn.seal_centre())
    assert (place.centre_x_mm, place.centre_y_mm) == pytest.approx(right, abs=2.0)
    assert (place.page, place.turned_deg) == (drawn.page, drawn.seal_deg)
    assert {one.code.value for one in proposal.findings} == set(drawn.expects)


def test_the_right_place_on_a_document_of_libreoffice(tmp_path: Path) -> None:
    (office,) = [one for one in office_documents() if one.name == "attached"]
    try:
        path = convert([office], tmp_path)[office.name]
    except RuntimeError as missing:
        pytest.skip(str(missing))
    proposal = official_proposal(path, None, look(path), SEAL_MM, SEAL_MM)
    place = proposal.placement
    assert place is not None
    assert (place.centre_x_mm, place.centre_y_mm) == pytest.approx(
        measure(path, office).seal_centre(), abs=2.0
    )


def test_an_official_rule_and_a_seal_that_was_moved() -> None:
    preflight = look(OFFICIAL)
    found = resolve(OFFICIAL, None, preflight, [OfficialRule()], 42, 42)
    assert found.findings == ()
    (place,) = found.placements
    proposal = official_proposal(OFFICIAL, None, preflight, 42, 42)
    assert proposal.placement == place
    assert isinstance(place, Placement)
    assert official_findings(proposal, [place]) == ()
    turned = Placement(2, place.centre_x_mm, place.centre_y_mm + 60, 42, 42, 10)
    said = {one.code for one in official_findings(proposal, [turned])}
    assert {PlaceCode.TURNED, PlaceCode.NOT_OVER_ISSUER, PlaceCode.NOT_OVER_DATE} <= said


def test_another_issuer_of_a_joint_document(tmp_path: Path) -> None:
    path = DOCUMENTS["joint_of_three"]().save(tmp_path, "joint")
    preflight = look(path)
    proposal = official_proposal(path, None, preflight, 42, 42)
    assert proposal.issuer == proposal.issuers[-1]
    assert proposal.layout is not None
    first = proposal_of(proposal.layout, preflight, 42, 42, issuer=0)
    assert first.issuer == proposal.issuers[0]
    assert first.placement is not None
    assert proposal.placement is not None
    assert first.placement.centre_x_mm < proposal.placement.centre_x_mm - 80


def test_a_scan_is_told(tmp_path: Path) -> None:
    pixmap = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 200, 300))
    pixmap.clear_with(230)
    with pymupdf.Document() as pdf:
        page = pdf.new_page()
        page.insert_image(page.rect, pixmap=pixmap, keep_proportion=False)
        pdf.save(tmp_path / "scan.pdf")
    path = tmp_path / "scan.pdf"
    preflight = look(path)
    rules = [OfficialRule(), KeywordRule("盖章处")]
    found = resolve(path, None, preflight, rules, 42, 42)
    assert codes(found) == [PlaceCode.OFFICIAL_SCANNED, PlaceCode.KEYWORD_MISSING, PlaceCode.KEYWORD_SCANNED]
    (page_look,) = page_looks(path, None)
    assert page_look.scan
