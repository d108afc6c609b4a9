"""Resources are found in a checkout and in an installed package alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from sealdesk import resources


@pytest.fixture(autouse=True)
def _fresh() -> None:
    resources.root.cache_clear()


def test_a_checkout_uses_the_folder_at_its_top() -> None:
    assert resources.root() == Path(resources.__file__).resolve().parents[2] / "resources"
    assert resources.path("policy.toml").is_file()


def test_an_installed_package_uses_the_folder_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "site-packages" / "sealdesk" / "resources"
    inside.mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(inside.parent / "resources.py"))
    assert resources.path("samples/contract.pdf") == inside / "samples" / "contract.pdf"
    resources.root.cache_clear()
