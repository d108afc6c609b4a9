"""Tagged documents: a second seal brings a structure element; nothing else may come with it."""

from __future__ import annotations

from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string

from sealdesk.model.verification import Verdict

OBJECTS = {
    1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]>>/MarkInfo<</Marked true>>/StructTreeRoot 4 0 R>>",
    2: b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
    3: b"<</Type/Page/Parent 2 0 R/StructParents 0/Annots[]>>",
    4: b"<</Type/StructTreeRoot/K[5 0 R]/ParentTree 7 0 R/ParentTreeNextKey 1>>",
    5: b"<</Type/StructElem/S/Document/P 4 0 R/K[6 0 R]>>",
    6: b"<</Type/StructElem/S/P/P 5 0 R/Pg 3 0 R/K 0/Alt(one hundred)>>",
    7: b"<</Nums[0 [6 0 R]]>>",
}


def _tag(
    writer: Any, *, extra: dict[str, Any] | None = None, alter: bool = False, renumber: bool = False
) -> None:
    """What a tagging writer does for a new field, before it signs."""
    field = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Sig"),
            pdf_name("/T"): pdf_string("Seal2"),
            pdf_name("/StructParent"): generic.NumberObject(1),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 50, 50))),
        }
    )
    widget = writer.add_object(field)
    root = writer.root["/StructTreeRoot"]
    document = root["/K"][0]
    element = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/StructElem"),
            pdf_name("/S"): pdf_name("/Form"),
            pdf_name("/P"): root["/K"].raw_get(0),
            pdf_name("/K"): generic.DictionaryObject(
                {pdf_name("/Type"): pdf_name("/OBJR"), pdf_name("/Obj"): widget}
            ),
            **{pdf_name(key): value for key, value in (extra or {}).items()},
        }
    )
    reference = writer.add_object(element)
    document["/K"].append(reference)
    if alter:
        document["/K"][0][pdf_name("/Alt")] = pdf_string("nine hundred")
        writer.update_container(document["/K"][0])
    writer.update_container(document)
    old = root["/ParentTree"]["/Nums"]
    paragraph = reference if renumber else old[1].raw_get(0)
    numbers = generic.ArrayObject(
        [
            generic.NumberObject(0),
            writer.add_object(generic.ArrayObject([paragraph])),
            generic.NumberObject(1),
            reference,
        ]
    )
    root[pdf_name("/ParentTree")] = writer.add_object(generic.DictionaryObject({pdf_name("/Nums"): numbers}))
    root[pdf_name("/ParentTreeNextKey")] = generic.NumberObject(2)
    writer.update_container(root)
    for array in (writer.root["/AcroForm"]["/Fields"], writer.root["/Pages"]["/Kids"][0]["/Annots"]):
        array.append(widget)
        writer.update_container(array)


@pytest.fixture(scope="module")
def tagged(workshop: Any) -> bytes:
    return bytes(workshop.sign(workshop.pdf(OBJECTS)))


def test_tagged_second_seal_is_intact(workshop: Any, tagged: bytes) -> None:
    report = workshop.verify(workshop.sign(tagged, field="Seal2", prepare=_tag))
    assert report.verdict is Verdict.INTACT, report.changes


@pytest.mark.parametrize(
    "bent",
    [{"extra": {"/ActualText": pdf_string("nine hundred")}}, {"alter": True}, {"renumber": True}],
    ids=["element with text of its own", "other element altered", "old entry of the parent tree altered"],
)
def test_whatever_else_comes_with_it_is_altered(workshop: Any, tagged: bytes, bent: Any) -> None:
    report = workshop.verify(
        workshop.sign(tagged, field="Seal2", prepare=lambda writer: _tag(writer, **bent))
    )
    assert report.verdict is Verdict.ALTERED
