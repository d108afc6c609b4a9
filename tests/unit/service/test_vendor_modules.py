"""Modules on the machine are proposed once, and only modules for keys."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from sealdesk.service.vendor_modules import VENDORS, found_modules

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the folders here are Linux's")


def put(root: Path, path: str) -> Path:
    file = root / path.lstrip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"\x7fELF")
    return file


def proposed(root: Path, *configured: Path) -> list[tuple[str, str]]:
    return [(one.vendor, "/" + str(one.path.relative_to(root))) for one in found_modules(configured, root)]


@pytest.mark.parametrize(
    ("vendor", "path"),
    [
        ("OpenSC", "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so"),
        ("OpenSC", "/usr/lib64/pkcs11/opensc-pkcs11.so"),
        ("SoftHSM2", "/usr/lib/softhsm/libsofthsm2.so"),
        ("Feitian ePass", "/usr/lib/libcastle.so.1.0.0"),
        ("Feitian ePass", "/usr/lib/libshuttle_p11v220.so"),
        ("Longmai mToken", "/opt/apps/com.longmai.gm3000user/files/lib/libgm3000_pkcs11.so"),
        ("Longmai mToken", "/usr/lib/libcryptoide_pkcs11.so"),
        ("WatchData", "/usr/lib/WatchData/ProxKey/lib/libwdpkcs_SignatureP11.so"),
        ("SafeNet / Thales", "/usr/lib/libeToken.so"),
        ("SafeNet / Thales", "/usr/lib/pkcs11/libIDPrimePKCS11.so"),
        ("YubiKey", "/usr/lib/aarch64-linux-gnu/libykcs11.so"),
    ],
)
def test_a_vendors_module_is_proposed(vendor: str, path: str, tmp_path: Path) -> None:
    put(tmp_path, path)
    assert proposed(tmp_path) == [(vendor, path)]


def test_one_file_is_proposed_once_whatever_its_names(tmp_path: Path) -> None:
    real = put(tmp_path, "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
    other = tmp_path / "usr/lib/softhsm/libsofthsm2.so"
    other.parent.mkdir()
    other.symlink_to("../x86_64-linux-gnu/softhsm/libsofthsm2.so")
    third = tmp_path / "usr/lib64/softhsm/libsofthsm2.so"
    third.parent.mkdir(parents=True)
    os.link(real, third)
    assert len(proposed(tmp_path)) == 1


def test_what_is_in_use_is_not_proposed_under_another_name(tmp_path: Path) -> None:
    real = put(tmp_path, "/usr/lib/libcastle.so.1.0.0")
    link = tmp_path / "opt/mine.so"
    link.parent.mkdir()
    link.symlink_to(real)
    assert proposed(tmp_path, link) == []
    assert proposed(tmp_path, tmp_path / "not/there.so") == [("Feitian ePass", "/usr/lib/libcastle.so.1.0.0")]


def test_modules_that_others_registered_with_p11_kit_are_proposed(tmp_path: Path) -> None:
    put(tmp_path, "/opt/vendor/libnew.so")
    put(tmp_path, "/usr/lib/x86_64-linux-gnu/pkcs11/relative.so")
    put(tmp_path, "/usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-trust.so")
    folder = tmp_path / "usr/share/p11-kit/modules"
    folder.mkdir(parents=True)
    (folder / "new.module").write_text(
        "# a comment: no\nmanaged: yes\n module : /opt/vendor/libnew.so \n", "utf-8"
    )
    (folder / "relative.module").write_text("module: relative.so\n", "utf-8")
    (folder / "trust.module").write_text("module: p11-kit-trust.so\n", "utf-8")
    (folder / "gone.module").write_text("module: /opt/vendor/gone.so\n", "utf-8")
    (folder / "empty.module").write_text("managed: yes\n", "utf-8")
    (folder / "binary.module").write_bytes(b"module: \xff\xfe")
    assert proposed(tmp_path) == [
        ("new", "/opt/vendor/libnew.so"),
        ("relative", "/usr/lib/x86_64-linux-gnu/pkcs11/relative.so"),
    ]


def test_folders_dead_links_and_odd_names_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "usr/lib/libcastle.so").mkdir(parents=True)
    (tmp_path / "usr/lib/libeToken.so").symlink_to("nowhere")
    folder = tmp_path / "usr/share/p11-kit/modules"
    folder.mkdir(parents=True)
    (folder / "odd.module").write_text("module: /opt/\0.so\n", "utf-8")
    assert proposed(tmp_path) == []


def test_no_skf_library_is_taken_for_a_pkcs11_module(tmp_path: Path) -> None:
    put(tmp_path, "/opt/lm-gm3000/lib/libgm3000.1.0.so")
    assert proposed(tmp_path) == []


def test_no_file_is_named_by_two_vendors() -> None:
    names = [name for vendor in VENDORS for name in (*vendor.names, *vendor.paths)]
    assert len(names) == len(set(names))
