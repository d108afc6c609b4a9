"""Small ledgers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sealdesk.store.ledger import Ledger
from sealdesk.tlog.note import Signer


def use_facts(number: int) -> dict[str, Any]:
    """Facts as an act of sealing has them."""
    return {
        "request": f"REQ-{number % 3}",
        "act": f"act-{number}",
        "seal": f"SEAL-{number % 2}",
        "person": "zhang",
        "document": {"sha256": f"{number:064x}", "length": 1000 + number, "name": "购销合同.pdf", "pages": 3},
        "impressions": [{"page": 1, "x_mm": "80.5", "y_mm": "90"}],
    }


@pytest.fixture(scope="session")
def facts() -> Any:
    return use_facts


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite3"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger(path, workstation="WS-1") as opened:
        yield opened


@pytest.fixture(scope="session")
def signer() -> Signer:
    return Signer.generate("workstation.example/WS-1")
