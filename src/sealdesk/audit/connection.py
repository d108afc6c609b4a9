"""One request to the centre, bounded in time and size; troubles of the network become `SealDeskError`.

TLS is verified, plain HTTP reaches this machine only, redirects are not followed, and what is not in the
centre's own format is not an answer.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sealdesk.audit import wire
from sealdesk.errors import ErrorCode, SealDeskError

if TYPE_CHECKING:
    import httpx

_PROBLEM_NAME = re.compile(r"[a-z0-9_]{1,40}\Z")
_TRY_AGAIN = frozenset({408, 429})


@dataclass(frozen=True)
class TimeLimits:
    """How long the centre may take.

    Attributes:
        connect_s: Until the connection stands, TLS included.
        answer_s: From the request to the last byte of its answer.
    """

    connect_s: float = 10.0
    answer_s: float = 60.0


DEFAULT_LIMITS = TimeLimits()


class Connection:
    """Requests to one centre. Use and close it in the thread that made it.

    Args:
        url: `https://…`, or `http://` on this machine (loopback) only; a path in it is kept as a prefix.
        limits: Bounds of every request.
        ca_file: PEM of an authority to believe beside the platform's own, for a centre of the house.

    Raises:
        SealDeskError: `CENTRE_ADDRESS_WRONG` with `url` and `reason`.
    """

    def __init__(self, url: str, limits: TimeLimits, ca_file: Path | None = None) -> None:
        import httpx

        self._base = _checked(url)
        self._limits = limits
        plain = self._base.startswith("http:")
        self._client = httpx.AsyncClient(
            verify=False if plain else _tls(ca_file, url),
            # Proxies of the environment carry TLS; what stays on this machine must not wander to them.
            trust_env=not plain,
            follow_redirects=False,
            timeout=httpx.Timeout(limits.answer_s, connect=limits.connect_s),
            headers={"accept": f"{wire.MEDIA_TYPE}, {wire.PROBLEM_TYPE}", "accept-encoding": "identity"},
        )
        self._loop = asyncio.new_event_loop()

    def close(self) -> None:
        if not self._loop.is_closed():
            self._loop.run_until_complete(self._client.aclose())
            self._loop.close()

    def request(self, method: str, path: str, body: bytes | None = None, credential: str = "") -> bytes:
        """The body of the centre's answer in the centre's format.

        Raises:
            SealDeskError: `CENTRE_UNREACHABLE` (`url`, `reason`), `CENTRE_REFUSED` (`status`, `reason`),
                `CENTRE_FORK` (`index`, -1 where the centre cannot name it), `CENTRE_ANSWER_WRONG` (`reason`).
        """
        headers = {}
        if body is not None:
            body = wire.deflated(body)
            headers = {"content-type": wire.MEDIA_TYPE, "content-encoding": "gzip"}
        if credential:
            headers["authorization"] = f"Bearer {credential}"
        answer = self._bounded(method, self._base + path, headers, body)
        return _judged(answer, self._base)

    def _bounded(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> _Answer:
        import httpx

        # The library bounds each read; only a limit around all of them stops a centre that drips.
        work = asyncio.wait_for(self._exchange(method, url, headers, body), self._limits.answer_s)
        try:
            return self._loop.run_until_complete(work)
        except (httpx.HTTPError, TimeoutError) as trouble:
            raise _translated(trouble, self._base) from trouble

    async def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> _Answer:
        async with self._client.stream(method, url, headers=headers, content=body) as response:
            return _Answer(
                response.status_code,
                response.headers.get("content-type", "").partition(";")[0].strip().lower(),
                response.headers.get("content-encoding", "identity"),
                await self._content(response),
            )

    async def _content(self, response: httpx.Response) -> bytes:
        import httpx

        content = bytearray()
        try:
            async for piece in response.aiter_raw():
                content += piece
                if len(content) > wire.MAX_ANSWER_BYTES:
                    raise SealDeskError(ErrorCode.CENTRE_ANSWER_WRONG, url=self._base, reason="too_large")
        except httpx.RemoteProtocolError as trouble:
            # It had begun as HTTP: cut short on the way, not garbage.
            raise SealDeskError(
                ErrorCode.CENTRE_UNREACHABLE, url=self._base, reason="broken_off"
            ) from trouble
        return bytes(content)


@dataclass(frozen=True)
class _Answer:
    status: int
    media_type: str
    encoding: str
    content: bytes


def _judged(answer: _Answer, url: str) -> bytes:
    if answer.status in _TRY_AGAIN or answer.status >= 500:
        raise SealDeskError(ErrorCode.CENTRE_UNREACHABLE, url=url, reason=f"http_{answer.status}")
    if answer.status >= 400:
        raise _refusal(answer, url)
    if wrong := _no_answer(answer):
        raise SealDeskError(ErrorCode.CENTRE_ANSWER_WRONG, url=url, reason=wrong)
    return answer.content


def _no_answer(answer: _Answer) -> str:
    """Why this cannot be the centre's own answer; empty if it can."""
    if 300 <= answer.status < 400:
        return "redirect"
    if answer.encoding != "identity":
        return "encoding"
    if answer.status not in {200, 201} or answer.media_type != wire.MEDIA_TYPE:
        return "not_a_centre"
    return ""


def _refusal(answer: _Answer, url: str) -> SealDeskError:
    """What a 4xx says. Of a stranger's text only a name and an index are taken."""
    problem = _problem(answer)
    name = str(problem.get("type", "")).removeprefix(wire.PROBLEM_NAMESPACE)
    if not _PROBLEM_NAME.match(name):
        name = "unnamed"
    if answer.status == 409 and name == wire.FORK:
        index = problem.get("first_conflicting_index")
        known = type(index) is int and 0 <= index <= wire.MAX_INDEX
        return SealDeskError(ErrorCode.CENTRE_FORK, index=index if known else -1)
    return SealDeskError(ErrorCode.CENTRE_REFUSED, url=url, status=answer.status, reason=name)


def _problem(answer: _Answer) -> Mapping[str, Any]:
    if answer.media_type != wire.PROBLEM_TYPE:
        return {}
    try:
        problem = json.loads(answer.content)
    except (ValueError, RecursionError):
        return {}
    return problem if isinstance(problem, dict) else {}


def _translated(trouble: Exception, base: str) -> SealDeskError:
    """The library's errors in ours, by type."""
    import httpx

    if isinstance(trouble, httpx.RemoteProtocolError) and _was_garbage(trouble):
        return SealDeskError(ErrorCode.CENTRE_ANSWER_WRONG, url=base, reason="not_http")
    for kinds, reason in (
        ((TimeoutError, httpx.TimeoutException), "timeout"),
        ((httpx.ProxyError,), "proxy"),
        ((httpx.ConnectError,), "tls" if _was_tls(trouble) else "connect"),
    ):
        if isinstance(trouble, kinds):
            return SealDeskError(ErrorCode.CENTRE_UNREACHABLE, url=base, reason=reason)
    return SealDeskError(ErrorCode.CENTRE_UNREACHABLE, url=base, reason="broken_off")


def _was_garbage(trouble: Exception) -> bool:
    # The library names a hang-up and bytes that are no HTTP alike; only the latter has the parser's error below.
    below = trouble.__cause__
    return below is not None and (below.__cause__ or below.__context__) is not None


def _was_tls(trouble: BaseException | None) -> bool:
    while trouble is not None:
        if isinstance(trouble, ssl.SSLError):
            return True
        trouble = trouble.__cause__ or trouble.__context__
    return False


def _checked(url: str) -> str:
    import httpx

    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL) as wrong:
        raise SealDeskError(ErrorCode.CENTRE_ADDRESS_WRONG, url=url, reason="no_url") from wrong
    if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment:
        raise SealDeskError(ErrorCode.CENTRE_ADDRESS_WRONG, url=url, reason="no_url")
    if parts.username is not None or parts.password is not None:
        raise SealDeskError(ErrorCode.CENTRE_ADDRESS_WRONG, url=host, reason="credential_in_url")
    if parts.scheme == "http" and not _is_loopback(host):
        raise SealDeskError(ErrorCode.CENTRE_ADDRESS_WRONG, url=url, reason="plain_http")
    return url.rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _tls(ca_file: Path | None, url: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except OSError as trouble:  # ssl.SSLError is one
            raise SealDeskError(ErrorCode.CENTRE_ADDRESS_WRONG, url=url, reason="ca_file") from trouble
    return context
