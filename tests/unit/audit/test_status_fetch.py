"""What is made of issuers' servers that do not behave, and that nothing of it is an exception."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

import pytest
from tests.unit.audit.conftest import Behaviour, RawServer, answering

from sealdesk.audit import status_fetch
from sealdesk.audit.status_fetch import Fetched, ask_ocsp, get_crl

PATIENT_S = 60.0
Serving = Callable[..., RawServer]


def test_a_question_and_its_answer(serving: Serving) -> None:
    server = serving(answering("200 OK", b"answer", "Content-Type: application/ocsp-response"))
    assert ask_ocsp(f"{server.url}/ocsp", b"question", PATIENT_S) == Fetched(b"answer")
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /ocsp HTTP/1.1\r\n") and body == b"question"
    assert b"content-type: application/ocsp-request" in head.lower()


def test_a_list_is_fetched(serving: Serving) -> None:
    server = serving(answering("200 OK", b"list"))
    assert get_crl(f"{server.url}/a.crl", PATIENT_S) == Fetched(b"list")
    assert server.requests[0].startswith(b"GET /a.crl HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("behaviour", "trouble"),
    [
        (answering("404 Gone", b"<html>"), "http_404"),
        (answering("503 Busy", b""), "http_503"),
        (answering("204 Nothing", b""), "http_204"),
        (lambda c: c.sendall(b"\x16\x03garbage\r\n\r\n"), "broken_off"),
        (lambda c: c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), "broken_off"),
        (lambda _: None, "broken_off"),
        (answering("302 Found", b""), "redirect"),
        (answering("302 Found", b"", "Location: file:///etc/passwd"), "redirect"),
        (answering("302 Found", b"", "Location: ftp://127.0.0.1/a"), "redirect"),
        (answering("302 Found", b"", "Location: http://"), "redirect"),
        (answering("301 Round", b"", "Location: /again"), "redirect"),
    ],
)
def test_whatever_a_server_does_is_data(serving: Serving, behaviour: Behaviour, trouble: str) -> None:
    server = serving(behaviour)
    assert get_crl(server.url, PATIENT_S) == Fetched(trouble=trouble)


def test_a_redirect_is_followed_with_its_question(serving: Serving) -> None:
    there = serving(answering("200 OK", b"answer"))
    here = serving(answering("307 There", b"", f"Location: {there.url}/there"))
    assert ask_ocsp(here.url, b"question", PATIENT_S) == Fetched(b"answer")
    assert there.requests[0].startswith(b"POST /there ") and there.requests[0].endswith(b"question")


@pytest.mark.parametrize(
    ("from_", "to", "followed"),
    [
        ("http://a/", "http://b/", True),
        ("http://a/", "https://b/", True),
        ("https://a/", "https://b/", True),
        ("https://a/", "http://b/", False),
        ("http://a/", "file:///b", False),
    ],
)
def test_redirects_never_lead_down(from_: str, to: str, followed: bool) -> None:
    assert status_fetch._may_follow(from_, to) is followed


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ldap://127.0.0.1/cn=crl",
        "file:///etc/passwd",
        "http:///a.crl",
        "http://[::1",
        "http://127.0.0.1:port/",
        "http://127.0.0.1/\x00",
        "a.crl",
    ],
)
def test_only_the_web_is_asked(url: str) -> None:
    assert get_crl(url, PATIENT_S) == Fetched(trouble="address")


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert get_crl(f"http://127.0.0.1:{port}/", PATIENT_S).trouble == "unreachable"
    assert get_crl("http://nowhere.invalid/", PATIENT_S).trouble == "unreachable"


def _endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    with contextlib.suppress(OSError):
        while True:
            connection.sendall(b" " * 65536)


def test_answers_are_bounded_in_size(serving: Serving) -> None:
    small, large = b"x" * status_fetch.MAX_OCSP_BYTES, b"x" * (status_fetch.MAX_OCSP_BYTES + 1)
    assert ask_ocsp(serving(answering("200 OK", small)).url, b"", PATIENT_S).content == small
    assert ask_ocsp(serving(answering("200 OK", large)).url, b"", PATIENT_S).trouble == "too_large"
    assert get_crl(serving(answering("200 OK", large)).url, PATIENT_S).content == large
    assert get_crl(serving(_endless).url, PATIENT_S).trouble == "too_large"


def _drip(connection: socket.socket) -> None:
    connection.settimeout(0.05)
    with contextlib.suppress(OSError):
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while True:  # until the other side has had enough
            connection.sendall(b"x")
            with contextlib.suppress(TimeoutError):
                if not connection.recv(1):
                    return


def test_a_server_that_drips_or_says_nothing_is_left(serving: Serving) -> None:
    released = threading.Event()
    for behaviour in (_drip, lambda _: released.wait(30)):
        server = serving(behaviour)
        assert get_crl(server.url, 0.3) == Fetched(trouble="timeout")
    released.set()


def test_without_time_nobody_is_asked(serving: Serving) -> None:
    server = serving(answering("200 OK", b"list"))
    assert get_crl(server.url, 0.0) == Fetched(trouble="timeout")
    assert not server.requests


def test_a_name_lookup_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    released, looked = threading.Event(), threading.Event()

    def hang(*_: object, **__: object) -> None:
        looked.set()
        released.wait(30)
        raise socket.gaierror(-3, "later")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    assert get_crl("http://slow.invalid/", 0.3) == Fetched(trouble="timeout")
    assert looked.is_set()
    lookups = [thread for thread in threading.enumerate() if thread.name == "name lookup"]
    assert lookups and all(thread.daemon for thread in lookups), "they must not keep the program from ending"
    released.set()
    for thread in lookups:
        thread.join(20)
