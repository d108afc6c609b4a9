"""Office documents become PDF through LibreOffice, where it is installed.

The document is a stranger's: LibreOffice runs without window, macros, network, links or add-ons, with a profile that is
made for this one conversion and thrown away, within limits of time and memory, never through a shell, and on a copy
with a name of ours.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.sax.saxutils import quoteattr

from sealdesk.documents.process_tree import end_descendants
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.conversion import SHEETS, SLIDES, WRITER, DocumentFormat

TIME_LIMIT_S = 180.0
CPU_LIMIT_S = 170
MEMORY_LIMIT_MB = 6144
"""Address space, most of it never used: LibreOffice reserves far more than it needs."""
FILE_LIMIT_MB = 1024

_POLL_S = 0.1
_GONE_WITHIN_S, _GONE_POLL_S = 1.0, 0.02
_VERSION_S = 20.0
_OPTIONS_SINCE = (7, 4)
"""Before, export options could not be given on the command line."""
_VERSION = re.compile(r"LibreOffice\s+((\d+)\.(\d+)[\d.]*)")

_USUAL_PLACES = (
    *("/usr/bin/soffice", "/usr/bin/libreoffice", "/usr/lib/libreoffice/program/soffice"),
    *("/usr/lib64/libreoffice/program/soffice", "/usr/local/bin/soffice", "/snap/bin/libreoffice"),
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_OPT = Path("/opt")
_FLATPAKS = ("/var/lib/flatpak/exports/bin", "~/.local/share/flatpak/exports/bin")
_FLATPAK = "org.libreoffice.LibreOffice"

_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_NEVER = "2"
_SETTINGS = (
    (_SECURITY, "MacroSecurityLevel", "3"),
    (_SECURITY, "DisableMacrosExecution", "true"),
    (_SECURITY, "DisableActiveContent", "true"),
    (_SECURITY, "BlockUntrustedRefererLinks", "true"),
    (_SECURITY, "DisableOLEAutomation", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", _NEVER),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", _NEVER),
    ("/org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("/org.openoffice.Office.Common/Misc", "CollectUsageInformation", "false"),
    ("/org.openoffice.Office.Common/Misc", "CrashReport", "false"),
    ("/org.openoffice.Office.Java/VirtualMachine", "Enable", "false"),
    (
        "/org.openoffice.Office.Jobs/Jobs/org.openoffice.Office.Jobs:Job['UpdateCheck']/Arguments",
        "AutoCheckEnabled",
        "false",
    ),
    ("/org.openoffice.Office.Recovery/RecoveryInfo", "Enabled", "false"),
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "0"),
)

_EQUALLY_WIDE = {
    "Arial": ("liberation sans", "arimo"),
    "Times New Roman": ("liberation serif", "tinos"),
    "Courier New": ("liberation mono", "cousine"),
    "Calibri": ("carlito",),
    "Cambria": ("caladea",),
}
"""Free typefaces with the same widths: lines and pages break as with the ones they stand for."""


@dataclass(frozen=True)
class LibreOffice:
    """The program, where it was found."""

    command: tuple[str, ...]
    name: str
    version: tuple[int, int]


def find_libreoffice() -> LibreOffice | None:
    """The first one that answers: on the PATH, in the usual places of each system, in a Flatpak."""
    return _answering(tuple(_candidates()))


@cache
def _answering(candidates: tuple[tuple[str, ...], ...]) -> LibreOffice | None:
    for command in candidates:
        found = _asked(command)
        if found is not None:
            return found
    return None


def _candidates() -> Iterator[tuple[str, ...]]:
    for name in ("soffice", "libreoffice"):
        on_path = shutil.which(name)
        if on_path:
            yield (on_path,)
    for place in _USUAL_PLACES:
        if os.access(place, os.X_OK):
            yield (place,)
    with suppress(OSError):
        for folder in sorted(_OPT.glob("libreoffice*/program/soffice"), reverse=True):
            yield (str(folder),)
    for folder_name in _FLATPAKS:
        flatpak = Path(folder_name).expanduser() / _FLATPAK
        if flatpak.exists():
            yield (str(flatpak),)


def _asked(command: Sequence[str]) -> LibreOffice | None:
    """Its name and version, as it says itself."""
    try:
        answer = subprocess.run(
            [*command, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_VERSION_S,
            check=False,
            env=_environment(Path.home()),
        )
    except (OSError, subprocess.TimeoutExpired, RuntimeError):
        return None
    said = _VERSION.search(answer.stdout.decode("utf-8", "replace"))
    if said is None:
        return None
    return LibreOffice(tuple(command), f"LibreOffice {said[1]}", (int(said[2]), int(said[3])))


def convert_office(
    office: LibreOffice,
    source: Path,
    kind: DocumentFormat,
    folder: Path,
    cancelled: Callable[[], bool] = lambda: False,
) -> Path:
    """The PDF that LibreOffice makes of `source`, PDF/A-2b with all typefaces embedded where its version can.

    Args:
        folder: A private, empty folder for copy, profile and result; its owner removes it.
        cancelled: Asked now and then; True ends the conversion.

    Raises:
        SealDeskError: `DOCUMENT_CONVERSION_FAILED` (`path`, `reason`); `DOCUMENT_CONVERSION_STOPPED`;
            `DOCUMENT_TOO_DEMANDING` (`limit` = `time`).
    """
    copy = folder / f"document.{kind.value}"
    out = folder / "out"
    out.mkdir()
    _write_profile(folder / "profile")
    shutil.copyfile(source, copy)
    command = [
        *(sys.executable, "-I", "-m", "sealdesk.documents.conversion_child"),
        *(str(CPU_LIMIT_S), str(MEMORY_LIMIT_MB), str(FILE_LIMIT_MB)),
        *office.command,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard"),
        *("--nolockcheck", "--convert-to", _export(kind, office.version), "--outdir", str(out), str(copy)),
    ]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(folder),
        cwd=folder,
        start_new_session=True,
    )
    try:
        _await(process, source, cancelled)
    finally:
        _end(process)
    made = out / "document.pdf"
    if not made.is_file() or made.stat().st_size == 0:
        raise SealDeskError(ErrorCode.DOCUMENT_CONVERSION_FAILED, path=source, reason="no PDF")
    return made


def _await(process: subprocess.Popen[bytes], source: Path, cancelled: Callable[[], bool]) -> None:
    deadline = time.monotonic() + TIME_LIMIT_S
    while True:
        with suppress(subprocess.TimeoutExpired):
            process.wait(_POLL_S)
            return
        if cancelled():
            raise SealDeskError(ErrorCode.DOCUMENT_CONVERSION_STOPPED, path=source)
        if time.monotonic() > deadline:
            raise SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, limit="time")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Everything below it, and the whole session, whoever of it is left; what was killed may take a moment to go."""
    if process.poll() is None:
        end_descendants(process.pid, _GONE_WITHIN_S)
    deadline = time.monotonic() + _GONE_WITHIN_S
    with suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < deadline:
            os.killpg(process.pid, signal.SIGKILL)
            process.poll()
            time.sleep(_GONE_POLL_S)
    process.wait()


def _environment(home: Path) -> dict[str, str]:
    """Nothing of ours but what names places: no session bus, no display, no proxy, no token's settings."""
    kept = {
        name: os.environ[name]
        for name in ("LANG", "LC_ALL", "SYSTEMROOT", "PROGRAMFILES")
        if name in os.environ
    }
    kept.setdefault("LANG", "C.UTF-8")
    return {
        **kept,
        "PATH": os.defpath,
        "HOME": str(home),
        "TMPDIR": str(home),
        "SAL_USE_VCLPLUGIN": "svp",
        "SAL_DISABLE_OPENCL": "1",
    }


def _export(kind: DocumentFormat, version: tuple[int, int]) -> str:
    """The export filter with its options, as the command line takes them."""
    if kind in WRITER:
        name = "writer_pdf_Export"
    elif kind in SHEETS:
        name = "calc_pdf_Export"
    else:
        name = "impress_pdf_Export" if kind in SLIDES else "draw_pdf_Export"
    if version < _OPTIONS_SINCE:
        return f"pdf:{name}"
    options = {
        "SelectPdfVersion": _value("long", "2"),  # PDF/A-2b: every typeface embedded
        "ReduceImageResolution": _value("boolean", "false"),
        "Quality": _value("long", "95"),
        "ExportFormFields": _value("boolean", "false"),  # a sealed form must not go on being filled in
        "ExportNotes": _value("boolean", "false"),
        "ExportHiddenSlides": _value("boolean", "false"),
        "IsSkipEmptyPages": _value("boolean", "false"),
    }
    return f"pdf:{name}:{json.dumps(options, separators=(',', ':'))}"


def _value(kind: str, value: str) -> dict[str, str]:
    return {"type": kind, "value": value}


def _write_profile(profile: Path) -> None:
    """A profile that forbids what a stranger's document might ask for."""
    user = profile / "user"
    user.mkdir(parents=True)
    items = "".join(
        f'<item oor:path={quoteattr(path)}><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>\n'
        for path, name, value in _SETTINGS
    )
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry"'
        ' xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        f"{items}</oor:items>\n",
        "utf-8",
    )


def missing_fonts(wanted: Sequence[str]) -> tuple[str, ...]:
    """Those of the typefaces that are not installed; none where the system cannot be asked."""
    program = shutil.which("fc-list")
    if program is None or not wanted:
        return ()
    try:
        answer = subprocess.run(
            [program, ":", "family"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_VERSION_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    lines = answer.stdout.decode("utf-8", "replace").splitlines()
    there = {name.strip().replace("\\", "").casefold() for line in lines for name in line.split(",")}
    if not there:
        return ()
    return tuple(
        name
        for name in wanted
        if name.casefold() not in there and not there.intersection(_EQUALLY_WIDE.get(name, ()))
    )
