"""A workspace whose seals may be used with several tokens, of which one opens them at first."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from sealdesk.model.token import TokenRef
from sealdesk.service.desk import Desk, open_desk
from sealdesk.service.evaluation.workspace import EvaluationMaker, EvaluationWorkspace, _module_setting
from sealdesk.service.pin_changes import change_pin
from sealdesk.settings.layout import Layout
from sealdesk.settings.settings import ModuleSetting, load_settings, save_settings
from sealdesk.tokens.client import TokenProcess
from sealdesk.tokens.softhsm import make_token
from tests.journeys.conftest import Workspace

SPARES = {"rsa": "rsa2048", "p256": "p256", "signing only": None, "foreign": "rsa2048"}
"""The kind of each spare token's encryption key. All sign with P-256; the foreign one is in no seal's list."""

INITIAL_PIN, PIN = "7204915", "8365120"


@dataclass(frozen=True)
class Made:
    workspace: EvaluationWorkspace
    modules: dict[str, ModuleSetting]
    refs: dict[str, TokenRef]


class WithSpares(EvaluationMaker):
    def _make_token(self) -> ModuleSetting:
        first = super()._make_token()
        theirs, self.key_kind = (self.signing, self.encryption), "p256"
        self.modules, self.refs, self.spare_certificates = {"first": first}, {"first": self.token}, []
        for name, kind in SPARES.items():
            self._make_spare(name, kind)
        self.signing, self.encryption = theirs
        return first

    def _make_spare(self, name: str, kind: str | None) -> None:
        module = make_token(self.layout.home / "spares" / name, f"备用-{name}", "90218375", INITIAL_PIN)
        with TokenProcess((module,)) as tokens:
            (info,) = tokens.tokens()
            tokens.login(info.ref, INITIAL_PIN)
            signing = self._key_pair(tokens, info.ref, b"\x01", for_signing=True)
            if kind is not None:
                self.encryption_kind = kind
                self._key_pair(tokens, info.ref, b"\x02", for_signing=False)
        self.modules[name], self.refs[name] = _module_setting(module), info.ref
        if name != "foreign":
            self.spare_certificates.append(sha256(signing.public_bytes(Encoding.DER)).hexdigest())

    def listed(self) -> tuple[str, ...]:
        return (*super().listed(), *self.spare_certificates)

    def _make_folders(self) -> None:
        super()._make_folders()
        (self.layout.home / "spares").mkdir()


def make_with_spares(home: Path) -> Made:
    """The workspace; its spare tokens are registered, but for the foreign one."""
    home.mkdir()
    maker = WithSpares(Layout(home), "rsa2048")
    workspace = maker.make()
    plug_in(home, maker.modules, *SPARES)
    with open_desk(home) as desk:
        for name in SPARES:
            if name != "foreign":
                change_pin(desk, maker.refs[name], INITIAL_PIN, PIN)
    return Made(workspace, maker.modules, maker.refs)


def plug_in(home: Path, modules: dict[str, ModuleSetting], *names: str) -> None:
    """Only these tokens are plugged in from now on."""
    layout = Layout(home)
    chosen = tuple(modules[name] for name in names)
    save_settings(layout, replace(load_settings(layout), modules=chosen))


@dataclass(frozen=True)
class Spares(Workspace):
    """A test's own copy of the workspace, with the tokens it names."""

    source: Made

    @classmethod
    def copy(cls, source: Made, folder: Path) -> Spares:
        old, home = source.workspace.home, folder / "home"
        shutil.copytree(old, home)
        for configuration in home.rglob("softhsm2.conf"):
            text = configuration.read_text("utf-8")
            configuration.write_text(text.replace(str(old), str(home)), "utf-8")
        return cls(home, source.workspace, folder, source)

    def ref(self, name: str) -> TokenRef:
        return self.source.refs[name]

    def plug(self, *names: str) -> None:
        modules = {
            name: replace(
                module,
                environment={
                    key: value.replace(str(self.source.workspace.home), str(self.home))
                    for key, value in module.environment.items()
                },
            )
            for name, module in self.source.modules.items()
        }
        plug_in(self.home, modules, *names)

    def pin_of(self, name: str) -> str:
        return {"first": self.pin, "foreign": INITIAL_PIN}.get(name, PIN)

    def unlock(self, desk: Desk, *names: str) -> None:
        """As a person would, but for tokens that are not registered."""
        desk.tokens.tokens()
        for name in names:
            desk.tokens.login(self.ref(name), self.pin_of(name))
