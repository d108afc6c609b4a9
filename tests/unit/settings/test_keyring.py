"""The workstation's secrets in a real desktop keyring: GNOME's, on a session bus of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

STORY = """
import sys
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.settings.secrets import KeyringSecrets
first, second = KeyringSecrets("workstation-1"), KeyringSecrets("workstation-2")
first.put("centre-credential", "geheim-1")
first.put("centre-credential", "geheim-2")
assert first.get("centre-credential") == "geheim-2"
try:
    second.get("centre-credential")
except SealDeskError as missing:
    assert missing.code is ErrorCode.SECRET_MISSING, missing
else:
    sys.exit("another workspace read our secret")
second.put("centre-credential", "geheim-3")
second.remove("centre-credential")
second.remove("centre-credential")
try:
    second.get("centre-credential")
except SealDeskError as missing:
    assert missing.code is ErrorCode.SECRET_MISSING, missing
else:
    sys.exit("it was not forgotten")
assert first.get("centre-credential") == "geheim-2"
print("kept and read")
"""
SHELL = 'printf "\\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$0" -c "$1"'


@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="dbus-run-session and gnome-keyring-daemon are not installed",
)
def test_a_real_keyring_keeps_each_workspaces_secrets_apart(tmp_path: Path) -> None:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", SHELL, sys.executable, STORY],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip().endswith("kept and read"), done.stderr
    kept = [path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert kept
    assert not any(b"geheim" in content for content in kept)
