"""Where vendors put their PKCS#11 modules. They are proposed when the file exists, never loaded unasked.

File names and folders are facts gathered from public sources, named beside each vendor: installers' scripts, vendors'
manuals and the lists of other signing programs. A name that only a device's GM/T 0016 (SKF) library has is left out on
purpose: `libgm3000.1.0.so` of Longmai is one, `libgm3000_pkcs11.so` is its PKCS#11 module.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_LINUX_FOLDERS = (
    "/usr/lib/{arch}-linux-gnu",
    "/usr/lib/{arch}-linux-gnu/pkcs11",
    "/usr/lib64",
    "/usr/lib64/pkcs11",
    "/usr/lib",
    "/usr/lib/pkcs11",
    "/usr/local/lib",
    "/usr/local/lib64",
    "/usr/local/lib/pkcs11",
)
_ARCHES = ("x86_64", "aarch64", "loongarch64", "riscv64")
_MACOS_FOLDERS = ("/usr/local/lib", "/opt/homebrew/lib", "/usr/local/lib/pkcs11")


@dataclass(frozen=True)
class Vendor:
    """One vendor's modules.

    Attributes:
        names: File names, looked for in the system's library folders.
        paths: Files in folders of the vendor's own; `{programs}` is Windows' folder of programs.
    """

    name: str
    names: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()


# OpenSC's installers and Debian's package: https://github.com/OpenSC/OpenSC/wiki.
_OPENSC = Vendor("OpenSC", ("opensc-pkcs11.so", "opensc-pkcs11.dll"), (
    "/Library/OpenSC/lib/opensc-pkcs11.so",
    "{programs}/OpenSC Project/OpenSC/pkcs11/opensc-pkcs11.dll",
))  # fmt: skip
# SoftHSM2 (https://github.com/softhsm/SoftHSMv2): a subfolder of the library folder.
_SOFTHSM = Vendor("SoftHSM2", ("softhsm/libsofthsm2.so",), ("{programs}/SoftHSM2/lib/softhsm2-x64.dll",))
# Feitian ePass2003: libcastle of the "ePass2003-Linux-x64" and "ePass2003 macOS" kits; eps2003csp11*.dll. ePass3003:
# shuttle_p11v220, ShuttleCsp11_3003.dll. Read in the sources of OpenSC's wiki page ePass2003, of github.com/rubricaec
# (EPass3003KeyStoreProvider) and of demoiselle-signer's driver table. Hypersecu's HYP2003 is the same device.
_FEITIAN = Vendor(
    "Feitian ePass",
    (
        "libcastle.so", "libcastle.so.1.0.0", "libcastle_v2.so.1.0.0", "libcastle_v3.so", "libes2003.so",
        "libshuttle_p11v220.so", "libshuttle_p11v220.so.1.0.0", "libepsng_p11.so",
        "libcastle.1.0.0.dylib", "libcastle_v2.1.0.0.dylib", "libshuttle_p11v220.dylib",
        "eps2003csp11.dll", "eps2003csp11v2.dll", "eps2003csp11_v2.dll", "HyperPKICsp11_2003.dll", "castle_v3.dll",
        "ShuttleCsp11_3003.dll", "ShuttleCsp11_3000.dll", "ep3003csp11.dll", "ngp11v211.dll",
    ),
    (
        "/opt/ePass2003-Linux-x64/x86_64/redist/libcastle.so.1.0.0",
        "/usr/lib/ePass2003-Linux-x64/x86_64/redist/libcastle.so.1.0.0",
        "/opt/ePass/libcastle.so",
    ),
)  # fmt: skip
# Longmai (龙脉) mToken GM3000 and CryptoID: the vendor's packages for Kylin (/opt/lm-gm3000) and UOS
# (/opt/apps/com.longmai.gm3000user), described in the vendor's read-me; CryptoID tools of the FIPS 140-3 edition
# (CryptoIDFipsUser) and of the CryptoIDE edition, from lists of Argentine and Romanian signing programs.
_LONGMAI = Vendor(
    "Longmai mToken",
    (
        "libgm3000_pkcs11.so", "libcryptoide_pkcs11.so", "libcryptoida_pkcs11.so", "libcryptoid_pkcs11.so",
        "liblm_cryptoide_pkcs11.so", "gm3000_pkcs11.dll", "CryptoIDA_pkcs11.dll", "cryptoide_pkcs11.dll",
        "lm_cryptoide_pkcs11.dll",
    ),
    (
        "/opt/lm-gm3000/lib/libgm3000_pkcs11.so",
        "/opt/apps/com.longmai.gm3000user/files/lib/libgm3000_pkcs11.so",
        "/opt/CryptoIDFipsUser/x64/lib/liblm_cryptoide_pkcs11.so",
        "/opt/CryptoIDEUser/x64/lib/linux/x64/libcryptoide_pkcs11.so",
        "/opt/CryptoIDATools/bin/lib/libcryptoid_pkcs11.so",
        "/opt/CryptoIDE/lib/libcryptoide_pkcs11.dylib",
        "/Applications/CryptoIDATools.app/Contents/MacOS/libcryptoid_pkcs11.dylib",
        "/Applications/CryptoIDEUserTools.app/Contents/lib/mac/libcryptoide_pkcs11.dylib",
    ),
)  # fmt: skip
# HaiTai (海泰方圆): HtPkcs11.dll in the drivers that certification authorities hand out (NETCA, ZJCA; the latter with
# the model's number in the name). No name of a Linux file is publicly known: name it in settings.toml.
_HAITAI = Vendor("HaiTai", ("HtPkcs11.dll", "HtPkcs1120240.dll", "HtPkcs1120066.dll", "HtPkcs1120098.dll"))
# WatchData (握奇) ProxKey and WatchKey: packages of Indian and Brazilian authorities (SERPRO, ICP-Brasil).
_WATCHDATA = Vendor(
    "WatchData",
    (
        "libwdpkcs.so", "libwdpkcs_SignatureP11.so", "libProxKeyP11.so", "libwdpkcs.dylib",
        "libwdpkcs_SignatureP11.dylib", "wdpkcs.dll", "WDPKCS11.dll", "SignatureP11.dll",
    ),
    (
        "/usr/lib/WatchData/ProxKey/lib/libwdpkcs_SignatureP11.so",
        "/usr/lib64/WatchData/ProxKey/lib/libwdpkcs_SignatureP11.so",
        "/usr/lib/WatchData/ProxKey/lib/libwdpkcs.so",
        "/usr/lib/watchdata/ICP/lib/libwdpkcs_icp.so",
        "/usr/lib/watchdata/lib/libwdpkcs.so",
        "/opt/watchdata/lib64/libwdpkcs.so",
        "/usr/local/lib/wdProxKeyUsbKeyTool/libwdpkcs_Proxkey.dylib",
        "/Library/WatchData/ProxKey/lib/libwdpkcs_SignatureP11.dylib",
    ),
)  # fmt: skip
# SafeNet Authentication Client of Thales: Administrator Guides 9.0 and 10.0 (Linux), Arch's package sac-core.
_THALES = Vendor(
    "SafeNet / Thales",
    (
        "libeToken.so", "libeTPkcs11.so", "libIDPrimePKCS11.so", "libeTPkcs11.dylib", "libIDPrimePKCS11.dylib",
        "eTPKCS11.dll", "IDPrimePKCS11.dll", "IDPrimePKCS1164.dll",
    ),
    (
        "/Library/Frameworks/eToken.framework/Versions/Current/libeToken.dylib",
        "/Library/Frameworks/eToken.framework/Versions/A/libeTPkcs11.dylib",
        "/Library/Frameworks/eToken.framework/Versions/A/libIDPrimePKCS11.dylib",
    ),
)  # fmt: skip
# YubiKey: Yubico's YKCS11 manual, https://developers.yubico.com/yubico-piv-tool/YKCS11/.
_YUBICO = Vendor(
    "YubiKey",
    ("libykcs11.so", "libykcs11.dylib", "libykcs11.dll"),
    ("{programs}/Yubico/Yubico PIV Tool/bin/libykcs11.dll",),
)

VENDORS = (_OPENSC, _SOFTHSM, _FEITIAN, _LONGMAI, _HAITAI, _WATCHDATA, _THALES, _YUBICO)

_P11_KIT_FOLDERS = ("/usr/share/p11-kit/modules", "/etc/pkcs11/modules")
# Not for keys: trust anchors, and p11-kit's own way to other modules.
_NOT_FOR_KEYS = ("p11-kit-", "libp11-kit", "libnssckbi", "libckteec", "gnome-keyring", "onepin-opensc")


@dataclass(frozen=True)
class FoundModule:
    """A module on this machine.

    Attributes:
        vendor: As above; for others the name of p11-kit's file.
    """

    vendor: str
    path: Path


def found_modules(configured: Iterable[Path] = (), root: Path = Path("/")) -> tuple[FoundModule, ...]:
    """Modules on this machine that are not configured yet, each file once, whatever its names.

    Args:
        root: Where to look, for a system below another folder.
    """
    seen = {identity for path in configured if (identity := _identity(path))}
    found = []
    for vendor, path in _candidates(root):
        identity = _identity(path)
        if identity is None or identity in seen or path.name.startswith(_NOT_FOR_KEYS):
            continue
        seen.add(identity)
        found.append(FoundModule(vendor, path))
    return tuple(found)


def _identity(path: Path) -> tuple[int, int] | None:
    """The same for every name of a file: symbolic links are followed, hard links have one inode."""
    try:
        stat = path.stat()
    except (OSError, ValueError):
        return None
    return (stat.st_dev, stat.st_ino) if path.is_file() else None


def _candidates(root: Path) -> Iterator[tuple[str, Path]]:
    folders = [_below(root, folder) for folder in _library_folders()]
    programs = [
        Path(value) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)") if (value := os.environ.get(name))
    ]
    for vendor in VENDORS:
        for name in vendor.names:
            yield from ((vendor.name, folder / name) for folder in folders)
        for path in vendor.paths:
            yield from ((vendor.name, one) for one in _placed(path, programs, root))
    yield from _of_p11_kit(root, folders)


def _library_folders() -> tuple[str, ...]:
    if sys.platform == "win32":
        windows = os.environ.get("SYSTEMROOT", r"C:\Windows")
        return (rf"{windows}\System32",)  # SysWOW64 holds 32-bit modules, which a 64-bit program cannot load
    if sys.platform == "darwin":
        return _MACOS_FOLDERS
    return tuple(
        folder.format(arch=arch)
        for folder in _LINUX_FOLDERS
        for arch in (_ARCHES if "{arch}" in folder else _ARCHES[:1])
    )


def _placed(path: str, programs: Iterable[Path], root: Path) -> Iterator[Path]:
    if path.startswith("{programs}/"):
        yield from (folder / path.removeprefix("{programs}/") for folder in programs)
    else:
        yield _below(root, path)


def _below(root: Path, path: str) -> Path:
    return Path(path) if root == Path("/") else root / path.lstrip("/")


def _of_p11_kit(root: Path, folders: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Modules that other packages registered with p11-kit (pkcs11.conf(5)); a relative name is in a library folder."""
    for folder in _P11_KIT_FOLDERS:
        for file in sorted(_below(root, folder).glob("*.module")):
            named = _p11_kit_settings(file).get("module", "")
            if not named:
                continue
            places = (
                (_below(root, named),) if named.startswith("/") else tuple(one / named for one in folders)
            )
            yield from ((file.stem, place) for place in places)


def _p11_kit_settings(file: Path) -> Mapping[str, str]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    lines = (line.strip() for line in text.splitlines())
    pairs = (line.split(":", 1) for line in lines if ":" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}
