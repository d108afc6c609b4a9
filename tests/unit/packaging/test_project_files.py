"""The files at the top of the project: what is locked, what is licensed, what imports what."""

from __future__ import annotations

import ast
import hashlib
import re
import sys
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements.lock", "packaging/uv.txt")
EVERYWHERE = {"cryptography", "rfc8785"}
"""Libraries of the base that several layers may use directly."""


def entries(lock: str) -> list[str]:
    """The requirements of a lock file, each with its hashes, on one line."""
    text = re.sub(r"^#.*\n", "", (PROJECT / lock).read_text("utf-8"), flags=re.MULTILINE)
    return [each for each in text.replace("\\\n", " ").splitlines() if each.strip()]


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_locked_has_one_version_and_hashes(lock: str) -> None:
    for entry in entries(lock):
        assert re.fullmatch(r"[a-z0-9.-]+==\S+(\s*;[^-]+)?(\s+--hash=sha256:[0-9a-f]{64})+\s*", entry), entry[
            :80
        ]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place_to_download_from(lock: str) -> None:
    text = (PROJECT / lock).read_text("utf-8")
    assert "://" not in text
    assert "--index" not in text and "--extra-index" not in text and "--find-links" not in text


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    project = PYPROJECT["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    groups += PYPROJECT["dependency-groups"].values()
    names = {normal(re.match(r"[A-Za-z0-9._-]+", each)[0]) for group in groups for each in group}  # type: ignore[index]
    return names - {"sealdesk"}


def test_every_declared_dependency_is_locked() -> None:
    assert declared() <= {entry.split("==")[0] for entry in entries("requirements.lock")}


def test_the_licence_is_the_whole_agpl() -> None:
    text = (PROJECT / "LICENSE").read_bytes()
    assert (
        hashlib.sha256(text).hexdigest() == "57c8ff33c9c0cfc3ef00e650a1cc910d7ee479a8bc509f6c9209a7c2a11399d6"
    )
    assert PYPROJECT["project"]["license"] == "AGPL-3.0-or-later"


def imported_libraries() -> dict[str, set[str]]:
    """Outside libraries imported under src, with the top-level parts of sealdesk that import them."""
    found: dict[str, set[str]] = {}
    source = PROJECT / "src" / "sealdesk"
    for path in source.rglob("*.py"):
        part = path.relative_to(source).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in names:
                found.setdefault(name.split(".")[0], set()).add(part)
    own = sys.stdlib_module_names - {"sqlite3"} | {"sealdesk"}
    return {name: parts for name, parts in found.items() if name not in own}


def test_every_outside_library_has_a_home() -> None:
    contracts = PYPROJECT["tool"]["importlinter"]["contracts"]
    protected = {
        name for each in contracts if each["type"] == "protected" for name in each["protected_modules"]
    }
    homeless = set(imported_libraries()) - protected - EVERYWHERE
    assert not homeless, f"add a protected contract to pyproject.toml for {sorted(homeless)}"
