"""Which PKCS#11 modules a workspace loads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.token import TokenInfo
from sealdesk.service.desk import open_desk
from sealdesk.service.file_lock import FileLock
from sealdesk.settings.layout import Layout
from sealdesk.settings.settings import ModuleSetting, UnblockWay, add_module
from sealdesk.tokens.client import TokenModule, TokenProcess

_LOCK_WAIT_S = 10.0


def use_module(home: Path | None, module: Path, unblock: UnblockWay) -> tuple[TokenInfo, ...]:
    """Add a module to the workspace's settings, once it has answered; adding it twice changes nothing.

    Returns:
        The tokens it sees now.

    Raises:
        SealDeskError: `TOKEN_MODULE_MISSING`, `TOKEN_MODULE_FAILED`, `TOKEN_MODULE_TIMEOUT`; `SETTINGS_WRONG`,
            `WORKSPACE_BROKEN`, `WORKSPACE_BUSY`.
    """
    module = module.absolute()
    with TokenProcess((TokenModule(module),)) as tokens:
        infos = tokens.tokens()
    with open_desk(home, settle=False) as desk, _settings_locked(desk.layout):
        add_module(desk.layout, ModuleSetting(module, unblock=unblock))
    return infos


@contextmanager
def _settings_locked(layout: Layout) -> Iterator[None]:
    """Of two that add a module at once neither is lost."""
    try:
        lock = FileLock.take(layout.settings_lock, wait_s=_LOCK_WAIT_S, make=True)
    except OSError as trouble:
        facts = {"path": layout.settings_lock, "reason": trouble.strerror}
        raise SealDeskError(ErrorCode.WORKSPACE_BROKEN, **facts) from trouble
    if lock is None:
        raise SealDeskError(ErrorCode.WORKSPACE_BUSY, home=layout.home)
    try:
        yield
    finally:
        lock.release()
