"""A workspace's own token behind the shim, and requests for as many acts as a campaign wants."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sealdesk.model.act import SealingOrder
from sealdesk.model.document import DocumentClass
from sealdesk.model.placement import Placement
from sealdesk.model.request import RequestStanding
from sealdesk.service import requests
from sealdesk.service.desk import open_desk
from sealdesk.settings.layout import Layout
from sealdesk.settings.settings import ModuleSetting, load_settings, save_settings
from sealdesk.tokens.client import TokenModule
from tests.approving import approve_by_all
from tests.contract.shim import Shim
from tests.journeys.conftest import Workspace

PLACE = Placement(1, 60.0, 120.0, 40.0, 40.0)


def token_module(home: Path) -> TokenModule:
    """The module of a workspace that has one."""
    (module,) = load_settings(Layout(home)).modules
    return TokenModule(module.path, module.environment)


def behind(shim: Shim, *others: Shim) -> tuple[ModuleSetting, ...]:
    """Settings of these shims, for `use_modules`."""
    return tuple(ModuleSetting(one.module.path, dict(one.module.environment)) for one in (shim, *others))


def use_modules(home: Path, modules: tuple[ModuleSetting, ...]) -> None:
    layout = Layout(home)
    save_settings(layout, replace(load_settings(layout), modules=modules))


def put_behind_shim(library: Path, home: Path, orders: Path) -> Shim:
    """The token of this workspace behind a shim, from now on."""
    made = Shim(library, token_module(home), orders)
    use_modules(home, behind(made))
    return made


def approved(workspace: Workspace, document: Path, impressions: int = 1000) -> RequestStanding:
    """A request for the contract seal on this document, approved."""
    with workspace.open() as desk:
        draft = requests.RequestDraft(
            document, workspace.seal(), "试验", DocumentClass.CONTRACT, impressions=impressions
        )
        applicant = workspace.person("user")
        asked = requests.new(desk, draft, applicant, workspace.password(applicant))
        return approve_by_all(desk, asked.request.id)


def order(workspace: Workspace, request: str, target: str, source: Path | None = None) -> SealingOrder:
    """One impression on the first page."""
    return SealingOrder(
        source or workspace.contract, workspace.folder / target, workspace.seal(), request, (PLACE,)
    )


def kinds_since(home: Path, index: int) -> list[tuple[str, str]]:
    """Kind and reason of every entry from `index` on."""
    with open_desk(home, settle=False) as desk:
        entries = desk.ledger.entries(after_index=index - 1)
        return [(entry.kind.value, str(entry.body.get("reason", ""))) for entry in entries]
