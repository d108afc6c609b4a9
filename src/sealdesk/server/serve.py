"""Run the centre: one process, one data folder, one command."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.server.centre import CentreSettings, open_centre
from sealdesk.server.enrolment import DEFAULT_TENANT, EnrolCode, make_code

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8443
_GRACE_S = 10


def serve(
    data: Path,
    host: str = DEFAULT_HOST,
    port: int = DEFAULT_PORT,
    *,
    database_url: str = "",
    certificate: Path | None = None,
    private_key: Path | None = None,
    behind_tls_proxy: bool = False,
    ready: Callable[[str], None] = lambda _url: None,
) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        data: The centre's folder, made when missing.
        port: 0 lets the system choose.
        database_url: Another database than SQLite in `data`, in SQLAlchemy's form.
        certificate, private_key: PEM files; with them the centre speaks TLS itself.
        behind_tls_proxy: TLS ends at a proxy before us; else plain HTTP serves this machine only.
        ready: Called once with the address when connections are accepted.

    Raises:
        SealDeskError: `WORKSPACE_BROKEN`; `CENTRE_ADDRESS_WRONG` (`url`, `reason`) for a port in use, a
            certificate that cannot be read, or plain HTTP beyond this machine.
    """
    import uvicorn

    from sealdesk.server.api import create_app

    plain = certificate is None
    url = f"{'http' if plain else 'https'}://{f'[{host}]' if ':' in host else host}:{port}"
    if plain and not behind_tls_proxy and not _is_loopback(host):
        raise SealDeskError(ErrorCode.CENTRE_ADDRESS_WRONG, url=url, reason="plain_http")
    with closing(_listening(host, port, url)) as listener:
        config = uvicorn.Config(
            create_app(CentreSettings(data, database_url)),
            ssl_certfile=certificate,
            ssl_keyfile=private_key,
            log_config=_LOGGING,
            server_header=False,
            proxy_headers=behind_tls_proxy,
            timeout_graceful_shutdown=_GRACE_S,
        )
        try:
            config.load()
        except OSError as trouble:  # ssl.SSLError is one
            raise SealDeskError(ErrorCode.CENTRE_ADDRESS_WRONG, url=url, reason="certificate") from trouble
        ready(url.removesuffix(f":{port}") + f":{listener.getsockname()[1]}")
        uvicorn.Server(config).run(sockets=[listener])


def new_enrol_code(
    data: Path, *, tenant: str = DEFAULT_TENANT, database_url: str = ""
) -> tuple[EnrolCode, str]:
    """A fresh one-time code, and the centre's verifier key to hand over with it. Works while the centre serves.

    Raises:
        SealDeskError: `WORKSPACE_BROKEN`.
        ValueError: `tenant` is not made of 1 to 64 letters, digits, dots, dashes or underscores.
    """
    centre = open_centre(CentreSettings(data, database_url))
    with closing(centre):
        return make_code(centre.database, tenant), str(centre.key)


def _listening(host: str, port: int, url: str) -> socket.socket:
    # Connections queue from here on, so that `ready` may be told before the event loop runs.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as trouble:
        listener.close()
        reason = trouble.strerror or type(trouble).__name__
        raise SealDeskError(ErrorCode.CENTRE_ADDRESS_WRONG, url=url, reason=reason) from trouble
    return listener


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


# Addresses hold identifiers only; bodies and headers are never logged. Standard output stays free for answers.
_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "uvicorn": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "sealdesk.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
