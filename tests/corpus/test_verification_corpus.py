"""Verdicts on signed files of other projects' test suites and on attacks, against what their authors say.

The files are not part of the project; where they are absent, there is nothing to run.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from sealdesk import confined
from sealdesk.model.verification import Trust
from sealdesk.verification.loading import load_crls, load_roots
from sealdesk.verification.verify import verify_file

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
GOOD = {"intact", "changed"}


def _rows(name: str) -> list[Any]:
    manifest = CORPUS / name / "manifest.tsv"
    if not manifest.is_file():
        reason = "the corpus of signed files is not here"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason), id=name)]
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [pytest.param({**row, "folder": CORPUS / name}, id=f"{name}/{row['file']}") for row in rows]


def _paths(row: dict[str, Any], column: str) -> list[Path]:
    names = (row.get(column) or "").split(",")
    return [row["folder"] / name.strip() for name in names if name.strip()]


@pytest.mark.parametrize("row", _rows("attacks") + _rows("verification"))
def test_verdict(row: dict[str, Any]) -> None:
    report = confined.run(
        verify_file,
        row["folder"] / row["file"],
        password=row.get("password") or None,
        roots=load_roots(_paths(row, "anchors")),
        crls=load_crls(_paths(row, "crls")),
    )
    expected = set(row["expected"].split("|"))
    # A bad file may be called bad in other words than its author's; never good.
    allowed = expected if expected & GOOD else expected | {"altered", "invalid"}
    assert report.verdict.value in allowed, (report.changes, [one.reasons for one in report.signatures])
    if row.get("trust") and row["trust"] != "n/a":
        assert (report.trust is Trust.TRUSTED) == (row["trust"] == "trusted")
