"""One evaluation workspace a worker; each test that changes it gets a copy of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from sealdesk.service.desk import Desk, open_desk
from sealdesk.service.evaluation.workspace import EvaluationWorkspace, make_evaluation
from sealdesk.settings.layout import Layout
from sealdesk.settings.settings import ModuleSetting, load_settings, save_settings
from sealdesk.tokens.client import TokenModule
from tests.contract.shim import NoCompilerError, Shim, build


@dataclass(frozen=True)
class Workspace:
    """A workspace of one test, and what its own JSON said of it."""

    home: Path
    made: EvaluationWorkspace
    folder: Path

    @property
    def pin(self) -> str:
        return (self.home / "pin").read_text("utf-8").strip()

    def password(self, person_id: str) -> str:
        return (self.home / "passwords" / person_id).read_text("utf-8").strip()

    def person(self, role: str) -> str:
        return next(one.person.id for one in self.made.people if role in one.person.roles)

    @property
    def manager(self) -> str:
        return next(one.person.id for one in self.made.people if "general_manager" in one.person.positions)

    def seal(self, kind: str = "contract") -> str:
        return next(seal.id for seal in self.made.seals if seal.kind == kind)

    @property
    def contract(self) -> Path:
        return self.home / "samples" / "contract.pdf"

    @property
    def request(self) -> str:
        """The approved request for three impressions of the contract seal on the sample contract."""
        return self.made.requests[0][0]

    def open(self) -> Desk:
        return open_desk(self.home)

    def command(self, *words: str | Path, stdin: str = "") -> Answer:
        """The real command line in a process of its own, speaking English."""
        return self.command_without_home(*words, "--home", self.home, stdin=stdin)

    def command_without_home(
        self, *words: str | Path, stdin: str = "", more: Mapping[str, str] | None = None
    ) -> Answer:
        """A command that needs no workspace, as on another computer; `more`: further variables there."""
        done = subprocess.run(
            [sys.executable, "-m", "sealdesk", *map(str, words)],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            env={"PATH": "/usr/bin:/bin", "SEALDESK_LANG": "en", **(more or {})},
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def entries(self, kind: str) -> list[dict[str, Any]]:
        with open_desk(self.home, settle=False) as desk:
            return [dict(entry.body) for entry in desk.ledger.entries() if entry.kind == kind]


@dataclass(frozen=True)
class Answer:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> EvaluationWorkspace:
    return make_evaluation(tmp_path_factory.mktemp("evaluation") / "home")


@pytest.fixture
def workspace(made: EvaluationWorkspace, tmp_path: Path) -> Iterator[Workspace]:
    home = tmp_path / "home"
    shutil.copytree(made.home, home)
    token_conf = home / "token" / "softhsm2.conf"
    token_conf.write_text(token_conf.read_text("utf-8").replace(str(made.home), str(home)), "utf-8")
    yield Workspace(home, made, tmp_path)


@pytest.fixture
def shim(workspace: Workspace, tmp_path: Path) -> Shim:
    """The workspace's token behind a module that fails on order."""
    try:
        library = build(tmp_path)
    except NoCompilerError as missing:
        pytest.skip(str(missing))
    layout = Layout(workspace.home)
    settings = load_settings(layout)
    (real,) = settings.modules
    made = Shim(library, TokenModule(real.path, real.environment), tmp_path / "orders")
    module = ModuleSetting(made.module.path, dict(made.module.environment))

    save_settings(layout, replace(settings, modules=(module,)))
    return made
