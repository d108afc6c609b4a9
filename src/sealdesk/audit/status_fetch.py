"""Asks an issuer's servers whether its certificates are revoked: OCSP (RFC 6960) and revocation lists (RFC 5280).

These servers are strangers, reached mostly by plain HTTP: their answers are signed, and judged elsewhere. Here each
is bounded in time and size, and whatever goes wrong is data: being offline is normal.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import asyncio

    import httpx

MAX_OCSP_BYTES = 64 * 1024
MAX_CRL_BYTES = 10 * 1024 * 1024
_OCSP_REQUEST = "application/ocsp-request"
_OCSP_RESPONSE = "application/ocsp-response"
_CRL = "application/pkix-crl, application/x-pkcs7-crl, application/octet-stream"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_HOPS = 4


@dataclass(frozen=True)
class Fetched:
    """An answer, or why there is none.

    Attributes:
        content: What the server sent, unverified; None where it sent nothing that could be an answer.
        trouble: `address`, `timeout`, `unreachable`, `broken_off`, `too_large`, `redirect` or `http_404`; empty
            where there is content.
    """

    content: bytes | None = None
    trouble: str = ""


def ask_ocsp(url: str, request: bytes, limit_s: float) -> Fetched:
    """The response to a DER-encoded OCSP request (RFC 6960 appendix A.1, POST)."""
    headers = {"content-type": _OCSP_REQUEST, "accept": _OCSP_RESPONSE}
    return _fetch(_Question("POST", url, headers, MAX_OCSP_BYTES, request), limit_s)


def get_crl(url: str, limit_s: float) -> Fetched:
    """The revocation list at a distribution point."""
    return _fetch(_Question("GET", url, {"accept": _CRL}, MAX_CRL_BYTES), limit_s)


@dataclass(frozen=True)
class _Question:
    method: str
    url: str
    headers: dict[str, str]
    max_bytes: int
    body: bytes | None = None


def _fetch(question: _Question, limit_s: float) -> Fetched:
    """The whole exchange, redirects and name lookup included, within `limit_s`; never raises."""
    if not _is_web(question.url):
        return Fetched(trouble="address")
    if limit_s <= 0:
        return Fetched(trouble="timeout")
    import asyncio

    with asyncio.Runner(loop_factory=_loop) as runner:
        try:
            # The library bounds each read; only a limit around all of them stops a server that drips.
            return runner.run(asyncio.wait_for(_exchange(question, limit_s), limit_s))
        except TimeoutError:
            return Fetched(trouble="timeout")


def _loop() -> asyncio.AbstractEventLoop:
    import asyncio

    loop = asyncio.new_event_loop()
    loop.set_default_executor(_Detached())
    return loop


async def _exchange(question: _Question, limit_s: float) -> Fetched:
    import ssl

    import httpx

    tls = ssl.create_default_context()  # the platform's authorities: a company's own are among them
    try:
        async with httpx.AsyncClient(verify=tls, follow_redirects=False, timeout=limit_s) as client:
            return await _followed(client, question)
    except (httpx.InvalidURL, ValueError):
        return Fetched(trouble="address")
    except httpx.TimeoutException:
        return Fetched(trouble="timeout")
    except (httpx.ConnectError, httpx.ProxyError):
        return Fetched(trouble="unreachable")
    except (httpx.HTTPError, OSError):
        return Fetched(trouble="broken_off")


async def _followed(client: httpx.AsyncClient, question: _Question) -> Fetched:
    url = question.url
    for _ in range(_MAX_HOPS):
        async with client.stream(
            question.method,
            url,
            headers={**question.headers, "accept-encoding": "identity"},
            content=question.body,
        ) as response:
            if response.status_code not in _REDIRECTS:
                return await _content(response, question.max_bytes)
            onwards = str(response.url.join(response.headers.get("location", "")))
        if not _may_follow(url, onwards):
            break
        url = onwards
    return Fetched(trouble="redirect")


async def _content(response: httpx.Response, max_bytes: int) -> Fetched:
    if response.status_code != 200:
        return Fetched(trouble=f"http_{response.status_code}")
    content = bytearray()
    async for piece in response.aiter_raw():
        content += piece
        if len(content) > max_bytes:
            return Fetched(trouble="too_large")
    return Fetched(bytes(content))


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _may_follow(url: str, onwards: str) -> bool:
    """To the same scheme, or from HTTP up to HTTPS; never down, never to a file."""
    return _is_web(onwards) and urlsplit(onwards).scheme in {urlsplit(url).scheme, "https"}


class _Detached(ThreadPoolExecutor):
    """Looks names up in threads that nobody waits for: a lookup that hangs must not keep the program from ending."""

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        outcome: Future[Any] = Future()
        outcome.set_running_or_notify_cancel()  # whoever gives up on it does not cancel it

        def run() -> None:
            try:
                found = work(*arguments, **named)
            except BaseException as trouble:  # noqa: BLE001 - goes to whoever waits for the future
                outcome.set_exception(trouble)
            else:
                outcome.set_result(found)

        threading.Thread(target=run, name="name lookup", daemon=True).start()
        return outcome
