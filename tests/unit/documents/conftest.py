"""Documents made for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sealdesk import resources
from sealdesk.impression.drawing import draw_seal
from sealdesk.model.seal import SealKind, SealPicture, SealShape
from sealdesk.model.seal_design import SealDesign

ATTACKS = Path(__file__).parents[4] / "shared" / "corpus" / "attacks"

MakePdf = Callable[..., Path]


@pytest.fixture
def contract() -> Path:
    return resources.path("samples/contract.pdf")


@pytest.fixture(scope="session")
def picture() -> SealPicture:
    return draw_seal(
        SealDesign(SealKind.UNIT, SealShape.ROUND, 42.0, 42.0, 1.2, "城南建设有限公司", star=True), dpi=150
    )


@pytest.fixture
def make_pdf(tmp_path: Path) -> MakePdf:
    """Write a PDF of one page per dictionary: its extra page entries, and `content` for its content stream."""
    import pymupdf

    def make(*pages: dict[str, str], name: str = "made.pdf", **save: object) -> Path:
        path = tmp_path / name
        with pymupdf.Document() as document:
            for entries in pages:
                page = document.new_page()
                stream = document.get_new_xref()
                document.update_object(stream, "<<>>")
                document.update_stream(stream, entries.get("content", " ").encode())
                page.set_contents(stream)
                for key, value in entries.items():
                    if key != "content":
                        document.xref_set_key(page.xref, key, value)
            document.save(path, **save)
        return path

    return make


@pytest.fixture
def hanging_pdf(tmp_path: Path) -> Path:
    """Two pages: the first draws forms that draw forms, two to the power of forty times; the second is harmless."""
    import pymupdf

    path = tmp_path / "hanging.pdf"
    with pymupdf.Document() as document:
        inner = "0 0 1 1 re f"
        resources_of = "<<>>"
        for _ in range(40):
            form = document.get_new_xref()
            document.update_object(
                form, f"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources {resources_of}>>"
            )
            document.update_stream(form, inner.encode())
            inner, resources_of = "/F Do /F Do", f"<</XObject<</F {form} 0 R>>>>"
        page = document.new_page()
        stream = document.get_new_xref()
        document.update_object(stream, "<<>>")
        document.update_stream(stream, inner.encode())
        page.set_contents(stream)
        document.xref_set_key(page.xref, "Resources", resources_of)
        document.new_page()
        document.save(path)
    return path
