"""The report: everything said, everything escaped, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import product

import pytest

from sealdesk.model.hidden_record import ImageFinding, ImageStanding
from sealdesk.model.verification import (
    Change,
    Revocation,
    SignatureFinding,
    TimeStanding,
    Trust,
    Verdict,
    VerificationReport,
)
from sealdesk.texts import name_of
from sealdesk.texts.verification_report import report_html

EVIL = "<script>alert('城南')</script>&\"'"
FINDING = SignatureFinding(
    field_name="Seal1",
    subfilter="ETSI.CAdES.detached",
    sound=True,
    covers_revision=True,
    trust=Trust.TRUSTED,
    revocation=Revocation.GOOD,
    time_standing=TimeStanding.CLAIMED,
    signing_time=datetime(2026, 11, 24, tzinfo=UTC),
    signer=EVIL,
    signer_subject={"common_name": EVIL},
    reasons=("chain.expired", EVIL),
    sealdesk={"seal_name": EVIL, "seal_kind": "contract", "holder": "城南建设有限公司"},
)
REPORT = VerificationReport(
    verdict=Verdict.CHANGED,
    trust=Trust.TRUSTED,
    revocation=Revocation.NOT_CHECKED,
    time_standing=TimeStanding.CLAIMED,
    signatures=(FINDING,),
    changes=(Change("form", True, EVIL, "旧值", EVIL),),
    file_sha256="ab" * 32,
    file_length=1234,
)


class Reader(HTMLParser):
    """Collects tags and text, as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


@pytest.mark.parametrize("language", ["zh", "en"])
def test_strangers_text_is_shown_and_never_interpreted(language: str) -> None:
    page = read(report_html(EVIL, REPORT, language))
    assert "script" not in page.tags
    assert page.text.count("alert('城南')") == 7  # every place it was put into


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_standing_is_named(language: str) -> None:
    for verdict, trust, revocation, time in product(Verdict, Trust, Revocation, TimeStanding):
        report = replace(REPORT, verdict=verdict, trust=trust, revocation=revocation, time_standing=time)
        text = read(report_html("a.pdf", report, language)).text
        for standing in (verdict, trust, revocation, time):
            assert name_of(standing, language) in text


def test_what_was_not_checked_is_said() -> None:
    assert "未检查" in report_html("a.pdf", REPORT, "zh")
    assert "未检查：" not in report_html("a.pdf", replace(REPORT, revocation=Revocation.GOOD), "zh")


def test_seal_images_are_told_and_escaped() -> None:
    copied = ImageFinding(
        ImageStanding.COPIED, 2, None, seal_name=EVIL, facts={"document_sha256": "cd" * 32, "entry_id": EVIL}
    )
    html = report_html("a.pdf", replace(REPORT, images=(copied,)), "zh")
    reader = Reader()
    reader.feed(html)
    assert "script" not in reader.tags
    assert "印章图像" in reader.text and "cd" * 32 in reader.text and reader.text.count(EVIL) >= 2
    assert "印章图像" not in report_html("a.pdf", REPORT, "zh")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_seal_of_a_signature_is_told(language: str) -> None:
    second = {"seal_name": "城南建设有限公司财务专用章", "entry_id": "0197"}
    report = replace(REPORT, signatures=(replace(FINDING, further=(second,)),))
    text = read(report_html("合同.pdf", report, language)).text
    assert "城南建设有限公司财务专用章" in text and "0197" in text and EVIL in text


def test_a_seal_that_only_an_unsound_signature_names_is_not_told_as_the_documents() -> None:
    report = replace(REPORT, signatures=(replace(FINDING, sound=False, sealdesk={"holder": "别家公司"}),))
    assert "别家公司" not in read(report_html("合同.pdf", report, "zh")).text
