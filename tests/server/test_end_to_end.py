"""The centre as its own process, reached over TCP, and killed at the worst moment."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from sealdesk.audit.client import CentreClient, ask_key, new_credential
from sealdesk.audit.connection import TimeLimits
from sealdesk.audit.sync import sync
from sealdesk.errors import ErrorCode, ExitStatus, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.server.__main__ import main
from sealdesk.server.serve import new_enrol_code, serve
from sealdesk.store.ledger import Ledger
from sealdesk.tlog.note import Signer

MODULE = (sys.executable, "-m", "sealdesk.server")
LIMITS = TimeLimits(connect_s=20, answer_s=60)

# Serves like the module, but dies by SIGKILL when the n-th answer to a batch is about to leave: the batch is
# committed, its receipt never seen.
DYING = """
import os, signal, sys
from pathlib import Path
from sealdesk.server import api, serve

original, left = api.create_app, int(sys.argv[2])

def dying(settings):
    app = original(settings)
    async def wrapped(scope, receive, send):
        async def last_words(message):
            global left
            if message["type"] == "http.response.start" and scope["path"].endswith("/entries"):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            await send(message)
        await app(scope, receive, last_words)
    return wrapped

api.create_app = dying
serve.serve(Path(sys.argv[1]), port=0, ready=lambda url: print('{"url": "%s"}' % url, flush=True))
"""


@contextmanager
def running(*command: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process that prints its address when ready; gone at the end."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    with process:
        assert process.stdout is not None
        try:
            yield process, json.loads(process.stdout.readline())["url"]
        finally:
            process.kill()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "centre"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite3", workstation="WS-1") as opened:
        yield opened


@pytest.fixture
def enrolled(data: Path) -> Callable[[str], AbstractContextManager[CentreClient]]:
    """A client at an address, enrolled with the centre of `data`."""
    code, key = new_enrol_code(data)
    credential = new_credential()

    @contextmanager
    def client(url: str) -> Iterator[CentreClient]:
        with CentreClient(url, credential, key, str(SIGNER.verifier), limits=LIMITS) as opened:
            opened.enrol(code.code)  # the same request again has the same answer
            yield opened

    return client


SIGNER = Signer.generate("example.com/WS-1")


def append(ledger: Ledger, count: int) -> None:
    with ledger.transaction() as transaction:
        for number in range(count):
            transaction.append(EntryKind.REQUEST_MADE, {"request": f"R{number}"})


def test_from_enrolment_to_a_synced_ledger(
    data: Path, ledger: Ledger, enrolled: Callable[[str], AbstractContextManager[CentreClient]]
) -> None:
    append(ledger, 1200)
    with running(*MODULE, "--data", str(data), "serve", "--port", "0") as (process, url):
        with enrolled(url) as centre:
            assert ask_key(url) == new_enrol_code(data)[1]
            result = sync(ledger, SIGNER, centre)
            assert (result.sent, result.size) == (1200, 1200)
            held = centre.status()
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) in {0, -signal.SIGTERM}
    assert held is not None
    assert held.root_hash == ledger.root()
    with pytest.raises(SealDeskError) as raised, enrolled(url) as centre:
        sync(ledger, SIGNER, centre)
    assert raised.value.code is ErrorCode.CENTRE_UNREACHABLE


@pytest.mark.parametrize("fatal_answer", [1, 3])
def test_killed_between_commit_and_answer_the_centre_gives_the_same_receipt(
    data: Path,
    ledger: Ledger,
    enrolled: Callable[[str], AbstractContextManager[CentreClient]],
    fatal_answer: int,
) -> None:
    append(ledger, 1200)
    command = (sys.executable, "-c", DYING, str(data), str(fatal_answer))
    with running(*command) as (process, url):
        with enrolled(url) as centre, pytest.raises(SealDeskError) as raised:
            sync(ledger, SIGNER, centre)
        assert raised.value.code is ErrorCode.CENTRE_UNREACHABLE
        assert process.wait(60) == -signal.SIGKILL
    acknowledged = ledger.last_receipt()
    assert (acknowledged.size if acknowledged else 0) == 500 * (fatal_answer - 1)
    with running(*MODULE, "--data", str(data), "serve", "--port", "0") as (_, url), enrolled(url) as centre:
        held = centre.status()
        assert held is not None
        assert held.size == min(500 * fatal_answer, 1200)
        result = sync(ledger, SIGNER, centre)
    assert (result.sent, result.size) == (1200 - held.size, 1200)
    assert [receipt.size for receipt in ledger.receipts()] == [500, 1000, 1200]
    assert held.note in {receipt.note for receipt in ledger.receipts()}


def test_plain_http_stays_on_this_machine(data: Path) -> None:
    for host in ("0.0.0.0", "::", "centre.example"):
        with pytest.raises(SealDeskError) as raised:
            serve(data, host, 0)
        assert raised.value.code is ErrorCode.CENTRE_ADDRESS_WRONG
        assert raised.value.facts["reason"] == "plain_http"
    assert not data.exists()


def test_a_port_in_use_is_told(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SealDeskError) as raised:
        serve(data, "127.0.0.1", taken.getsockname()[1])
    assert raised.value.code is ErrorCode.CENTRE_ADDRESS_WRONG
    assert not data.exists()


def test_a_certificate_that_cannot_be_read_is_told(data: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("")
    for certificate in (tmp_path / "missing.pem", tmp_path / "empty.pem"):
        with pytest.raises(SealDeskError) as raised:
            serve(data, "127.0.0.1", 0, certificate=certificate, private_key=certificate)
        assert raised.value.facts["reason"] == "certificate"


def test_the_command_makes_codes_and_tells_errors(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(data), "enrol-code", "--tenant", "finance"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["key"] == new_enrol_code(data)[1]
    assert set(answer) == {"code", "valid_until", "key"}
    assert main(["--data", str(data), "enrol-code", "--tenant", "a b"]) == ExitStatus.WRONG_USAGE
    (data / "centre.key").chmod(0o644)
    assert main(["--data", str(data), "enrol-code"]) == ExitStatus.COULD_NOT
    assert "workspace.broken" in capsys.readouterr().err
