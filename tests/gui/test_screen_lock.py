"""The desktop's lock reaches the window over a real bus, and nothing is heard where there is none."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtDBus import QDBusConnection
from pytestqt.qtbot import QtBot

from sealdesk.gui.screen_lock import ScreenLock

_CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir={folder}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>"""


@pytest.fixture
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a message bus of this test's own."""
    if shutil.which("dbus-daemon") is None or shutil.which("dbus-send") is None:
        pytest.skip("no D-Bus on this machine")
    folder = tmp_path_factory.mktemp("b")
    configuration = folder / "bus.conf"
    configuration.write_text(_CONFIGURATION.format(folder=folder))
    command = ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().strip()
        daemon.terminate()


def emit(bus: str, path: str, signal: str, *arguments: str) -> None:
    """A signal from another program."""
    subprocess.run(["dbus-send", f"--bus={bus}", "--type=signal", path, signal, *arguments], check=True)


@pytest.mark.parametrize(
    ("path", "signal", "arguments"),
    [
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", ["boolean:true"]),
        ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", ["boolean:true"]),
        ("/org/freedesktop/login1/session/_32", "org.freedesktop.login1.Session.Lock", []),
        ("/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep", ["boolean:true"]),
    ],
)
def test_the_desktops_lock_is_heard(
    qtbot: QtBot, bus: str, path: str, signal: str, arguments: list[str]
) -> None:
    connection = QDBusConnection.connectToBus(bus, bus)
    lock = ScreenLock(connection, connection)
    assert lock.listening
    with qtbot.waitSignal(lock.locked):
        emit(bus, path, signal, *arguments)
    QDBusConnection.disconnectFromBus(bus)


def test_the_end_of_a_lock_is_not_one(qtbot: QtBot, bus: str) -> None:
    connection = QDBusConnection.connectToBus(bus, bus)
    lock = ScreenLock(connection, connection)
    heard: list[None] = []
    lock.locked.connect(lambda: heard.append(None))
    emit(bus, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", "boolean:false")
    with qtbot.waitSignal(lock.locked):  # signals of one sender's bus keep their order
        emit(bus, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", "boolean:true")
    assert len(heard) == 1
    QDBusConnection.disconnectFromBus(bus)


def test_without_a_bus_nothing_is_heard(qtbot: QtBot, tmp_path: Path) -> None:
    nowhere = QDBusConnection.connectToBus(f"unix:path={tmp_path}/none", str(tmp_path))
    assert not ScreenLock(nowhere, nowhere).listening
