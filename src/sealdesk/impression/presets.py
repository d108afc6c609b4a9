"""Seal presets: sizes and styles of the usual seals, as data in `resources/seal_presets.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sealdesk import resources
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.seal import SealKind, SealShape
from sealdesk.model.seal_design import SealDesign

RESOURCE = "seal_presets.toml"


@dataclass(frozen=True)
class SealPreset:
    """A starting point for a seal.

    Attributes:
        key: Stable name, unique among the presets.
        line: Horizontal text when none is given.
    """

    key: str
    kind: SealKind
    shape: SealShape
    width_mm: float
    height_mm: float
    border_mm: float
    line: str = ""
    star: bool = False
    star_mm: float | None = None
    negative: bool = False

    def design(self, name: str, line: str | None = None, code: str = "") -> SealDesign:
        """The design of a seal in this style.

        Args:
            name: Round and oval seals: the text on the arc. Square and rectangular: the characters.
            line: Horizontal text; None takes the preset's.
            code: Digits along the bottom of the ring.
        """
        angular = self.shape is SealShape.RECTANGLE
        return SealDesign(
            kind=self.kind,
            shape=self.shape,
            width_mm=self.width_mm,
            height_mm=self.height_mm,
            border_mm=self.border_mm,
            arc_text="" if angular else name,
            centre_text=name if angular else (self.line if line is None else line),
            star=self.star,
            star_mm=self.star_mm,
            code=code,
            negative=self.negative,
        )


@cache
def presets() -> dict[str, SealPreset]:
    """The presets that come with the program, by key, in their order."""
    return load(resources.path(RESOURCE))


def load(path: Path) -> dict[str, SealPreset]:
    """The presets of a file.

    Raises:
        SealDeskError: `SETTINGS_WRONG` with the facts `setting` (preset and field) and `path`.
    """
    try:
        tables = tomllib.loads(path.read_text("utf-8")).get("preset", [])
    except (OSError, ValueError) as error:
        raise SealDeskError(ErrorCode.SETTINGS_WRONG, setting="preset", path=path) from error
    found: dict[str, SealPreset] = {}
    for number, table in enumerate(tables, 1):
        try:
            preset = _preset(table)
            if preset.key in found:
                raise ValueError(preset.key)
        except (KeyError, TypeError, ValueError) as error:
            setting = f"preset {number} ({table.get('key', '?')})"
            raise SealDeskError(ErrorCode.SETTINGS_WRONG, setting=setting, path=path) from error
        found[preset.key] = preset
    return found


def _preset(table: dict[str, Any]) -> SealPreset:
    values = {**table, "kind": SealKind(table["kind"]), "shape": SealShape(table["shape"])}
    preset = SealPreset(**values)
    sizes = (preset.width_mm, preset.height_mm)
    if not all(2.0 <= size <= 100.0 for size in sizes) or not 0.0 <= preset.border_mm < min(sizes) / 2:
        raise ValueError("size")
    return preset
