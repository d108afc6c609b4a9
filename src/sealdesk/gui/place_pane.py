"""A page with places on it, on the desk's ground, with the session's seal as it may be shown now."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from sealdesk.gui.place_preview import PlacePreview, Shown
from sealdesk.gui.session import Session


class PlacePane(QFrame):
    """The seal's picture comes and goes with the vault; without it, its outline is shown.

    Attributes:
        preview: What is drawn.
    """

    def __init__(self, session: Session, words: str, parent: QWidget | None = None) -> None:
        """For the document on the desk; `words` say what is shown."""
        super().__init__(parent)
        assert session.placing is not None
        self.setProperty("look", "desk")
        self._session = session
        self.preview = PlacePreview(session.images, session.placing.frames)
        self.preview.setAccessibleName(words)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.preview)
        session.picture_changed.connect(self._show_ink)
        self._show_ink()
        self.show_bare()

    def show_bare(self) -> None:
        """The page that is looked at on the desk, without any place."""
        self.preview.show_place(Shown(self._session.page))

    def _show_ink(self) -> None:
        standing = self._session.seal
        self.preview.show_ink(standing.seal if standing else None, self._session.seal_image)
