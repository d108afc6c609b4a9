"""The seals of the workspace as lines of a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QWidget

from sealdesk.gui import icons, palette
from sealdesk.gui.labels import plain_tooltip
from sealdesk.gui.language import in_brackets, language
from sealdesk.model.seal import SealState
from sealdesk.model.seal_life import CountResult, LifeAction, SealLife
from sealdesk.service.expiry import notice_level
from sealdesk.texts import name_of, reason_text, time_text

AnyIndex = QModelIndex | QPersistentModelIndex

NAME_COLUMN, SIZE_COLUMN, _KEEPER_COLUMN, STATE_COLUMN, _UNTIL_COLUMN, _LAST_COLUMN = 1, 3, 4, 5, 6, 7
USES_COLUMN = 8
_RIGHT = (SIZE_COLUMN, USES_COLUMN)
_TROUBLED = ("triangle-alert", "warning")
_SETTLES_A_COUNT = frozenset(
    {
        LifeAction.REPORT_LOST,
        LifeAction.REPORT_DAMAGED,
        LifeAction.RESUME,
        LifeAction.REPLACE,
        LifeAction.CANCEL,
        LifeAction.DESTROY,
    }
)
"""Steps by which somebody did something about a seal that a count did not find whole."""

_WAITING, _OVER = ("circle-dashed", "secondary"), ("circle-x", "secondary")
_LOOKS = {
    SealState.ACTIVE: ("circle-check", "good"),
    SealState.SUSPENDED: ("circle-pause", "warning"),
    SealState.FROZEN: ("lock", "warning"),
    SealState.PENDING: ("triangle-alert", "warning"),
    SealState.REJECTED: _OVER,
    SealState.REPLACED: _OVER,
    SealState.CANCELLED: _OVER,
    SealState.DESTROYED: _OVER,
}


def state_look(state: SealState) -> tuple[str, str]:
    """Icon and colour of a state; its name always stands beside them."""
    return _LOOKS.get(state, _WAITING)


def size_words(width_mm: float, height_mm: float) -> str:
    """`40 mm` for what is as wide as high, else `45 × 30 mm`."""
    if width_mm == height_mm:
        return f"{width_mm:g} mm"
    return f"{width_mm:g} × {height_mm:g} mm"


def day(moment: datetime | None) -> str:
    """The local date; empty for None."""
    return moment.astimezone().strftime("%Y-%m-%d") if moment else ""


def _ends_soon(life: SealLife) -> bool:
    """Whether a seal that may be used has ended, or does so soon enough to be announced."""
    usable = life.state in (SealState.ACTIVE, SealState.SUSPENDED)
    return (
        usable
        and life.seal is not None
        and notice_level(life.seal.valid_until, datetime.now(UTC)) is not None
    )


@dataclass(frozen=True)
class SealLine:
    """One seal as people read it.

    Attributes:
        keeper: Name of who keeps it now, or shall keep it when it is made; empty where nobody does.
        deputy_until: When a deputy's time ends; None where the custodian keeps it.
        uses: Impressions made with it.
        counted, count_result: When it was counted last, and what was found; None where it never was.
        trouble: Code of what is wrong with its record or its custody; empty where nothing is.
    """

    life: SealLife
    keeper: str
    deputy_until: datetime | None
    last_use: datetime | None
    uses: int
    trouble: str = ""
    counted: datetime | None = None
    count_result: CountResult | None = None

    @property
    def seal_id(self) -> str:
        return self.life.application.seal_id

    @property
    def count_trouble(self) -> CountResult | None:
        """`missing` or `damaged` where the last count found that and nobody did anything about it yet."""
        if self.counted is None or self.count_result in (None, CountResult.FOUND):
            return None
        since = (step for step in self.life.steps if step.at > self.counted)
        return None if any(step.action in _SETTLES_A_COUNT for step in since) else self.count_result


class SealsTable(QAbstractTableModel):
    """The lines as a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[SealLine, ...] = ()
        self.heads = (
            self.tr("Seal no."),
            self.tr("Name"),
            self.tr("Kind"),
            self.tr("Size"),
            self.tr("Kept by"),
            self.tr("State"),
            self.tr("Valid until"),
            self.tr("Last use"),
            self.tr("Uses"),
        )

    def show_lines(self, lines: tuple[SealLine, ...]) -> None:
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def line(self, row: int) -> SealLine:
        return self._lines[row]

    def row_of(self, seal_id: str) -> int:
        """Where this seal stands; -1 where it does not."""
        return next((row for row, line in enumerate(self._lines) if line.seal_id == seal_id), -1)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.heads)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line, column = self._lines[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(line)[column]
        if role == Qt.ItemDataRole.UserRole:  # sorts
            return self._sorting(line, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(self._tip(line, column))
        return _look(line, column, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _RIGHT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _sorting(self, line: SealLine, column: int) -> object:
        if column == SIZE_COLUMN:
            return line.life.application.width_mm * line.life.application.height_mm
        if column == USES_COLUMN:
            return line.uses
        if column == _LAST_COLUMN:
            return line.last_use.isoformat() if line.last_use else ""
        return self._texts(line)[column]

    def _texts(self, line: SealLine) -> tuple[str, ...]:
        asked, seal = line.life.application, line.life.seal
        return (
            asked.seal_id,
            asked.name,
            name_of(asked.kind, language()),
            size_words(asked.width_mm, asked.height_mm),
            line.keeper + in_brackets(self.tr("deputy")) if line.deputy_until else self._keeper(line),
            " · ".join(name_of(one, language()) for one in (line.life.state, line.count_trouble) if one),
            day(seal.valid_until) if seal else "",
            day(line.last_use),
            str(line.uses),
        )

    def _tip(self, line: SealLine, column: int) -> str:
        if column == STATE_COLUMN and line.trouble:
            return reason_text(line.trouble, language())
        if column == STATE_COLUMN and line.count_trouble:
            return self.counted_words(line)
        if column == _LAST_COLUMN and line.last_use:
            return time_text(line.last_use)
        return self._keeper(line) if column == _KEEPER_COLUMN else self._texts(line)[column]

    def counted_words(self, line: SealLine) -> str:
        """What the last count found, and when; empty where nothing is to be done about it."""
        if line.count_trouble is None:
            return ""
        return self.tr("Last count ({day}): {found}").format(
            day=day(line.counted), found=name_of(line.count_trouble, language())
        )

    def _keeper(self, line: SealLine) -> str:
        if line.deputy_until is None:
            return line.keeper or self.tr("nobody")
        until = self.tr("deputy until {day}").format(day=day(line.deputy_until))
        return line.keeper + in_brackets(until)


def _is_amber(line: SealLine, column: int) -> bool:
    if column == STATE_COLUMN:
        return line.count_trouble is not None
    return column == _UNTIL_COLUMN and _ends_soon(line.life)


def _look(line: SealLine, column: int, role: int) -> object:
    """Icon, colour and side of a cell."""
    colours = palette.current()
    if role == Qt.ItemDataRole.DecorationRole and column == STATE_COLUMN:
        troubled = line.trouble or line.count_trouble
        name, colour = _TROUBLED if troubled else state_look(line.life.state)
        return icons.icon(name, getattr(colours, colour), size_px=16)
    if role == Qt.ItemDataRole.ForegroundRole and _is_amber(line, column):
        return QBrush(QColor(colours.warning))
    if role == Qt.ItemDataRole.TextAlignmentRole and column in _RIGHT:
        return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return None
