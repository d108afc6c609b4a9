"""The desktop's own screen lock, and sleep, where the desktop says so over D-Bus; nothing where there is none.

Anybody on the bus may send these signals. What they lead to is a lock, never an unlock.
"""

from __future__ import annotations

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection

_SAVERS = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)
"""Interfaces with the signal ActiveChanged(b); each desktop has its own and some have two."""


class ScreenLock(QObject):
    """Listens to the session's screen savers and to logind.

    Signals:
        locked: The screen was locked, or the machine is about to sleep.
    """

    locked = Signal()

    def __init__(
        self, session: QDBusConnection, system: QDBusConnection, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._listening = False
        for interface in _SAVERS:
            self._listen(session, interface, "ActiveChanged", "active_changed(bool)")
        self._listen(system, "org.freedesktop.login1.Session", "Lock", "asked_to_lock()")
        self._listen(system, "org.freedesktop.login1.Manager", "PrepareForSleep", "active_changed(bool)")

    @property
    def listening(self) -> bool:
        """Whether there is a bus that would say it."""
        return self._listening

    def _listen(self, bus: QDBusConnection, interface: str, name: str, slot: str) -> None:
        if bus.isConnected():
            # No service is named: to ask for its owner would wait for the bus.
            # PySide takes the slot as text, whatever its stubs say.
            known = bus.connect("", "", interface, name, self, SLOT(slot))  # type: ignore[call-overload]
            self._listening = self._listening or bool(known)

    @Slot(bool)
    def active_changed(self, active: bool) -> None:
        if active:
            self.locked.emit()

    @Slot()
    def asked_to_lock(self) -> None:
        self.locked.emit()


def screen_lock(parent: QObject) -> ScreenLock:
    """What this desktop says, on its own buses."""
    return ScreenLock(QDBusConnection.sessionBus(), QDBusConnection.systemBus(), parent)
