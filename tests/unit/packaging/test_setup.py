"""Set-up of a machine: what is asked for, when it is skipped, and when a person has to act."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).resolve().parents[3]
SCRIPT = PROJECT / "packaging" / "setup.py"


@pytest.fixture
def setup() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sealdesk_setup", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder of the test's own, which the module takes for the project."""
    (tmp_path / "packaging").mkdir()
    for name in ("pyproject.toml", "requirements.lock", "packaging/uv.txt", "packaging/system_packages.toml"):
        (tmp_path / name).write_bytes((PROJECT / name).read_bytes())
    monkeypatch.setattr(setup, "PROJECT", tmp_path)
    monkeypatch.setattr(setup, "HERE", tmp_path / "packaging")
    monkeypatch.setattr(setup, "LOCK", tmp_path / "requirements.lock")
    return tmp_path


def test_every_package_has_a_debian_name_and_a_reason() -> None:
    listed = tomllib.loads((PROJECT / "packaging" / "system_packages.toml").read_text("utf-8"))
    assert list(listed) == ["run", "test"]
    for purpose in listed.values():
        for name, reason in purpose.items():
            assert re.fullmatch(r"[a-z0-9][a-z0-9+.-]+", name)
            assert isinstance(reason, str) and reason


def test_tests_need_all_that_running_needs_and_more(setup: ModuleType) -> None:
    run, test = setup.wanted_packages("run"), setup.wanted_packages("test")
    assert set(run) < set(test)
    assert "softhsm2" in run
    assert "xvfb" in set(test) - set(run)
    assert len(set(test)) == len(test)


def test_dpkg_says_what_is_missing(setup: ModuleType) -> None:
    assert setup.missing_packages(["dpkg", "no-such-package-anywhere", "libc6"]) == [
        "no-such-package-anywhere"
    ]


def test_a_removed_package_with_configuration_left_counts_as_missing(
    setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dpkg-query").write_text("#!/bin/sh\necho 'xvfb config-files'\necho 'qpdf installed'\n")
    (tmp_path / "dpkg-query").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert setup.missing_packages(["xvfb", "qpdf"]) == ["xvfb"]


def test_without_the_right_to_install_a_person_gets_the_line_to_type(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "prefix_for_root", lambda: None)
    with pytest.raises(setup.SetUpError) as stopped:
        setup.install_system_packages(["xvfb", "qpdf"])
    assert stopped.value.status == 2
    line = "sudo apt-get update && sudo apt-get install --yes --no-install-recommends xvfb qpdf"
    assert line in str(stopped.value).splitlines()[-1]


def test_nothing_missing_asks_for_nothing(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "prefix_for_root", lambda: pytest.fail("asked for rights without need"))
    setup.install_system_packages([])


def test_sudo_that_asks_for_a_password_is_not_used(
    setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert setup.prefix_for_root() is None
    sudo = tmp_path / "sudo"
    sudo.write_text("#!/bin/sh\nexit 1\n")
    sudo.chmod(0o755)
    assert setup.prefix_for_root() is None
    sudo.write_text("#!/bin/sh\nexit 0\n")
    assert setup.prefix_for_root() == [str(sudo), "-n"]


def test_a_failed_step_stops_with_the_end_of_its_output(
    setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "LOG", tmp_path / "log")
    with pytest.raises(setup.SetUpError, match="no such index") as stopped:
        setup.step("uv pip sync", ["sh", "-c", "echo no such index; exit 7"])
    assert stopped.value.status == 4
    assert "no such index" in (tmp_path / "log").read_text("utf-8")


def test_the_stamp_is_the_same_for_the_same_project(setup: ModuleType, copy: Path) -> None:
    assert setup.fingerprint(sys.executable) == setup.fingerprint(sys.executable)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("requirements.lock", "asn1crypto==", "asn1crypto==9"),
        ("packaging/uv.txt", "uv==", "uv==9"),
        ("pyproject.toml", 'version = "0.1.0"', 'version = "0.2.0"'),
        ("pyproject.toml", ">=3.11", ">=3.12"),
    ],
)
def test_a_change_that_matters_makes_set_up_run_again(
    setup: ModuleType, copy: Path, name: str, old: str, new: str
) -> None:
    before = setup.fingerprint(sys.executable)
    text = (copy / name).read_text("utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new), "utf-8")
    assert setup.fingerprint(sys.executable) != before


def test_the_settings_of_a_linter_do_not(setup: ModuleType, copy: Path) -> None:
    before = setup.fingerprint(sys.executable)
    text = (copy / "pyproject.toml").read_text("utf-8")
    (copy / "pyproject.toml").write_text(text.replace("line-length = 110", "line-length = 111"), "utf-8")
    assert setup.fingerprint(sys.executable) == before


def test_uv_uses_the_certificate_and_index_that_pip_was_told(setup: ModuleType) -> None:
    told = {"PIP_CERT": "/ca.pem", "PIP_INDEX_URL": "https://mirror.example/simple"}
    assert setup.mirrors(told) == {
        "SSL_CERT_FILE": "/ca.pem",
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
    }
    assert (
        setup.mirrors({**told, "SSL_CERT_FILE": "/own.pem", "UV_DEFAULT_INDEX": "https://own.example"}) == {}
    )
    assert setup.mirrors({}) == {}


def test_a_wrong_purpose_is_refused() -> None:
    answer = subprocess.run([sys.executable, SCRIPT, "play"], capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert "play" in answer.stderr
