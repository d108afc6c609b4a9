"""Seal presets: sizes and styles of the usual seals, as data in `resources/seal_presets.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from sealdesk import resources
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import FormatError
from sealdesk.formats.seal_design import design_of
from sealdesk.model.seal import SealKind, SealShape
from sealdesk.model.seal_design import HolderKind, SealDesign

RESOURCE = "seal_presets.toml"


@dataclass(frozen=True)
class SealPreset:
    """A starting point for a seal.

    Attributes:
        key: Stable name, unique among the presets.
        holder: Whose seals are made so; None for those of any holder.
        template: The design without the texts of one seal.
    """

    key: str
    holder: HolderKind | None
    template: SealDesign

    @property
    def kind(self) -> SealKind:
        return self.template.kind

    @property
    def shape(self) -> SealShape:
        return self.template.shape

    @property
    def width_mm(self) -> float:
        return self.template.width_mm

    @property
    def height_mm(self) -> float:
        return self.template.height_mm

    def design(self, name: str, line: str | None = None, code: str = "", number: str = "") -> SealDesign:
        """The design of a seal in this style.

        Args:
            name: Round and oval seals: the text on the arc. Square and rectangular: the characters.
            line: Horizontal text; None takes the preset's.
            code: Digits along the bottom of the ring.
            number: Horizontal text through the middle, e.g. a tax number.
        """
        if self.shape is SealShape.RECTANGLE:
            return replace(self.template, centre_text=name)
        centre = self.template.centre_text if line is None else line
        return replace(self.template, arc_text=name, centre_text=centre, code=code, middle_text=number)


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
            preset = _preset(dict(table))
            if preset.key in found:
                raise ValueError(preset.key)
        except (KeyError, TypeError, ValueError) as error:
            wrong = f": {error}" if isinstance(error, FormatError) else ""
            setting = f"preset {number} ({table.get('key', '?')}){wrong}"
            raise SealDeskError(ErrorCode.SETTINGS_WRONG, setting=setting, path=path) from error
        found[preset.key] = preset
    return found


def _preset(table: dict[str, Any]) -> SealPreset:
    key, holder = table.pop("key"), table.pop("holder", None)
    if not isinstance(key, str):
        raise ValueError("key")
    return SealPreset(key, holder and HolderKind(holder), design_of(table))
