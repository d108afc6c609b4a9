"""A marker PIN is looked for after a whole session: in files, arguments, environments, cores, memory: 0 hits.

The session: the PIN is changed on the command line, a document is stamped there and another in the window, each after
a wrong PIN; HOME, TMPDIR and XDG's folders lie inside one folder. Where the tests run as root, the session belongs to
another user, so that permissions mean something.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sealdesk.model.ledger import EntryKind
from sealdesk.service.desk import open_desk
from tests.journeys.conftest import Workspace, made, workspace
from tests.secret_search import found_in, search_files, search_zip

__all__ = ["made", "workspace"]  # the fixtures of the journeys

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

PIN, WRONG = "Mk7319-Zq85vB", "Fx4402-Hw96tD"
MARKERS = (PIN, WRONG)
PROJECT = Path(__file__).parents[2]
NOBODY = 65534
WATCH_S = 0.01
WAIT_S = 90.0


@dataclass
class Watcher:
    """Reads argv and environ of every process below this one, for as long as it runs."""

    seen: set[bytes] = field(default_factory=set)

    @contextmanager
    def watching(self) -> Iterator[None]:
        stop = threading.Event()

        def watch() -> None:
            while not stop.wait(WATCH_S):
                for pid in descendants(os.getpid()):
                    self.seen |= said_by(pid)

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def hits(self) -> list[str]:
        return [marker for said in self.seen for marker in found_in(said, MARKERS)]

    def saw(self, word: bytes) -> bool:
        return any(word in said for said in self.seen)


def descendants(pid: int) -> list[int]:
    children: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            children += map(int, (task / "children").read_text("ascii").split())
        except OSError:
            continue
    return [one for child in children for one in (child, *descendants(child))]


def said_by(pid: int) -> set[bytes]:
    said = set()
    for name in ("cmdline", "environ"):
        try:
            said.add(Path(f"/proc/{pid}/{name}").read_bytes())
        except OSError:
            continue
    return said


@dataclass
class Session:
    """A folder in which everything of one session lies, and the user it belongs to."""

    folder: Path
    home: Path
    first_pin: str
    stamp: tuple[str, ...]

    def prepared(self, *, as_root: bool = False) -> dict[str, object]:
        """How each process of the session is started."""
        environment = {"PATH": "/usr/bin:/bin", "SEALDESK_LANG": "en", "QT_QPA_PLATFORM": "offscreen"}
        for name in (
            "HOME",
            "TMPDIR",
            "XDG_RUNTIME_DIR",
            "XDG_DATA_HOME",
            "XDG_CONFIG_HOME",
            "XDG_CACHE_HOME",
        ):
            environment[name] = str(self.folder / name.lower())
        user = (
            {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 and not as_root else {}
        )
        return {
            "cwd": self.folder,
            "env": {**environment, "PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1"},
            "text": True,
            "stdin": subprocess.PIPE,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            **user,
        }

    def python(self, *words: str) -> list[str]:
        # A shell asks for cores of any size first: what holds them back then is the program itself.
        return ["/bin/sh", "-c", 'ulimit -c unlimited; exec "$@"', "sh", sys.executable, *words]

    def command(self, *words: str, typed: str = "", before: tuple[str, ...] = ()) -> tuple[int, str]:
        program = [*before, *self.python("-m", "sealdesk", *words, "--home", str(self.home))]
        prepared = self.prepared(as_root=bool(before))
        done = subprocess.Popen(program, **prepared)  # type: ignore[call-overload]
        out, err = done.communicate(typed, timeout=WAIT_S)
        return done.returncode, out + err

    def own(self) -> None:
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


@pytest.fixture
def session(workspace: Workspace) -> Iterator[Session]:
    if os.geteuid() == 0 and subprocess.run([sys.executable, "-c", ""], user=NOBODY, check=False).returncode:
        pytest.skip("another user cannot start this Python")
    folder = Path(tempfile.mkdtemp(prefix="sealdesk-pin-"))  # pytest's own folder is closed to other users
    limits = resource.getrlimit(resource.RLIMIT_CORE)
    try:
        home = folder / "workspace"
        shutil.copytree(workspace.home, home)
        conf = home / "token" / "softhsm2.conf"
        conf.write_text(conf.read_text("utf-8").replace(str(workspace.home), str(home)), "utf-8")
        for name in ("home", "tmpdir", "xdg_runtime_dir", "out"):
            (folder / name).mkdir(mode=0o700)
        stamp = ("stamp", str(home / "samples" / "contract.pdf"), "--seal", workspace.seal(), "--request")
        stamp = (*stamp, workspace.request, "--page", "1", "--at", "60,60", "--pin-stdin")
        made_session = Session(folder, home, workspace.pin, stamp)
        made_session.own()
        yield made_session
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, limits)
        shutil.rmtree(folder)


def through_the_command_line(session: Session) -> None:
    changed = session.command("tokens", "change-pin", "--pin-stdin", typed=f"{session.first_pin}\n{PIN}\n")
    assert changed[0] == 0, changed
    refused = session.command(*session.stamp, "--output", str(session.folder / "no.pdf"), typed=f"{WRONG}\n")
    assert refused[0] == 3, refused
    stamped = session.command(
        *session.stamp, "--output", str(session.folder / "stamped.pdf"), typed=f"{PIN}\n"
    )
    assert stamped[0] == 0, stamped


@contextmanager
def the_window(session: Session) -> Iterator[subprocess.Popen[str]]:
    """The window after its wrong PIN, its right one and its stamp, unlocked."""
    words = session.python(
        "-m", "tests.campaigns.pin_session", str(session.home), str(session.folder / "out")
    )
    window = subprocess.Popen(words, **session.prepared())  # type: ignore[call-overload]
    try:
        window.stdin.write(f"{WRONG}\n{PIN}\n")
        window.stdin.flush()
        assert window.stdout.readline() == "unlocked\n", window.communicate()
        yield window
    finally:
        window.kill()
        window.communicate()


def token_processes(window: int) -> list[int]:
    return [
        pid for pid in descendants(window) if any(b"sealdesk.tokens.process" in said for said in said_by(pid))
    ]


LOOK = """
import sys
for pid in sys.argv[1:]:
    for name in ("mem", "environ", "maps"):
        try:
            open(f"/proc/{pid}/{name}", "rb").read(1)
        except PermissionError:
            continue
        except OSError as error:
            print(pid, name, error)
            continue
        print(pid, name, "open")
"""


def opened_by_the_same_user(session: Session, pids: list[int]) -> str:
    words = [sys.executable, "-c", LOOK, *map(str, pids)]
    looked = subprocess.Popen(words, **session.prepared())  # type: ignore[call-overload]
    out, err = looked.communicate(timeout=WAIT_S)
    assert looked.returncode == 0, err
    return str(out)


def ends(pid: int) -> bool:
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def kinds(home: Path, *asked: EntryKind) -> list[int]:
    with open_desk(home, settle=False) as desk:
        told = [entry.kind for entry in desk.ledger.entries()]
    return [told.count(kind) for kind in asked]


def test_the_pin_is_nowhere_after_a_whole_session(session: Session) -> None:
    watcher = Watcher()
    with watcher.watching():
        through_the_command_line(session)
        with the_window(session) as window:
            tokens = token_processes(window.pid)
            assert len(tokens) == 1
            # Forked children of the fork server included: every process that is there while the token is unlocked.
            ours = [window.pid, *tokens]
            if os.geteuid() == 0:
                assert opened_by_the_same_user(session, ours) == ""
            os.kill(tokens[0], signal.SIGSEGV)
            assert ends(tokens[0])
            assert window.poll() is None
            window.send_signal(signal.SIGABRT)
            assert window.wait(WAIT_S) == -signal.SIGABRT
        bundle = session.folder / "bundle.zip"
        assert session.command("doctor", "--bundle", str(bundle))[0] == 0
    assert watcher.saw(b"sealdesk.tokens.process")
    assert watcher.saw(b"multiprocessing.forkserver")
    assert watcher.hits() == []
    assert (
        len(list(session.folder.rglob("*stamped*.pdf"))) + len(list((session.folder / "out").iterdir())) >= 2
    )
    assert search_files(session.folder, MARKERS) == {}
    assert search_zip(bundle, MARKERS) == {}
    assert not [path for path in session.folder.rglob("core*") if path.is_file()]
    assert (session.home / "logs" / "sealdesk.log").stat().st_size > 0


# The same means find a PIN that does lie about.


def test_the_watch_sees_arguments_and_environment() -> None:
    watcher = Watcher()
    for words, environment in ((["sleep", "0.3", "-s", PIN], {}), (["sleep", "0.3"], {"PIN": WRONG})):
        with watcher.watching():
            subprocess.run(["/bin/sh", "-c", "sleep 0.3; :", *words], env=environment, check=False)
    assert set(watcher.hits()) == {PIN, WRONG}


LEAVES_A_CORE = "import os, signal, sys; pin = sys.stdin.readline(); os.kill(os.getpid(), signal.SIGSEGV)"


@pytest.mark.skipif(
    Path("/proc/sys/kernel/core_pattern").read_text("ascii").strip() != "core",
    reason="this system hands cores to a program of its own",
)
def test_a_program_that_does_not_care_leaves_its_pin_in_a_core(session: Session) -> None:
    process = subprocess.Popen(session.python("-c", LEAVES_A_CORE), **session.prepared())  # type: ignore[call-overload]
    process.communicate(f"{PIN}\n")
    assert process.returncode == -signal.SIGSEGV
    assert PIN in {hit for hits in search_files(session.folder, MARKERS).values() for hit in hits}


# What the system is asked to write, call by call.

_OPENED = re.compile(r'openat\([^,]*, "((?:[^"\\]|\\.)*)", (?:[A-Z_]+\|)*O_(?:WRONLY|RDWR)')
_INTO_A_PIPE = re.compile(r"^\d+ +write\(\d+<pipe:\[\d+\]>, ")


@pytest.mark.prove
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.skipif(
    os.geteuid() != 0, reason="a tracer of the same user reads nothing: the program keeps it out"
)
def test_the_pin_is_written_into_pipes_alone(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    trace = session.folder / "trace"
    calls_asked = "trace=write,pwrite64,writev,sendto,sendmsg,openat"
    listen = ("strace", "-u", "nobody", "-f", "-yy", "-s", "1000000", "-e", calls_asked, "-o", str(trace))
    assert (
        session.command("tokens", "change-pin", "--pin-stdin", typed=f"{session.first_pin}\n{PIN}\n")[0] == 0
    )
    stamped = session.command(
        *session.stamp, "--output", str(session.folder / "stamped.pdf"), typed=f"{PIN}\n", before=listen
    )
    assert stamped[0] == 0, stamped
    calls = trace.read_text("utf-8", errors="replace")
    trace.unlink()
    with_pin = [line for line in calls.splitlines() if found_in(line.encode(), MARKERS)]
    assert with_pin
    assert [line for line in with_pin if not _INTO_A_PIPE.search(line)] == []
    files = sorted({found[1] for found in _OPENED.finditer(calls)})
    with capsys.disabled():
        print("\nfiles opened for writing during an act on the command line:")
        for path in files:
            print("  " + path.replace(str(session.folder), "…"))
    assert files
    outside = [
        path for path in files if path.startswith("/") and not path.startswith((str(session.folder), "/dev/"))
    ]
    assert outside == []
