"""Secrets of the workstation at rest: the desktop's keyring, or 0600 files where somebody chose that.

A PIN is never stored, by any of them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.settings.layout import Layout
from sealdesk.settings.settings import SecretsIn, Settings

SERVICE = "SealDesk"


class SecretStore(Protocol):
    """Keeps short secrets by name."""

    def get(self, name: str) -> str:
        """The secret; raises `SECRET_MISSING` where there is none, `SECRET_STORE_MISSING` without a store."""

    def put(self, name: str, secret: str) -> None:
        """Keep `secret` under `name`, replacing what was there; raises `SECRET_STORE_MISSING`."""

    def remove(self, name: str) -> None:
        """Forget what is kept under `name`, if anything is."""


class FileSecrets:
    """Secrets in files only their owner can read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str) -> str:
        try:
            return (self._folder / name).read_text("utf-8")
        except FileNotFoundError as missing:
            raise SealDeskError(ErrorCode.SECRET_MISSING, name=name) from missing
        except (OSError, UnicodeDecodeError) as trouble:
            # Not `from`: the error of a decoder carries the bytes it could not read.
            path, reason = self._folder / name, type(trouble).__name__
            raise SealDeskError(ErrorCode.WORKSPACE_BROKEN, path=path, reason=reason) from None

    def put(self, name: str, secret: str) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._folder / f".{name}.new"
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._folder / name)

    def remove(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)


class KeyringSecrets:
    """Secrets in the desktop's keyring (Secret Service, Windows Credential Locker, macOS Keychain)."""

    def __init__(self, workspace: str) -> None:
        self._workspace = workspace

    def get(self, name: str) -> str:
        import keyring
        from keyring.errors import KeyringError

        try:
            secret = keyring.get_password(SERVICE, f"{self._workspace}/{name}")
        except KeyringError as trouble:
            raise SealDeskError(ErrorCode.SECRET_STORE_MISSING, reason=type(trouble).__name__) from trouble
        if secret is None:
            raise SealDeskError(ErrorCode.SECRET_MISSING, name=name)
        return secret

    def put(self, name: str, secret: str) -> None:
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(SERVICE, f"{self._workspace}/{name}", secret)
            kept = keyring.get_password(SERVICE, f"{self._workspace}/{name}")
        except KeyringError as trouble:
            raise SealDeskError(ErrorCode.SECRET_STORE_MISSING, reason=type(trouble).__name__) from trouble
        if kept != secret:  # a backend that was chosen to keep nothing
            raise SealDeskError(ErrorCode.SECRET_STORE_MISSING, reason=type(keyring.get_keyring()).__name__)

    def remove(self, name: str) -> None:
        import keyring
        from keyring.errors import KeyringError, PasswordDeleteError

        try:
            keyring.delete_password(SERVICE, f"{self._workspace}/{name}")
        except PasswordDeleteError:
            return  # there was none
        except KeyringError as trouble:
            raise SealDeskError(ErrorCode.SECRET_STORE_MISSING, reason=type(trouble).__name__) from trouble


def secret_store(layout: Layout, settings: Settings) -> SecretStore:
    """The store that the workspace's owner chose."""
    if settings.secrets_in is SecretsIn.FILES:
        return FileSecrets(layout.secrets)
    return KeyringSecrets(settings.workstation)
