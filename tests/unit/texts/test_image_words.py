"""What people read about seal images: a sentence for every standing, sources named, pages together."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from sealdesk.model.document import DocumentDigest
from sealdesk.model.hidden_record import (
    HiddenRecord,
    ImageFinding,
    ImageStanding,
    PrivateRecord,
    PublicRecord,
    RobustMark,
)
from sealdesk.texts.image_words import group_text, image_facts, image_groups, image_text, pages_text

DIGEST = DocumentDigest("ab" * 32, 4711)
RECORD = HiddenRecord(
    PublicRecord("SEAL-0004", 1, "E-1", DIGEST, datetime(2026, 3, 4, tzinfo=UTC), (), bytes(32), bytes(16)),
    b"",
)
CLAIMED = {"document_sha256": DIGEST.sha256, "document_length": "4711", "entry_id": "E-1"}


def finding(standing: ImageStanding, page: int = 1, **facts: str) -> ImageFinding:
    return ImageFinding(standing, page, None, record=RECORD, facts={**CLAIMED, **facts})


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("standing", ImageStanding)
def test_every_standing_has_a_sentence_in_every_language(standing: ImageStanding, language: str) -> None:
    text = image_text(ImageFinding(standing, 1, None), language)
    assert bool(re.search("[一-鿿]", text)) is (language == "zh")
    assert "{" not in text


def test_what_was_not_pressed_here_names_its_source() -> None:
    text = image_text(finding(ImageStanding.COPIED, document="differs", text="differs"), "zh")
    assert "另一份文件" in text and DIGEST.sha256 in text and "4711" in text and "E-1" in text
    here = image_text(finding(ImageStanding.PRESSED_HERE, document="fits"), "zh")
    assert here == "此印章是为本文件加盖的。"


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (finding(ImageStanding.COPIED, 0), "picture, not a document"),
        (finding(ImageStanding.COPIED, document="fits", pages="other"), "another page of this document"),
        (finding(ImageStanding.RESAVED, document="differs", text="same"), "saved anew"),
        (finding(ImageStanding.RESAVED, document="fits", signature="missing"), "signature made with it"),
        (finding(ImageStanding.RESAVED, document="fits", signature="behind"), "before the signature"),
        (finding(ImageStanding.UNPROVEN, document="fits", signature="behind"), "before the signature"),
        (finding(ImageStanding.UNPROVEN, document="fits", signer="A", entry="missing"), "knows no such act"),
        (finding(ImageStanding.PRESSED_HERE, document="fits", signer="B Ltd."), "Signed by B Ltd."),
        (
            finding(ImageStanding.PRESSED_HERE, signer="B Ltd.", changed="yes"),
            "altered after it was signed. Signed by B Ltd.",
        ),
        (finding(ImageStanding.COPIED, document="fits", text="differs"), "ab" * 32),
        (finding(ImageStanding.UNPROVEN, document="fits"), "fits this document"),
        (finding(ImageStanding.UNPROVEN, document="differs", text="same"), "fits this document"),
        (finding(ImageStanding.UNPROVEN, document="differs", text="none"), "no text to tell which"),
        (ImageFinding(ImageStanding.UNPROVEN, 1, None, mark=RobustMark(7, "S")), "organisation's mark"),
        (finding(ImageStanding.PRESSED_HERE, document="fits", changed="yes"), "altered after"),
        (ImageFinding(ImageStanding.NOT_READ, 0, None, facts={"reason": "limits"}), "too many"),
        (ImageFinding(ImageStanding.NOT_READ, 0, None, facts={"reason": "of tomorrow"}), "not read"),
        (finding(ImageStanding.PRESSED_HERE, entry="missing"), "no such entry"),
    ],
)
def test_the_reason_decides_the_sentence(one: ImageFinding, words: str) -> None:
    assert words in image_text(one, "en")


def test_the_ledger_at_hand_says_more() -> None:
    one = finding(
        ImageStanding.COPIED, document_name="合同.pdf", request="R-1", custodian="王慧", entry="found"
    )
    text = image_text(one, "zh")
    assert "合同.pdf" in text and "R-1" in text and "王慧" in text


def test_the_private_part_is_told_where_no_ledger_speaks() -> None:
    one = ImageFinding(
        ImageStanding.COPIED, 1, None, record=RECORD, private=PrivateRecord("P3001", "R-2", "ws-1")
    )
    told = dict(image_facts(one, "en"))
    assert (told["Custodian"], told["Use request"], told["Workstation"]) == ("P3001", "R-2", "ws-1")
    assert told["Seal id"] == "SEAL-0004"


def test_findings_that_say_the_same_are_told_once_the_loudest_first() -> None:
    pages = [finding(ImageStanding.PRESSED_HERE, page, document="fits") for page in (1, 2, 3, 7)]
    groups = image_groups([*pages, finding(ImageStanding.COPIED, 5)])
    assert [group.pages for group in groups] == [(5,), (1, 2, 3, 7)]
    assert [group.loud for group in groups] == [True, False]
    assert group_text(groups[1], "zh") == "第 1–3、7 页：此印章是为本文件加盖的。"


def test_pages_in_ranges() -> None:
    assert pages_text((), "en") == ""
    assert pages_text((4,), "en") == "Page 4"
    assert pages_text((1, 2, 4, 6, 7), "en") == "Pages 1–2, 4, 6–7"
