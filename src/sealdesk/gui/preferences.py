"""What this person likes: language, light or dark, the last folder, the window's place. Nothing secret."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths
from PySide6.QtGui import QScreen

from sealdesk.gui.page_layout import ViewMode
from sealdesk.gui.palette import Theme
from sealdesk.gui.screen_ruler_scale import TrueScale, key_of, stated_scale


class Preferences:
    """Kept by the desktop for the user, not in the workspace."""

    def __init__(self) -> None:
        self._kept = QSettings("SealDesk", "SealDesk")

    @property
    def language(self) -> str:
        """`zh`, `en`, or empty where nothing was chosen."""
        return str(self._kept.value("language", ""))

    @language.setter
    def language(self, language: str) -> None:
        self._kept.setValue("language", language)

    @property
    def theme(self) -> Theme:
        return Theme.DARK if self._kept.value("theme") == Theme.DARK.value else Theme.LIGHT

    @theme.setter
    def theme(self, theme: Theme) -> None:
        self._kept.setValue("theme", theme.value)

    @property
    def folder(self) -> Path:
        """Where stamped files went last; else, or where that is gone, the documents folder, or home."""
        kept = str(self._kept.value("folder", ""))
        places = QStandardPaths.standardLocations(QStandardPaths.StandardLocation.DocumentsLocation)
        folders = [Path(place) for place in (kept, *places) if place]
        return next((folder for folder in folders if folder.is_dir()), Path.home())

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._kept.setValue("folder", str(folder))

    @property
    def view_mode(self) -> ViewMode:
        """Pages below one another, or one at a time."""
        kept = self._kept.value("view_mode")
        return ViewMode.SINGLE if kept == ViewMode.SINGLE.value else ViewMode.CONTINUOUS

    @view_mode.setter
    def view_mode(self, mode: ViewMode) -> None:
        self._kept.setValue("view_mode", mode.value)

    def true_scale(self, screen: QScreen) -> TrueScale:
        """How many pixels a millimetre has on this screen, and how sure that is."""
        kept = self._kept.value(f"screens/{key_of(screen)}")
        try:
            measured = float(str(kept)) if kept is not None else 0.0
        except ValueError:
            measured = 0.0
        if measured > 0.0:
            return TrueScale(measured / screen.devicePixelRatio(), is_measured=True)
        return stated_scale(screen)

    def pixels_per_mm(self, screen: QScreen) -> float:
        """Logical pixels of this screen for a millimetre, for pages at 100 %."""
        return self.true_scale(screen).pixels_per_mm

    def keep_pixels_per_mm(self, screen: QScreen, pixels_per_mm: float | None) -> None:
        """What a person measured on this screen, in logical pixels; None forgets it."""
        name = f"screens/{key_of(screen)}"
        if pixels_per_mm is None:
            self._kept.remove(name)
        else:
            # In the screen's own pixels: the measure stays true when the desktop is scaled otherwise.
            self._kept.setValue(name, str(pixels_per_mm * screen.devicePixelRatio()))

    @property
    def geometry(self) -> QByteArray | None:
        kept = self._kept.value("geometry")
        return kept if isinstance(kept, QByteArray) else None

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._kept.setValue("geometry", geometry)

    @property
    def snapping(self) -> bool:
        """Whether seals snap to lines while they are placed."""
        return self._kept.value("snapping") not in ("false", False)

    @snapping.setter
    def snapping(self, snaps: bool) -> None:
        self._kept.setValue("snapping", snaps)

    def columns(self, table: str) -> QByteArray | None:
        """How this table's columns were left; None where nobody changed them."""
        kept = self._kept.value(f"columns/{table}")
        return kept if isinstance(kept, QByteArray) else None

    def keep_columns(self, table: str, state: QByteArray) -> None:
        self._kept.setValue(f"columns/{table}", state)
