"""Signature fields in odd places: each is found, none hides another."""

from __future__ import annotations

from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from sealdesk.model.verification import Verdict


def _broken_field(writer: Any, value: Any) -> Any:
    field = generic.DictionaryObject(
        {pdf_name("/FT"): pdf_name("/Sig"), pdf_name("/T"): generic.pdf_string("Odd"), pdf_name("/V"): value}
    )
    fields = writer.root["/AcroForm"]["/Fields"]
    fields.insert(0, writer.add_object(field))
    writer.update_container(fields)
    return field


def test_a_broken_signature_hides_no_other(workshop: Any, plain: bytes) -> None:
    for value in (generic.DictionaryObject(), generic.NumberObject(7), generic.pdf_string("x")):
        odd = workshop.update(plain, lambda writer, value=value: _broken_field(writer, value))
        report = workshop.verify(workshop.sign(odd))
        assert report.verdict is Verdict.INVALID
        standings = {finding.field_name: finding.sound for finding in report.signatures}
        assert standings == {"Odd": False, "Seal1": True}


def test_an_empty_field_is_no_signature(workshop: Any, plain: bytes) -> None:
    empty = workshop.update(plain, lambda writer: _broken_field(writer, generic.NullObject()))
    assert workshop.verify(empty).verdict is Verdict.UNSIGNED


def test_direct_field_and_direct_value_are_found(workshop: Any) -> None:
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[<</FT/Sig/T(D)/V<</Type/Sig/Contents<00>>>>>]>>>>",
        2: b"<</Type/Pages/Kids[]/Count 0>>",
    }
    report = workshop.verify(workshop.pdf(objects))
    assert report.verdict is Verdict.INVALID
    assert [finding.field_name for finding in report.signatures] == ["D"]


def test_inherited_type_and_names_of_parents(workshop: Any) -> None:
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>",
        2: b"<</Type/Pages/Kids[]/Count 0>>",
        3: b"<</T(group)/FT/Sig/Kids[4 0 R]>>",
        4: b"<</T(one)/Parent 3 0 R/V 5 0 R>>",
        5: b"<</Type/Sig/SubFilter/adbe.pkcs7.detached/Contents<00>/ByteRange[0 1 2 3]>>",
    }
    report = workshop.verify(workshop.pdf(objects))
    assert [finding.field_name for finding in report.signatures] == ["group.one"]


def test_a_circle_of_fields_ends(workshop: Any) -> None:
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R 3 0 R]>>>>",
        2: b"<</Type/Pages/Kids[]/Count 0>>",
        3: b"<</T(a)/FT/Sig/Kids[4 0 R]>>",
        4: b"<</T(b)/Kids[3 0 R]>>",
    }
    assert workshop.verify(workshop.pdf(objects)).verdict is Verdict.UNSIGNED
