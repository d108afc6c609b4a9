"""What people read about converted documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sealdesk import service
from sealdesk.model.conversion import ConversionFinding, DocumentFormat
from sealdesk.texts import name_of
from sealdesk.texts.conversion_words import FINDINGS, finding_text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_format_has_a_name(language: str) -> None:
    assert all(name_of(one, language) for one in DocumentFormat)
    assert len({name_of(one, language) for one in DocumentFormat}) == len(DocumentFormat)


def test_every_finding_that_is_raised_has_a_text() -> None:
    folder = Path(service.__path__[0]).parent
    sources = [folder / "service" / "convert_document.py", folder / "documents" / "conversion_pictures.py"]
    raised = {
        code for one in sources for code in re.findall(r"\"(conversion\.[a-z_]+)\"", one.read_text("utf-8"))
    }
    listed = re.findall(r"for name in \(([^)]+)\)", sources[0].read_text("utf-8"))
    raised |= {f"conversion.{name}" for name in re.findall(r"\"([a-z_]+)\"", listed[0])}
    assert raised - {"conversion.json"} == set(FINDINGS)


def test_details_stand_in_the_text_and_are_no_templates() -> None:
    finding = ConversionFinding("conversion.fonts_missing", "仿宋 {0}, {detail}")
    assert "仿宋 {0}, {detail}" in finding_text(finding, "zh")
    assert "仿宋 {0}, {detail}" in finding_text(finding, "en")
    assert finding_text(ConversionFinding("conversion.macros", "x"), "en").endswith("not there.")
    assert finding_text(ConversionFinding("conversion.later"), "en") == "conversion.later"
