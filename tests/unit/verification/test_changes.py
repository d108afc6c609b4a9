"""What happens after a signature: permitted, told, or an alteration."""

from __future__ import annotations

from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.fields import MDPPerm

from sealdesk.model.verification import Change, Verdict, VerificationReport


def _kinds(report: VerificationReport) -> list[tuple[str, bool]]:
    return [(change.kind, change.permitted) for change in report.changes]


def test_other_content_is_altered(workshop: Any, signed: bytes) -> None:
    report = workshop.verify(workshop.update(signed, workshop.set_content))
    assert report.verdict is Verdict.ALTERED
    assert _kinds(report) == [("content", False)]
    assert report.signatures[0].sound
    assert report.signatures[0].reasons == ("signature.changed_afterwards",)


def test_other_value_in_the_form_is_changed_with_old_and_new(workshop: Any, signed: bytes) -> None:
    report = workshop.verify(workshop.update(signed, workshop.fill_form))
    assert report.verdict is Verdict.CHANGED
    assert report.changes == (Change("form", True, "amount", old="100", new="999"),)


def test_filled_and_signed_again_is_still_changed(workshop: Any, signed: bytes) -> None:
    again = workshop.sign(workshop.update(signed, workshop.fill_form), field="Seal2")
    report = workshop.verify(again)
    assert report.verdict is Verdict.CHANGED
    assert ("form", True) in _kinds(report) and ("signature", True) in _kinds(report)


def test_annotation_on_an_ordinary_signature_is_altered(workshop: Any, signed: bytes) -> None:
    report = workshop.verify(workshop.update(signed, workshop.add_annotation))
    assert report.verdict is Verdict.ALTERED
    assert _kinds(report) == [("annotation", False)]


@pytest.mark.parametrize(
    ("level", "change", "verdict"),
    [
        (MDPPerm.NO_CHANGES, "fill_form", Verdict.ALTERED),
        (MDPPerm.NO_CHANGES, "add_annotation", Verdict.ALTERED),
        (MDPPerm.FILL_FORMS, "fill_form", Verdict.CHANGED),
        (MDPPerm.FILL_FORMS, "add_annotation", Verdict.ALTERED),
        (MDPPerm.ANNOTATE, "fill_form", Verdict.CHANGED),
        (MDPPerm.ANNOTATE, "add_annotation", Verdict.CHANGED),
        (MDPPerm.ANNOTATE, "set_content", Verdict.ALTERED),
    ],
)
def test_certification_levels(
    workshop: Any, plain: bytes, level: MDPPerm, change: str, verdict: Verdict
) -> None:
    certified = workshop.sign(plain, certify=level)
    untouched = workshop.verify(certified)
    assert untouched.good and untouched.signatures[0].certification == level.value
    assert workshop.verify(workshop.update(certified, getattr(workshop, change))).verdict is verdict


def test_only_markup_counts_as_an_annotation(workshop: Any, plain: bytes) -> None:
    certified = workshop.sign(plain, certify=MDPPerm.ANNOTATE)
    link = workshop.update(certified, lambda writer: workshop.add_annotation(writer, "/Link"))
    assert workshop.verify(link).verdict is Verdict.ALTERED


def test_removed_value_is_altered_not_unsigned(workshop: Any, signed: bytes) -> None:
    def remove(writer: Any) -> None:
        field = writer.root["/AcroForm"]["/Fields"][1]
        del field["/V"]
        writer.update_container(field)

    report = workshop.verify(workshop.update(signed, remove))
    assert report.verdict is Verdict.ALTERED
    assert report.signatures[0].reasons == ("signature.removed",)


def test_signature_removed_before_a_later_one_is_the_later_signers_matter(
    workshop: Any, signed: bytes
) -> None:
    def remove(writer: Any) -> None:
        field = writer.root["/AcroForm"]["/Fields"][1]
        del field["/V"]
        writer.update_container(field)

    again = workshop.sign(workshop.update(signed, remove), field="Seal2")
    report = workshop.verify(again)
    assert report.verdict is Verdict.INTACT
    assert [finding.field_name for finding in report.signatures] == ["Seal2"]


def _add_signature_field(writer: Any, *, shows: bool) -> None:
    picture = generic.StreamObject(stream_data=b"1 0 0 rg 0 0 100 100 re f")
    picture[pdf_name("/Type")], picture[pdf_name("/Subtype")] = pdf_name("/XObject"), pdf_name("/Form")
    picture[pdf_name("/BBox")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 100, 100)))
    field = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Sig"),
            pdf_name("/T"): generic.pdf_string("Later"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (72, 690, 172, 790))),
        }
    )
    if shows:
        appearance = generic.DictionaryObject({pdf_name("/N"): writer.add_object(picture)})
        field[pdf_name("/AP")] = appearance
    reference = writer.add_object(field)
    page = writer.root["/Pages"]["/Kids"][0]
    for array in (writer.root["/AcroForm"]["/Fields"], page["/Annots"]):
        array.append(reference)
        writer.update_container(array)


def test_prepared_field_is_a_permitted_change(workshop: Any, signed: bytes) -> None:
    report = workshop.verify(workshop.update(signed, lambda w: _add_signature_field(w, shows=False)))
    assert report.verdict is Verdict.CHANGED


def test_unsigned_field_that_shows_a_picture_is_altered(workshop: Any, signed: bytes) -> None:
    report = workshop.verify(workshop.update(signed, lambda w: _add_signature_field(w, shows=True)))
    assert report.verdict is Verdict.ALTERED
    assert _kinds(report) == [("annotation", False)]


@pytest.mark.parametrize("which", ["content", "information"])
def test_freed_object_is_altered(workshop: Any, which: str) -> None:
    # Shadow attack "hide": a bare table frees an object; even of those that may be rewritten.
    content = b"<</Length 4>>stream\nq Q \nendstream"
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        3: b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
        4: content,
        5: b"<</Title(A)>>",
    }
    signed = workshop.sign(workshop.pdf(objects, b"/Info 5 0 R"))
    assert workshop.verify(signed).good
    information = int(signed.rsplit(b"/Info ", 1)[1].split()[0])
    number = {"content": 4, "information": information}[which]
    start = int(signed.rsplit(b"startxref\n", 1)[1].split()[0])
    table = b"xref\n%d 1\n0000000000 00001 f \ntrailer\n<</Size 50/Root 1 0 R/Info %d 0 R/Prev %d>>\n"
    table %= number, information, start
    report = workshop.verify(signed + table + b"startxref\n%d\n%%%%EOF\n" % len(signed))
    assert report.verdict is Verdict.ALTERED
    assert _kinds(report) == [("content", False)]


def test_table_that_leads_to_a_hidden_object_is_altered(workshop: Any, plain: bytes) -> None:
    # Shadow attack "hide and replace": the signed file carries a second content that nothing leads to.
    hidden = b"4 0 obj\n<</Length 38>>stream\nBT /F1 12 Tf 72 700 Td (pay 999) Tj ET\nendstream\nendobj\n"
    head, tail = plain.rsplit(b"xref\n0 ", 1)
    offset = len(head)
    at = head.rfind(b"endobj\n") + len(b"endobj\n")
    assert at == offset
    prepared = (
        head
        + hidden
        + b"xref\n0 "
        + tail.replace(b"startxref\n%d" % offset, b"startxref\n%d" % (offset + len(hidden)))
    )
    signed = workshop.sign(prepared)
    assert workshop.verify(signed).good
    start = int(signed.rsplit(b"startxref\n", 1)[1].split()[0])
    table = b"xref\n4 1\n%010d 00000 n \ntrailer\n<</Size 50/Root 1 0 R/Prev %d>>\n" % (offset, start)
    report = workshop.verify(signed + table + b"startxref\n%d\n%%%%EOF\n" % len(signed))
    assert report.verdict is Verdict.ALTERED


def _security_store(writer: Any, *, entries: int = 1) -> None:
    streams = [writer.add_object(generic.StreamObject(stream_data=b"\x30\x00")) for _ in range(entries)]
    store = generic.DictionaryObject(
        {
            pdf_name("/Certs"): generic.ArrayObject(streams),
            pdf_name("/VRI"): generic.DictionaryObject(
                {pdf_name("/" + "A" * 40): generic.DictionaryObject()}
            ),
        }
    )
    writer.root[pdf_name("/DSS")] = writer.add_object(store)
    writer.update_root()


def test_security_store_added_and_rebuilt_is_intact(workshop: Any, signed: bytes) -> None:
    once = workshop.update(signed, _security_store)
    again = workshop.update(once, lambda writer: _security_store(writer, entries=2))
    report = workshop.verify(again)
    assert report.verdict is Verdict.INTACT
    assert _kinds(report) == [("validation_data", True), ("validation_data", True)]


def test_security_store_is_no_way_to_other_content(workshop: Any, signed: bytes) -> None:
    def smuggle(writer: Any) -> None:
        content = writer.root["/Pages"]["/Kids"][0].raw_get("/Contents").reference
        other = generic.StreamObject(stream_data=b"q Q")
        writer.objects[(content.generation, content.idnum)] = other
        _security_store(writer)
        array = generic.ArrayObject([generic.IndirectObject(content.idnum, 0, writer)])
        writer.root["/DSS"][pdf_name("/CRLs")] = array

    report = workshop.verify(workshop.update(signed, smuggle))
    assert report.verdict is Verdict.ALTERED


def test_locked_field_may_not_change(workshop: Any, plain: bytes) -> None:
    from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, SigFieldSpec, append_signature_field

    def prepare(writer: Any) -> None:
        lock = FieldMDPSpec(FieldMDPAction.INCLUDE, ["amount"])
        append_signature_field(writer, SigFieldSpec("Seal1", field_mdp_spec=lock))

    locked = workshop.sign(plain, prepare=prepare)
    assert workshop.verify(locked).good
    assert workshop.verify(workshop.update(locked, workshop.fill_form)).verdict is Verdict.ALTERED
