"""What the client makes of centres that do not behave: raw servers on loopback that say one wrong thing each."""

from __future__ import annotations

import contextlib
import gzip
import socket
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.unit.audit.conftest import GOOD, Behaviour, RawServer, answering, problem

from sealdesk.audit import wire
from sealdesk.audit.connection import Connection, TimeLimits
from sealdesk.errors import ErrorCode, SealDeskError

LIMITS = TimeLimits(connect_s=5.0, answer_s=1.0)
PATIENT = TimeLimits(connect_s=20.0, answer_s=60.0)


def ask(
    url: str, limits: TimeLimits = PATIENT, body: bytes | None = None, ca_file: Path | None = None
) -> bytes:
    connection = Connection(url, limits, ca_file)
    try:
        return connection.request("GET" if body is None else "POST", "/v1/key", body, "s3cret")
    finally:
        connection.close()


def refusal(url: str, limits: TimeLimits = PATIENT, ca_file: Path | None = None) -> tuple[ErrorCode, object]:
    """Code and reason of the error that asking leads to."""
    with pytest.raises(SealDeskError) as raised:
        ask(url, limits, ca_file=ca_file)
    assert "s3cret" not in str(raised.value)
    return raised.value.code, raised.value.facts.get("reason")


def test_a_good_answer_comes_through_and_the_request_is_compressed(serving: Callable[..., RawServer]) -> None:
    server = serving(answering("200 OK", b"{}", GOOD))
    assert ask(server.url, body=b"[]" * 500) == b"{}"
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/key HTTP/1.1\r\n")
    assert b"authorization: bearer s3cret" in head.lower()
    assert gzip.decompress(body) == b"[]" * 500


WRONG = ErrorCode.CENTRE_ANSWER_WRONG
GONE = ErrorCode.CENTRE_UNREACHABLE


@pytest.mark.parametrize(
    ("behaviour", "code", "reason"),
    [
        pytest.param(lambda c: c.sendall(b"\x16\x03garbage\r\n\r\n"), WRONG, "not_http", id="garbage"),
        pytest.param(
            lambda c: c.sendall(b"HTTP/1.1 200 OK\r\nbroken\r\n\r\n"), WRONG, "not_http", id="header"
        ),
        pytest.param(lambda _: None, GONE, "broken_off", id="hangs up"),
        pytest.param(
            lambda c: c.sendall(f"HTTP/1.1 200 OK\r\n{GOOD}\r\nContent-Length: 9\r\n\r\n{{".encode()),
            GONE,
            "broken_off",
            id="cut short",
        ),
        pytest.param(answering("302 Found", b"", "Location: /", GOOD), WRONG, "redirect", id="redirect"),
        pytest.param(
            answering("307 Elsewhere", b"", "Location: http://127.0.0.1:1/", GOOD),
            WRONG,
            "redirect",
            id="307",
        ),
        pytest.param(answering("304 Not Modified", b"", GOOD), WRONG, "redirect", id="304"),
        pytest.param(
            answering("200 OK", b"{}", "Content-Type: text/html"), WRONG, "not_a_centre", id="portal"
        ),
        pytest.param(answering("200 OK", b"{}"), WRONG, "not_a_centre", id="no type"),
        pytest.param(answering("202 Later", b"{}", GOOD), WRONG, "not_a_centre", id="202"),
        pytest.param(
            answering("200 OK", gzip.compress(b"{}"), GOOD, "Content-Encoding: gzip"),
            WRONG,
            "encoding",
            id="encoded",
        ),
        pytest.param(answering("200 OK", b" " * 300_000, GOOD), WRONG, "too_large", id="large"),
        pytest.param(answering("500 Oops", b"", GOOD), GONE, "http_500", id="500"),
        pytest.param(answering("503 Busy", b"{}"), GONE, "http_503", id="503"),
        pytest.param(answering("429 Slowly", b"{}"), GONE, "http_429", id="429"),
        pytest.param(
            problem(403, "credential_foreign"), ErrorCode.CENTRE_REFUSED, "credential_foreign", id="403"
        ),
        pytest.param(problem(409, "gap"), ErrorCode.CENTRE_REFUSED, "gap", id="gap"),
        pytest.param(problem(400, "<b>{x}</b>"), ErrorCode.CENTRE_REFUSED, "unnamed", id="hostile name"),
        pytest.param(problem(400, "x" * 99), ErrorCode.CENTRE_REFUSED, "unnamed", id="long name"),
        pytest.param(answering("404 No", b"<html>"), ErrorCode.CENTRE_REFUSED, "unnamed", id="404 page"),
        pytest.param(
            answering("400 No", b"[" * 90_000, f"Content-Type: {wire.PROBLEM_TYPE}"),
            ErrorCode.CENTRE_REFUSED,
            "unnamed",
            id="deep problem",
        ),
        pytest.param(
            answering("400 No", b"[1]", f"Content-Type: {wire.PROBLEM_TYPE}"),
            ErrorCode.CENTRE_REFUSED,
            "unnamed",
            id="listed problem",
        ),
    ],
)
def test_a_misbehaving_centre_is_recognised(
    serving: Callable[..., RawServer], behaviour: Behaviour, code: ErrorCode, reason: str
) -> None:
    server = serving(behaviour)
    assert refusal(server.url) == (code, reason)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("said", "index"), [(4, 4), (0, 0), (-3, -1), ("4", -1), (4.0, -1), (True, -1), (None, -1), (10**30, -1)]
)
def test_a_fork_is_told_with_its_index(serving: Callable[..., RawServer], said: object, index: int) -> None:
    server = serving(problem(409, "fork", first_conflicting_index=said))
    with pytest.raises(SealDeskError) as raised:
        ask(server.url)
    assert (raised.value.code, raised.value.facts["index"]) == (ErrorCode.CENTRE_FORK, index)


def _drip(connection: socket.socket, head: bytes) -> None:
    connection.sendall(head)
    connection.settimeout(0.05)
    with contextlib.suppress(OSError):
        while True:  # until the other side has had enough
            connection.sendall(b"x")
            with contextlib.suppress(TimeoutError):
                if not connection.recv(1):
                    return


@pytest.mark.parametrize(
    "head", ["HTTP/1.1 200 OK\r\nX-Long: ", f"HTTP/1.1 200 OK\r\n{GOOD}\r\nContent-Length: 90000\r\n\r\n"]
)
def test_a_centre_that_drips_is_left(serving: Callable[..., RawServer], head: str) -> None:
    server = serving(lambda connection: _drip(connection, head.encode()))
    assert refusal(server.url, LIMITS) == (GONE, "timeout")


def test_a_centre_that_says_nothing_is_left(serving: Callable[..., RawServer]) -> None:
    released = threading.Event()
    server = serving(lambda _: released.wait(30))
    assert refusal(server.url, LIMITS) == (GONE, "timeout")
    released.set()


def test_an_endless_answer_is_left_at_the_limit(serving: Callable[..., RawServer]) -> None:
    def endless(connection: socket.socket) -> None:
        connection.sendall(f"HTTP/1.1 200 OK\r\n{GOOD}\r\nConnection: close\r\n\r\n".encode())
        while True:
            connection.sendall(b" " * 65536)

    assert refusal(serving(endless).url) == (WRONG, "too_large")


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert refusal(f"http://127.0.0.1:{port}") == (GONE, "connect")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://centre.example", "plain_http"),
        ("http://10.0.0.1:8080", "plain_http"),
        ("http://127.0.0.1.example", "plain_http"),
        ("http://[::2]", "plain_http"),
        ("http://0.0.0.0", "plain_http"),
        ("ftp://127.0.0.1", "no_url"),
        ("127.0.0.1:8443", "no_url"),
        ("https://", "no_url"),
        ("https://centre.example/?a=b", "no_url"),
        ("https://centre.example/#a", "no_url"),
        ("https://centre.example:port", "no_url"),
        ("https://[centre", "no_url"),
        ("https://centre.example\x00", "no_url"),
        ("", "no_url"),
        ("https://me:secret@centre.example", "credential_in_url"),
        ("http://me@127.0.0.1", "credential_in_url"),
    ],
)
def test_an_address_that_cannot_be_a_centres(url: str, reason: str) -> None:
    with pytest.raises(SealDeskError) as raised:
        Connection(url, PATIENT)
    assert raised.value.code is ErrorCode.CENTRE_ADDRESS_WRONG
    assert raised.value.facts["reason"] == reason
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "[::1]", "centre.example"])
def test_an_address_that_can(host: str) -> None:
    scheme = "https" if host == "centre.example" else "http"
    Connection(f"{scheme}://{host}:8443/prefix/", PATIENT).close()


def test_a_prefix_stays_before_the_path(serving: Callable[..., RawServer]) -> None:
    server = serving(answering("200 OK", b"{}", GOOD))
    ask(server.url + "/seals/")
    assert server.requests[0].startswith(b"GET /seals/v1/key ")


def test_what_stays_on_this_machine_does_not_pass_a_proxy(
    serving: Callable[..., RawServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serving(answering("200 OK", b"{}", GOOD))
    server = serving(answering("200 OK", b"{}", GOOD))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)
    ask(server.url)
    assert (len(server.requests), len(proxy.requests)) == (1, 0)


def test_tls_passes_the_proxy_of_the_environment_as_a_tunnel(
    serving: Callable[..., RawServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serving(answering("407 Pay First", b""))
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    assert refusal("https://centre.example") == (GONE, "proxy")
    assert proxy.requests[0].startswith(b"CONNECT centre.example:443 ")
    assert b"s3cret" not in proxy.requests[0].lower()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that vouches for itself, and a server's context with it."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "centre")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "certificate.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = folder / "key.pem"
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem, private)
    return pem, context


def test_tls_is_verified(
    serving: Callable[..., RawServer], authority: tuple[Path, ssl.SSLContext], tmp_path: Path
) -> None:
    pem, context = authority
    server = serving(answering("200 OK", b"{}", GOOD), context)
    assert refusal(server.url) == (GONE, "tls")
    assert server.requests == []
    assert ask(server.url, ca_file=pem) == b"{}"
    wrong_host = server.url.replace("127.0.0.1", "localhost")
    assert refusal(wrong_host, ca_file=pem) == (GONE, "tls")
    (tmp_path / "empty.pem").write_text("")
    for unusable in (tmp_path / "missing.pem", tmp_path / "empty.pem"):
        assert refusal(server.url, ca_file=unusable) == (ErrorCode.CENTRE_ADDRESS_WRONG, "ca_file")
