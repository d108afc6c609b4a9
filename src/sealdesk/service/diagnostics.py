"""The diagnostic bundle: what whoever mends the program needs to know, in one file that may leave the house.

It is free of secrets, of documents and of names by the same rule as the log (`sealdesk.events`): only what is listed
and has the listed form goes in, and everything that was written before is read through that rule once more.
"""

from __future__ import annotations

import json
import locale
import os
import platform
import re
import ssl
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from sealdesk import __version__
from sealdesk.errors import SealDeskError
from sealdesk.events import Events, bug_facts, is_event, safe_facts
from sealdesk.export.new_file import new_file
from sealdesk.model.token import TokenInfo
from sealdesk.service.desk import Desk, open_desk
from sealdesk.service.doctor import Finding, examine
from sealdesk.settings.layout import Layout, default_home
from sealdesk.settings.logs import log_files
from sealdesk.settings.machine import this_machine
from sealdesk.settings.settings import ModuleSetting
from sealdesk.tlog.checkpoint import open_checkpoint

_LOG = Events("diagnostics")

_PACKAGES = """
    cryptography pyhanko pyhanko-certvalidator asn1crypto pymupdf rfc8785 PySide6-Essentials shiboken6 python-pkcs11
    keyring httpx fastapi sqlalchemy uvicorn
"""
_LOCALE = ("LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "SEALDESK_LANG")
_DISPLAY = (
    "XDG_SESSION_TYPE",
    "XDG_CURRENT_DESKTOP",
    "QT_QPA_PLATFORM",
    "QT_SCALE_FACTOR",
    "QT_QPA_PLATFORMTHEME",
)
_DISPLAYS_SET = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")
_SHORT = re.compile(r"[A-Za-z0-9_.,:@;-]{1,40}")
_DEVICE = re.compile(r"[A-Za-z0-9 _.,#()/+-]{0,32}")
_LINE_LIMIT = 4096

# What `faulthandler` writes: heads, and one line for each frame.
_FAULT_HEAD = re.compile(
    r"Fatal Python error: [A-Za-z ]{1,40}|(Current thread|Thread) 0x[0-9a-f]+( \(most recent.*\))?:?"
)
_FAULT_FRAME = re.compile(
    r'  File "(?:.*[/\\])?([A-Za-z0-9_.<> -]{1,64})", line ([0-9]+) in ([A-Za-z0-9_<>]{1,80})'
)

_README = """\
SealDesk 诊断包 / SealDesk diagnostic bundle

包内有什么（供维护人员查找故障原因）：
  findings.json     检查结果的代码，不含路径和名称
  versions.json     本程序、组件和操作系统的版本
  machine.json      机器类别、语言、显示环境
  settings.json     设置中不涉密的部分；模块只列文件名
  tokens.json       密钥的厂商、型号和口令状态；不含标签和序列号
  registers.json    人员、制度、信任登记的版本号
  ledger.json       用印记录的条数和最近一个检查点
  logs/             运行日志：事件代码、时长、程序行号

包内没有什么：口令、密码、密钥、证书、印章图片、文件内容和文件名、人员和单位的名称、用印记录本身。
可用任何文本编辑器先行查看，再决定是否发出。

What is inside, for whoever looks for a fault: codes of what the examination found; versions of the program, its parts
and the system; kind of machine, language, display; settings without anything secret, modules by file name; makers,
models and PIN states of tokens; versions of registers; the number of ledger entries and the last checkpoint's root;
logs: codes of events, durations, lines of the program.

What is not: PINs, passwords, keys, certificates, pictures of seals, contents and names of documents, names of people
and organisations, labels and serial numbers of tokens, the ledger's entries.
Look through it with any text editor before you send it.
"""


def make_bundle(home: Path | None, out: Path) -> Path:
    """Write the diagnostic bundle of a workspace, or of the machine where there is none.

    What cannot be found out is named by its code in the bundle: it is made to be asked for when things are broken.

    Args:
        home: None is the default workspace.
        out: The new zip file, readable by its owner only.

    Returns:
        Its absolute path.

    Raises:
        SealDeskError: `OUTPUT_EXISTS`, `OUTPUT_FOLDER_MISSING`, `OUTPUT_NOT_WRITABLE`, `OUTPUT_DISK_FULL`,
            `OUTPUT_IO_ERROR`.
    """
    out = out.absolute()
    with new_file(out) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("README.txt", _README)
        for name, content in _contents(home):
            bundle.writestr(name, content)
    return out


def _contents(home: Path | None) -> Iterator[tuple[str, str]]:
    findings = examine(home)
    parts: tuple[tuple[str, Callable[[], Any]], ...] = (
        ("findings", lambda: [_finding(one) for one in findings]),
        ("versions", _versions),
        ("machine", _machine),
        ("tokens", lambda: [_token(one.token) for one in findings if one.token is not None]),
        ("settings", lambda: _of_desk(home, _settings)),
        ("registers", lambda: _of_desk(home, _registers)),
        ("ledger", lambda: _of_desk(home, _ledger)),
    )
    for name, look in parts:
        yield f"{name}.json", json.dumps(_tried(look), ensure_ascii=True, indent=1) + "\n"
    yield from _logs(home)


def _tried(look: Callable[[], Any]) -> Any:
    try:
        return look()
    except SealDeskError as trouble:
        return {"trouble": safe_facts({**trouble.facts, "code": trouble.code})}
    except Exception as bug:  # noqa: BLE001 - whatever it was: the rest of the bundle is the more needed
        _LOG.bug(bug)
        return {"bug": safe_facts(bug_facts(bug))}


def _finding(finding: Finding) -> dict[str, Any]:
    return {"code": finding.code, "good": finding.good, "facts": safe_facts(finding.facts)}


def _versions() -> dict[str, Any]:
    return {
        "sealdesk": __version__,
        "python": platform.python_version(),
        "openssl": ssl.OPENSSL_VERSION,
        "system": platform.platform(),
        "libc": " ".join(platform.libc_ver()),
        "packages": {package: _version(package) for package in _PACKAGES.split()},
    }


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _machine() -> dict[str, Any]:
    return {
        "recognised_by": this_machine().kind.value,
        "architecture": platform.machine(),
        "processors": os.cpu_count(),
        "platform": sys.platform,
        "file_names": sys.getfilesystemencoding(),
        "encoding": locale.getpreferredencoding(False),
        "locale": {name: _short(os.environ[name]) for name in _LOCALE if name in os.environ},
        "display": {name: _short(os.environ[name]) for name in _DISPLAY if name in os.environ},
        "displays": [name for name in _DISPLAYS_SET if os.environ.get(name)],
    }


def _short(value: str) -> str | None:
    return value if _SHORT.fullmatch(value) else None


def _token(info: TokenInfo) -> dict[str, Any]:
    """Maker, model and flags; its label and serial number belong to somebody."""
    return {
        "manufacturer": info.manufacturer if _DEVICE.fullmatch(info.manufacturer) else None,
        "model": info.model if _DEVICE.fullmatch(info.model) else None,
        "pin_length": [info.pin_min_length, info.pin_max_length],
        "pin_pad": info.protected_authentication_path,
        "pin_initialised": info.pin_initialised,
        "pin_to_be_changed": info.pin_to_be_changed,
        "pin_count_low": info.pin_count_low,
        "pin_final_try": info.pin_final_try,
        "pin_locked": info.pin_locked,
        "unblocking_locked": info.so_pin_locked,
    }


def _of_desk(home: Path | None, look: Callable[[Desk], Any]) -> Any:
    with open_desk(home, settle=False) as desk:
        return look(desk)


def _settings(desk: Desk) -> dict[str, Any]:
    settings = desk.settings
    return {
        "evaluation": settings.evaluation,
        "secrets": settings.secrets_in.value,
        "language": settings.language if settings.language in ("zh", "en") else None,
        "modules": [_module(module) for module in settings.modules],
        "centre": settings.centre is not None,
        "seal_carrier": settings.vault is not None,
    }


def _module(module: ModuleSetting) -> dict[str, Any]:
    return {
        **safe_facts({"module": module.path}),
        "there": module.path.is_file(),
        "unblock": module.unblock.value,
        "environment": sorted(name for name in module.environment if _SHORT.fullmatch(name)),
    }


def _registers(desk: Desk) -> dict[str, Any]:
    looks = {
        "people": lambda: desk.people.version,
        "policy": lambda: desk.policy.version,
        "trust": lambda: desk.trust.version,
    }
    return {name: _tried(look) for name, look in looks.items()}


def _ledger(desk: Desk) -> dict[str, Any]:
    last = desk.ledger.last_checkpoint()
    return {
        "size": desk.ledger.size(),
        "checkpoint_size": last.size if last else 0,
        "checkpoint_root": _tried(
            lambda: open_checkpoint(last.note, desk.signer.verifier).root.hex() if last else ""
        ),
        "outside_checkpoint": desk.layout.outside_checkpoint.is_file(),
    }


# Logs: every line through the rule again. Whatever else stands in a file stays there.


def _logs(home: Path | None) -> Iterator[tuple[str, str]]:
    try:
        files = log_files(Layout((home or default_home()).absolute()))
    except RuntimeError:  # neither HOME nor an entry of this user
        return
    for path in files:
        read = _safe_fault if path.name.startswith("faults") else _safe_line
        try:
            text = path.read_text("utf-8", errors="replace")
        except OSError:
            continue
        lines = [line for one in text.splitlines() if (line := read(one[:_LINE_LIMIT]))]
        yield f"logs/{path.name}", "".join(f"{line}\n" for line in lines)


_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_LEVELS = ("INFO", "WARNING", "ERROR")


def _safe_line(line: str) -> str:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(told, dict):
        return ""
    when, event, facts = str(told.get("time")), str(told.get("event")), told.get("facts")
    if not (_TIME.fullmatch(when) and is_event(event) and told.get("level") in _LEVELS):
        return ""
    safe = {
        "time": when,
        "level": told["level"],
        "event": event,
        **safe_facts({name: told.get(name) for name in ("area", "face", "pid")}),
        "facts": safe_facts(facts) if isinstance(facts, Mapping) else {},
    }
    return json.dumps(safe, ensure_ascii=True, separators=(",", ":"))


def _safe_fault(line: str) -> str:
    """A line of a crash's record without folders: they may carry the user's name."""
    frame = _FAULT_FRAME.fullmatch(line)
    if frame:
        return f"  {frame[1]}:{frame[2]} in {frame[3]}"
    return line if _FAULT_HEAD.fullmatch(line) else ""
