"""The rules for a new PIN as a list that ticks itself off while somebody types; nothing of the PIN is shown."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sealdesk.gui.labels import IconLabel, label
from sealdesk.gui.language import language
from sealdesk.model.token import TokenInfo
from sealdesk.policy.pin_rules import PinFault, PinRules, pin_faults
from sealdesk.texts import name_of

_ICON_PX = 16
_MANY = 64
"""A longest length from here on is not worth saying."""
_LENGTHS = (PinFault.TOO_SHORT, PinFault.TOO_LONG)
_FORMS = (PinFault.SEQUENTIAL, PinFault.REPEATED, PinFault.VENDOR_DEFAULT, PinFault.SAME_AS_OLD)


class PinRulesList(QWidget):
    """One line for each rule: open, kept, or broken.

    Args of the constructor:
        with_old: There is an old PIN that the new one must differ from.
    """

    def __init__(self, rules: PinRules, info: TokenInfo, *, with_old: bool) -> None:
        super().__init__()
        self._rules, self._info = rules, info
        self._icons: dict[object, IconLabel] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 4, 0, 4)
        self._layout.setSpacing(4)
        self._add(_LENGTHS, self._length_words())
        for fault in _FORMS:
            if with_old or fault is not PinFault.SAME_AS_OLD:
                self._add((fault,), name_of(fault, language()))
        self._add("again", self.tr("Entered twice alike"))
        self.kept = False
        self.show_rules("", "", None)

    def _length_words(self) -> str:
        least = max(self._rules.min_length, self._info.pin_min_length)
        most = self._info.pin_max_length
        if 0 < most < _MANY:
            return self.tr("{least} to {most} characters").format(least=least, most=most)
        return self.tr("At least {least} characters").format(least=least)

    def _add(self, key: object, words: str) -> None:
        icon = IconLabel("circle-dashed", "secondary", _ICON_PX)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(label(words, "small"), 1)
        self._layout.addLayout(row)
        self._icons[key] = icon

    def show_rules(self, new: str, again: str, old: str | None) -> None:
        """Show how this new PIN stands; `kept` says whether it may be set."""
        info = self._info
        faults = pin_faults(new, old or None, self._rules, info.pin_min_length, info.pin_max_length)
        long_enough = PinFault.TOO_SHORT not in faults
        for key, icon in self._icons.items():
            if key == "again":
                kept, judged = bool(new) and new == again, bool(again) and not new.startswith(again)
            else:
                assert isinstance(key, tuple)
                kept = bool(new) and not set(key) & set(faults)
                judged = long_enough or (PinFault.TOO_LONG in key and PinFault.TOO_LONG in faults)
                if PinFault.SAME_AS_OLD in key and not old:
                    kept = judged = False
                elif key != _LENGTHS and not long_enough:
                    kept = False
            icon.show_icon(*_look(kept=kept, judged=judged))
        self.kept = bool(new) and not faults and new == again

    def icon_of(self, fault: PinFault | str) -> str:
        """The icon of the rule that this fault breaks, for whoever wants to know how it is shown."""
        found = next(icon for key, icon in self._icons.items() if fault == key or fault in key)  # type: ignore[operator]
        return found.shown[0]


def _look(*, kept: bool, judged: bool) -> tuple[str, str]:
    if kept:
        return "circle-check", "good"
    return ("triangle-alert", "warning") if judged else ("circle-dashed", "secondary")
