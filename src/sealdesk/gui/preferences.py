"""What this person likes: language, light or dark, the last folder, the window's place. Nothing secret."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from sealdesk.gui.palette import Theme


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
    def geometry(self) -> QByteArray | None:
        kept = self._kept.value("geometry")
        return kept if isinstance(kept, QByteArray) else None

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._kept.setValue("geometry", geometry)

    def columns(self, table: str) -> QByteArray | None:
        """How this table's columns were left; None where nobody changed them."""
        kept = self._kept.value(f"columns/{table}")
        return kept if isinstance(kept, QByteArray) else None

    def keep_columns(self, table: str, state: QByteArray) -> None:
        self._kept.setValue(f"columns/{table}", state)
