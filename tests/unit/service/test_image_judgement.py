"""Where an impression stands: over who vouches, what fits, and what the pages say."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from sealdesk.model.document import DocumentDigest
from sealdesk.model.hidden_record import ImageStanding, PageText
from sealdesk.model.verification import (
    Revocation,
    SignatureFinding,
    TimeStanding,
    Trust,
    Verdict,
    VerificationReport,
)
from sealdesk.service.image_judgement import Claim, Judgement, Place, TextMatch, compared, judge

CERTIFICATE = "c5" * 32
KEY, ENTRY = "aa" * 32, "01a20d43-194e-7978-b5e8-2511de340bf0"
CLAIM = Claim(
    ENTRY,
    DocumentDigest("00" * 32, 100),
    KEY,
    (PageText(3, b"12345678"),),
    all_pages=True,
    certificates=(CERTIFICATE[:32],),
)
SIGNED = SignatureFinding(
    field_name="Seal1",
    subfilter="ETSI.CAdES.detached",
    sound=True,
    covers_revision=True,
    trust=Trust.TRUSTED,
    revocation=Revocation.GOOD,
    time_standing=TimeStanding.CLAIMED,
    signing_time=None,
    signer="城南建设有限公司",
    certificate_sha256=CERTIFICATE,
    sealdesk={"workstation_key": KEY, "entry_id": ENTRY, "seal_name": "合同专用章"},
    saving=(98, 500),
)
REPORT = VerificationReport(
    Verdict.INTACT, Trust.TRUSTED, Revocation.GOOD, TimeStanding.CLAIMED, signatures=(SIGNED,)
)
UNSIGNED = replace(REPORT, verdict=Verdict.UNSIGNED, trust=Trust.UNKNOWN, signatures=())


def judged(
    report: VerificationReport = REPORT,
    *,
    page: int = 3,
    fits: bool = True,
    text: TextMatch = TextMatch.DIFFERS,
    known: bool = False,
    claim: Claim = CLAIM,
) -> Judgement:
    place = Place(page, lambda document: fits, lambda claimed: text)
    return judge(claim, place, report, frozenset({KEY}) if known else frozenset())


def test_a_signed_act_on_this_very_document_was_pressed_here() -> None:
    assert judged() == Judgement(
        ImageStanding.PRESSED_HERE,
        "signature",
        {"document": "fits", "signer": "城南建设有限公司"},
        "合同专用章",
    )


@pytest.mark.parametrize(
    "signed",
    [
        replace(SIGNED, sound=False),
        replace(SIGNED, covers_revision=False),
        replace(SIGNED, trust=Trust.UNTRUSTED),
        replace(SIGNED, trust=Trust.UNKNOWN),
        replace(SIGNED, sealdesk={"workstation_key": "bb" * 32, "entry_id": ENTRY}),
        replace(SIGNED, sealdesk={}),
        replace(SIGNED, certificate_sha256="c6" * 32),
        replace(SIGNED, certificate_sha256=""),
    ],
)
def test_only_a_sound_and_trusted_signature_by_the_acts_certificate_vouches(signed: SignatureFinding) -> None:
    for known in (False, True):
        found = judged(replace(REPORT, signatures=(signed,)), text=TextMatch.SAME, known=known)
        expected = (ImageStanding.RESAVED, "workspace") if known else (ImageStanding.UNPROVEN, "")
        assert (found.standing, found.vouched_by) == expected


def test_the_signature_must_be_of_the_same_act() -> None:
    other = replace(SIGNED, sealdesk={"workstation_key": KEY, "entry_id": "another"})
    found = judged(replace(REPORT, signatures=(other,)), text=TextMatch.SAME)
    assert found.standing is ImageStanding.RESAVED


def test_key_and_act_must_be_named_by_one_signature() -> None:
    act = replace(SIGNED, sealdesk={"workstation_key": "bb" * 32, "entry_id": ENTRY})
    key = replace(SIGNED, sealdesk={"workstation_key": KEY, "entry_id": "another"})
    found = judged(replace(REPORT, signatures=(act, key)), text=TextMatch.SAME, known=True)
    assert found.standing is ImageStanding.RESAVED


def test_the_ledgers_certificate_must_be_the_signers_too() -> None:
    for certificates in ((CERTIFICATE[:32], "c6" * 32), ("c6" * 32,), ()):
        found = judged(known=True, text=TextMatch.SAME, claim=replace(CLAIM, certificates=certificates))
        assert found.standing is ImageStanding.RESAVED
    both = replace(CLAIM, certificates=(CERTIFICATE[:32], CERTIFICATE))
    assert judged(known=True, claim=both).standing is ImageStanding.PRESSED_HERE


def test_what_the_ledger_should_know_and_does_not_was_not_pressed() -> None:
    found = judged(known=True, claim=replace(CLAIM, entered=False))
    assert found.standing is ImageStanding.UNPROVEN


@pytest.mark.parametrize("saving", [(), (101, 500), (200, 500), (20, 100), (20, 90)])
def test_the_acts_saving_follows_the_document(saving: tuple[int, int] | tuple[()]) -> None:
    report = replace(REPORT, signatures=(replace(SIGNED, saving=saving),))
    found = judged(report, text=TextMatch.SAME)
    assert (found.standing, found.facts["signature"]) == (ImageStanding.RESAVED, "behind")
    assert judged(report, text=TextMatch.DIFFERS).standing is ImageStanding.COPIED


def test_later_impressions_of_the_act_follow_its_earlier_ones() -> None:
    second, third = replace(SIGNED, saving=(500, 700)), replace(SIGNED, saving=(699, 900))
    whole = replace(REPORT, signatures=(third, SIGNED, second))
    assert judged(whole).standing is ImageStanding.PRESSED_HERE
    assert (
        judged(replace(REPORT, signatures=(SIGNED, third)), text=TextMatch.SAME).facts["signature"]
        == "behind"
    )


def test_copied_where_the_beginning_fits_and_the_pages_read_otherwise() -> None:
    for report, known in product(
        (UNSIGNED, replace(REPORT, signatures=(replace(SIGNED, sealdesk={}),))), (True, False)
    ):
        found = judged(report, text=TextMatch.DIFFERS, known=known)
        assert (found.standing, found.facts["text"]) == (ImageStanding.COPIED, "differs")


def test_without_its_signature_a_known_workstations_seal_is_genuine_and_no_more() -> None:
    found = judged(UNSIGNED, known=True, text=TextMatch.SAME)
    assert found == Judgement(
        ImageStanding.RESAVED, "workspace", {"document": "fits", "signature": "missing"}
    )
    assert judged(UNSIGNED, text=TextMatch.NONE).standing is ImageStanding.UNPROVEN


def test_on_a_page_that_was_not_pressed_it_is_a_copy() -> None:
    assert judged(page=2).standing is ImageStanding.COPIED
    assert judged(page=2).facts["pages"] == "other"
    # A record that had no room for every page does not say so.
    assert judged(page=2, claim=replace(CLAIM, all_pages=False)).standing is ImageStanding.PRESSED_HERE


@pytest.mark.parametrize("verdict", [Verdict.ALTERED, Verdict.INVALID])
def test_what_was_altered_since_is_told_so(verdict: Verdict) -> None:
    assert judged(replace(REPORT, verdict=verdict)).facts["changed"] == "yes"


@pytest.mark.parametrize(
    ("text", "known", "standing"),
    [
        (TextMatch.DIFFERS, False, ImageStanding.COPIED),
        (TextMatch.DIFFERS, True, ImageStanding.COPIED),
        (TextMatch.SAME, True, ImageStanding.RESAVED),
        (TextMatch.SAME, False, ImageStanding.UNPROVEN),
        (TextMatch.NONE, True, ImageStanding.UNPROVEN),
        (TextMatch.NONE, False, ImageStanding.UNPROVEN),
    ],
)
def test_of_another_document_the_text_decides(text: TextMatch, known: bool, standing: ImageStanding) -> None:
    found = judged(UNSIGNED, fits=False, text=text, known=known)
    assert found.standing is standing
    assert found.facts == {"document": "differs", "text": text.value}


@pytest.mark.parametrize(("fits", "known"), list(product([True, False], repeat=2)))
def test_a_picture_can_only_have_been_copied(fits: bool, known: bool) -> None:
    assert judged(UNSIGNED, page=0, fits=fits, known=known).standing is ImageStanding.COPIED


@pytest.mark.parametrize(("fits", "known", "text"), list(product([True, False], [True, False], TextMatch)))
def test_without_a_sound_signature_nothing_was_pressed_here(fits: bool, known: bool, text: TextMatch) -> None:
    for signatures in ((), (replace(SIGNED, sound=False),)):
        found = judged(replace(UNSIGNED, signatures=signatures), fits=fits, known=known, text=text)
        assert found.standing is not ImageStanding.PRESSED_HERE


def test_pages_are_compared_by_their_text() -> None:
    assert compared({1: b"a", 2: b""}, {1: b"a", 2: b"", 3: b"c"}) is TextMatch.SAME
    assert compared({1: b"a"}, {1: b"b"}) is TextMatch.DIFFERS
    assert compared({1: b"a"}, {}) is TextMatch.DIFFERS
    assert compared({1: b""}, {1: b"b"}) is TextMatch.DIFFERS
    assert compared({1: b""}, {1: b""}) is TextMatch.NONE
    assert compared({}, {1: b"a"}) is TextMatch.NONE


# Several seals in one act.


def test_each_seal_under_one_signature_is_judged_by_its_own_entry() -> None:
    second = {**SIGNED.sealdesk, "entry_id": "second", "seal_name": "公章"}
    both = replace(REPORT, signatures=(replace(SIGNED, further=(second,)),))
    assert (judged(both).standing, judged(both).seal_name) == (ImageStanding.PRESSED_HERE, "合同专用章")
    of_second = judged(both, claim=replace(CLAIM, entry_id="second"))
    assert (of_second.standing, of_second.seal_name) == (ImageStanding.PRESSED_HERE, "公章")
    third = judged(both, claim=replace(CLAIM, entry_id="third"), text=TextMatch.SAME)
    assert third.standing is ImageStanding.RESAVED


def _act(entry_id: str, saving: tuple[int, int], **more: object) -> SignatureFinding:
    told = {**SIGNED.sealdesk, "entry_id": entry_id, "act_id": "act"}
    return replace(SIGNED, sealdesk=told, saving=saving, **more)  # type: ignore[arg-type]


def test_on_a_signed_document_the_seals_of_one_act_follow_each_other() -> None:
    first, second = _act(ENTRY, (98, 500)), _act("second", (500, 900))
    report = replace(REPORT, signatures=(first, second))
    claim = replace(CLAIM, entry_id="second")
    assert judged(report, claim=claim).standing is ImageStanding.PRESSED_HERE


@pytest.mark.parametrize(
    "first",
    [
        _act(ENTRY, (98, 500), trust=Trust.UNTRUSTED),
        _act(ENTRY, (98, 500), sound=False),
        _act(ENTRY, (98, 500), certificate_sha256="c6" * 32),
        replace(_act(ENTRY, (98, 500)), sealdesk={**SIGNED.sealdesk, "act_id": "another"}),
        _act(ENTRY, (98, 400)),
    ],
)
def test_what_lies_between_counts_only_as_the_acts_own(first: SignatureFinding) -> None:
    """Somebody else's saving between document and signature is one that the seal was not pressed on."""
    report = replace(REPORT, signatures=(first, _act("second", (500, 900))))
    found = judged(report, claim=replace(CLAIM, entry_id="second"), text=TextMatch.SAME)
    assert found.standing is not ImageStanding.PRESSED_HERE
    assert found.facts["signature"] == "behind"
