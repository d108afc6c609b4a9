"""`settings.toml`: what the owner of a workspace chose."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.settings.layout import Layout


class SecretsIn(StrEnum):
    """Where the workstation's keys lie."""

    KEYRING = "keyring"
    FILES = "files"


class UnblockWay(StrEnum):
    """How a module takes the code that unblocks a PIN: PKCS#11 standardises the first, cards' PUKs need the second."""

    SO_PIN = "so_pin"  # C_Login(CKU_SO), C_InitPIN
    PUK = "puk"  # C_SetPIN(PUK, new PIN) in a session without login


@dataclass(frozen=True)
class ModuleSetting:
    """A PKCS#11 module to load, and the environment it wants."""

    path: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    unblock: UnblockWay = UnblockWay.SO_PIN


@dataclass(frozen=True)
class CentreSetting:
    """The audit endpoint: its address, its verifier key (C2SP note form), and our name there."""

    url: str
    key: str
    workstation: str


@dataclass(frozen=True)
class Settings:
    """Everything `settings.toml` says.

    Attributes:
        evaluation: A practice workspace: PINs may come from a file; everything is marked as practice.
        secrets_in: The OS keyring, or 0600 files where somebody chose that explicitly.
        language: `zh` or `en`.
        vault: Folder of the seal carrier (USB stick, share); None: the vault lies inside the workspace.
    """

    organisation: str
    workstation: str
    evaluation: bool = False
    secrets_in: SecretsIn = SecretsIn.KEYRING
    language: str = "zh"
    modules: tuple[ModuleSetting, ...] = ()
    centre: CentreSetting | None = None
    vault: Path | None = None


def load_settings(layout: Layout) -> Settings:
    """The settings of a workspace.

    Raises:
        SealDeskError: `WORKSPACE_MISSING` where there is none, `SETTINGS_WRONG` naming file and reason.
    """
    try:
        text = layout.settings.read_text("utf-8")
    except FileNotFoundError as missing:
        raise SealDeskError(ErrorCode.WORKSPACE_MISSING, home=layout.home) from missing
    except OSError as trouble:
        raise SealDeskError(
            ErrorCode.WORKSPACE_BROKEN, path=layout.settings, reason=trouble.strerror
        ) from trouble
    except UnicodeDecodeError as wrong:
        raise SealDeskError(ErrorCode.SETTINGS_WRONG, path=layout.settings, reason="not UTF-8") from wrong
    try:
        return _of_table(tomllib.loads(text), layout.home)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise SealDeskError(ErrorCode.SETTINGS_WRONG, path=layout.settings, reason=str(wrong)) from wrong


def _of_table(table: Mapping[str, Any], home: Path) -> Settings:
    workspace = table["workspace"]
    centre = table.get("centre")
    return Settings(
        organisation=str(workspace["organisation"]),
        workstation=str(workspace["workstation"]),
        evaluation=_truth(workspace, "evaluation"),
        secrets_in=SecretsIn(workspace.get("secrets", SecretsIn.KEYRING)),
        language=str(workspace.get("language", "zh")),
        modules=tuple(_module(entry, home) for entry in table.get("modules", ())),
        centre=CentreSetting(centre["url"], centre["key"], centre["workstation"]) if centre else None,
        vault=home / workspace["vault"] if "vault" in workspace else None,
    )


def _truth(table: Mapping[str, Any], name: str) -> bool:
    """`true` or `false`, never a text that happens not to be empty; false where nothing is said."""
    value = table.get(name, False)
    if not isinstance(value, bool):
        raise ValueError(f"{name} is neither true nor false")
    return value


def _module(entry: Mapping[str, Any], home: Path) -> ModuleSetting:
    environment = {
        name: str(value).replace("{home}", str(home)) for name, value in entry.get("environment", {}).items()
    }
    return ModuleSetting(
        Path(str(entry["path"]).replace("{home}", str(home))),
        environment,
        UnblockWay(entry.get("unblock", UnblockWay.SO_PIN)),
    )


def save_settings(layout: Layout, settings: Settings) -> None:
    """Write `settings.toml`; paths inside the workspace become `{home}/…`, so that it can be moved."""
    home = str(layout.home)
    lines = [
        "# SealDesk settings of this workspace.",
        "[workspace]",
        f"organisation = {_toml(settings.organisation)}",
        f"workstation = {_toml(settings.workstation)}",
        f"evaluation = {'true' if settings.evaluation else 'false'}",
        '# Where keys lie: "keyring" (the desktop\'s own), or "files" (0600, by explicit choice).',
        f"secrets = {_toml(settings.secrets_in.value)}",
        f"language = {_toml(settings.language)}",
        *([f"vault = {_toml(str(settings.vault))}"] if settings.vault else []),
        "",
        "# PKCS#11 modules. A USB key takes the software token's place when its module is named here, e.g.",
        '# path = "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so"',
    ]
    for module in settings.modules:
        lines += _module_lines(module, home)
    if settings.centre:
        lines += [
            "[centre]",
            f"url = {_toml(settings.centre.url)}",
            f"key = {_toml(settings.centre.key)}",
            f"workstation = {_toml(settings.centre.workstation)}",
            "",
        ]
    _replace(layout.settings, "\n".join(lines))


def _replace(path: Path, text: str) -> None:
    """The old file or the new one is there, whole, whenever the machine stops."""
    draft = path.with_suffix(".toml.new")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _module_lines(module: ModuleSetting, home: str) -> list[str]:
    lines = ["[[modules]]", f"path = {_toml(str(module.path).replace(home, '{home}'))}"]
    if module.environment:
        pairs = ", ".join(
            f"{name} = {_toml(value.replace(home, '{home}'))}"
            for name, value in sorted(module.environment.items())
        )
        lines.append(f"environment = {{ {pairs} }}")
    if module.unblock is not UnblockWay.SO_PIN:
        lines.append(f"unblock = {_toml(module.unblock.value)}")
    return [*lines, ""]


def add_module(layout: Layout, module: ModuleSetting) -> None:
    """Name one more module at the end of `settings.toml`; everything else in it stays as it is written.

    A module that is named already, be it by another name of the same file, is left alone.

    Raises:
        SealDeskError: As `load_settings`; `SETTINGS_WRONG` where a table at the end would not mean what it should;
            `WORKSPACE_BROKEN` where the file cannot be written.
    """
    before = load_settings(layout)
    if any(_is_same_file(known.path, module.path) for known in before.modules):
        return
    try:
        text = layout.settings.read_text("utf-8").rstrip()
        after = f"{text}\n\n" + "\n".join(_module_lines(module, str(layout.home)))
        if not _means(after, replace(before, modules=(*before.modules, module)), layout.home):
            raise SealDeskError(ErrorCode.SETTINGS_WRONG, path=layout.settings, reason="modules_not_tables")
        _replace(layout.settings, after)
    except ValueError as wrong:  # a path that no TOML text can hold
        raise SealDeskError(ErrorCode.SETTINGS_WRONG, path=layout.settings, reason="path") from wrong
    except OSError as trouble:
        raise SealDeskError(
            ErrorCode.WORKSPACE_BROKEN, path=layout.settings, reason=trouble.strerror
        ) from trouble


def _means(text: str, settings: Settings, home: Path) -> bool:
    try:
        return _of_table(tomllib.loads(text), home) == settings
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError):
        return False


def _is_same_file(one: Path, other: Path) -> bool:
    with suppress(OSError):
        return one == other or one.samefile(other)
    return False


def _toml(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    if any(ord(character) < 0x20 for character in escaped):
        raise ValueError(f"control character in {text!r}")
    return f'"{escaped}"'
