"""What a recipient installs: the wheel without extras verifies, and brings no window, no token, no server."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pymupdf
import pytest

PROJECT = Path(__file__).resolve().parents[2]
UV = PROJECT / ".cache" / "setup" / "uv" / "bin" / "uv"
pytestmark = pytest.mark.prove

NOT_WANTED = ("PySide6", "pkcs11", "keyring", "httpx", "fastapi", "sqlalchemy", "uvicorn")


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel, in the locked versions, and what its base requires."""
    spec = importlib.util.spec_from_file_location("wheel", PROJECT / "packaging" / "wheel.py")
    assert spec is not None and spec.loader is not None
    wheel = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(wheel)
    place = tmp_path_factory.mktemp("base") / "venv"
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, place], check=True)
    constraints = place.parent / "constraints.txt"
    lines = (PROJECT / "requirements.lock").read_text("utf-8").splitlines()
    constraints.write_text("\n".join(line.split()[0] for line in lines if "==" in line))
    into = ["--quiet", "--python", place / "bin" / "python", "--constraint", constraints]
    subprocess.run([UV, "pip", "install", *into, wheel.build()], check=True)
    return place / "bin" / "python"


def answer(python: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, *arguments], capture_output=True, text=True, check=False, cwd=python.parent
    )


@pytest.mark.parametrize("library", NOT_WANTED)
def test_the_base_brings_no(library: str, python: Path) -> None:
    assert "ModuleNotFoundError" in answer(python, "-c", f"import {library}").stderr


def test_the_verifier_imports(python: Path) -> None:
    code = """
import importlib, pkgutil, sealdesk.verification as package
names = [each.name for each in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
print(len([importlib.import_module(name) for name in names]))
"""
    imported = answer(python, "-c", code)
    assert imported.stderr == ""
    assert int(imported.stdout) > 0


def test_resources_lie_inside_the_package(python: Path) -> None:
    code = "from sealdesk import resources; print(resources.root()); assert resources.path('policy.toml').is_file()"
    shown = answer(python, "-c", code)
    assert shown.stderr == ""
    assert "site-packages/sealdesk/resources" in shown.stdout


def test_verify_judges_an_unsigned_document(python: Path, tmp_path: Path) -> None:
    document = tmp_path / "unsigned.pdf"
    with pymupdf.open() as pdf:
        pdf.new_page()
        pdf.save(document)
    judged = answer(python, "-m", "sealdesk", "verify", "--json", document)
    assert (judged.returncode, judged.stderr) == (1, "")
    assert json.loads(judged.stdout)["verdict"] == "unsigned"


def test_a_command_that_needs_an_extra_says_so(python: Path) -> None:
    listed = answer(python, "-m", "sealdesk", "tokens", "list")
    assert listed.returncode == 4
    assert "Traceback" not in listed.stderr
