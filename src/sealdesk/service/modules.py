"""Which PKCS#11 modules a workspace loads."""

from __future__ import annotations

from pathlib import Path

from sealdesk.model.token import TokenInfo
from sealdesk.service.desk import open_desk
from sealdesk.settings.settings import ModuleSetting, UnblockWay, add_module
from sealdesk.tokens.client import TokenModule, TokenProcess


def use_module(home: Path | None, module: Path, unblock: UnblockWay) -> tuple[TokenInfo, ...]:
    """Add a module to the workspace's settings, once it has answered; adding it twice changes nothing.

    Returns:
        The tokens it sees now.

    Raises:
        SealDeskError: `TOKEN_MODULE_MISSING`, `TOKEN_MODULE_FAILED`, `TOKEN_MODULE_TIMEOUT`; `SETTINGS_WRONG`,
            `WORKSPACE_BROKEN`.
    """
    module = module.absolute()
    with TokenProcess((TokenModule(module),)) as tokens:
        infos = tokens.tokens()
    with open_desk(home, settle=False) as desk:
        add_module(desk.layout, ModuleSetting(module, unblock=unblock))
    return infos
