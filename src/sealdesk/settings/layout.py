"""The files of a workspace."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path


def default_home() -> Path:
    """`SEALDESK_HOME`, or the platform's user data directory."""
    chosen = os.environ.get("SEALDESK_HOME")
    return Path(chosen) if chosen else _in_user_data("SealDesk")


def practice_home() -> Path:
    """The workspace for practising: beside the user's own, wherever `SEALDESK_HOME` points."""
    return _in_user_data("SealDesk-practice")


def _in_user_data(name: str) -> Path:
    """The folder of this name in the platform's user data directory."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home())) / name
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / name
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / name.lower()


@dataclass(frozen=True)
class Layout:
    """Paths of one workspace, relative to its home."""

    home: Path

    @property
    def settings(self) -> Path:
        return self.home / "settings.toml"

    @property
    def practice_mark(self) -> Path:
        """Written first where a workspace for practising is made: only a folder with it is ever deleted."""
        return self.home / "practice-workspace"

    @property
    def ledger(self) -> Path:
        return self.home / "ledger.sqlite3"

    @property
    def outside_checkpoint(self) -> Path:
        """The last checkpoint, kept outside the database to notice that it was rolled back."""
        return self.home / "checkpoint"

    @property
    def people(self) -> Path:
        return self.home / "register" / "people.note"

    @property
    def policy(self) -> Path:
        return self.home / "register" / "policy.note"

    @property
    def trust(self) -> Path:
        return self.home / "register" / "trust.note"

    @property
    def crls(self) -> Path:
        return self.home / "crls"

    @property
    def seals(self) -> Path:
        return self.home / "seals"

    @property
    def vault(self) -> Path:
        return self.home / "vault"

    @property
    def person_keys(self) -> Path:
        return self.home / "people"

    @property
    def documents(self) -> Path:
        """Copies of requested documents, by digest."""
        return self.home / "documents"

    @property
    def converted(self) -> Path:
        """PDFs made from other files, by the digest of what they were made from."""
        return self.home / "converted"

    @property
    def attachments(self) -> Path:
        """Documents that belong to steps of seals' lives, encrypted, by digest."""
        return self.home / "attachments"

    @property
    def acts(self) -> Path:
        """Journals of acts that are not settled yet."""
        return self.home / "acts"

    @property
    def batches(self) -> Path:
        """Plans of batches, and how far each is."""
        return self.home / "batches"

    @property
    def status(self) -> Path:
        """What was last heard about certificates' revocation."""
        return self.home / "status"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def token_lock(self) -> Path:
        """Locked by the process whose turn it is with the token."""
        return self.home / "token.lock"

    @property
    def settings_lock(self) -> Path:
        """Locked while the settings are changed."""
        return self.home / "settings.lock"

    @property
    def placing_templates(self) -> Path:
        """Places kept for documents of the same kind."""
        return self.home / "placing-templates.json"

    @property
    def placing_templates_lock(self) -> Path:
        """Locked while the templates are changed."""
        return self.home / "placing-templates.lock"

    @property
    def window_lock(self) -> Path:
        """Locked by the one window of the workspace."""
        return self.home / "window.lock"

    @property
    def secrets(self) -> Path:
        """Secrets in 0600 files, where that was chosen explicitly."""
        return self.home / "secrets"

    @property
    def maker_key(self) -> Path:
        """The seal maker's keys, opened by a password."""
        return self.home / "maker" / "maker.key"

    def earlier_people(self, version: int) -> Path:
        """A version of the people register that was in force before."""
        return self.home / "register" / f"people.{version}.note"

    def earlier_policy(self, version: int) -> Path:
        """A version of the policy that was in force before."""
        return self.home / "register" / f"policy.{version}.note"

    def seal_record(self, seal_id: str, version: int) -> Path:
        return self.seals / f"{seal_id}.{version}.note"

    def specimen(self, seal_id: str, version: int) -> Path:
        """The seal's small marked picture, for lists and registers."""
        return self.seals / f"{seal_id}.{version}.png"

    def vault_file(self, seal_id: str) -> Path:
        return self.vault / f"{seal_id}.vault"

    def person_key(self, person_id: str) -> Path:
        return self.person_keys / f"{person_id}.key"

    def document(self, sha256: str) -> Path:
        return self.documents / f"{sha256}.pdf"

    def act_journal(self, act_id: str) -> Path:
        return self.acts / f"{act_id}.jsonl"
