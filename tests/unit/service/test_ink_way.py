"""How ink gets onto pages: over everything on signed documents, opaque and below or above the content in PDF/A-1."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.campaigns import page_kinds

from sealdesk.geometry import TurnedBox
from sealdesk.model.document import DocumentDigest, Preflight
from sealdesk.model.ink import PLAIN_INK, InkLayer, InkWay, Stamp
from sealdesk.service.ink_way import ink_ways
from sealdesk.service.look_at_document import look

STAMPS = (Stamp(1, TurnedBox(80.0, 90.0, 42.0, 42.0)), Stamp(2, TurnedBox(80.0, 90.0, 42.0, 42.0)))


def preflight(**facts: object) -> Preflight:
    return Preflight(DocumentDigest("ab" * 32, 1), (), **facts)


def test_ordinary_documents_are_not_read() -> None:
    nowhere = Path("/nowhere/at/all.pdf")
    assert ink_ways(nowhere, None, preflight(), STAMPS) == {1: PLAIN_INK, 2: PLAIN_INK}
    assert ink_ways(nowhere, None, preflight(pdfa_part=2), STAMPS[:1]) == {1: PLAIN_INK}


def test_signed_documents_take_it_above_everything() -> None:
    signed = preflight(signature_fields=("Signature1",))
    assert ink_ways(Path("x"), None, signed, STAMPS[:1]) == {1: InkWay(InkLayer.OVER)}
    archival = preflight(signature_fields=("Signature1",), pdfa_part=1)
    assert ink_ways(Path("x"), None, archival, STAMPS[:1]) == {1: InkWay(InkLayer.OVER, opaque=True)}


@pytest.mark.parametrize(
    ("kind", "layer"), [("PDF/A-1 text", InkLayer.BELOW), ("PDF/A-1 scan", InkLayer.CONTENT)]
)
def test_opaque_ink_lies_below_text_and_above_scans(kind: str, layer: InkLayer, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    page_kinds.write(path, page_kinds.KINDS[kind](), rotate=0, crop="", user_unit=1.0, pages=2)
    assert ink_ways(path, None, look(path), STAMPS) == dict.fromkeys((1, 2), InkWay(layer, opaque=True))
