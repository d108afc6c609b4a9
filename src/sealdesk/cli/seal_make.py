"""`sealdesk seals make`: draw a seal, as a draft: pictures, vector files, a test sheet. No workspace is needed."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sealdesk.cli.common import add_json
from sealdesk.cli.output import language, put_json, say, say_aside
from sealdesk.documents.files import check_regular, write_content
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import FormatError
from sealdesk.formats.seal_design import MEASURES, design_of, fields_of, read_design, write_design
from sealdesk.model.seal import SealShape
from sealdesk.model.seal_design import HolderKind, SealDesign
from sealdesk.policy.design_rules import DesignWarning, design_warnings, name_of_design
from sealdesk.texts import name_of
from sealdesk.texts.design_words import design_warning_text, preset_name

if TYPE_CHECKING:
    from sealdesk.impression.presets import SealPreset

DEFAULT_PRESET = "company"
_LARGEST_DESIGN = 2 << 20

_TEXTS = {
    "second": (
        "second_arc_text",
        "a second arc inside the first: the rest of a long name, or another script",
    ),
    "bottom": ("bottom_text", "text along the bottom"),
    "code": ("code", "digits along the bottom of the ring (13)"),
    "number": ("middle_text", "number through the middle, e.g. a tax number"),
}
_MEASURES = {
    "border": ("border_mm", "thickness of the border"),
    "inner_border": ("inner_border_mm", "thickness of an inner line: a double border"),
    "star_size": ("star_mm", "the star from tip to tip"),
    "emblem_size": ("emblem_mm", "the emblem's larger side"),
    "letter": ("letter_mm", "height of the name's characters"),
}


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The verb `make` below `sealdesk seals`."""
    said = "draw a seal as a draft: PNG, SVG, PDF, a test sheet; no workspace is needed"
    parser = verbs.add_parser("make", help=said, description=said[:1].upper() + said[1:] + ".")
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help="the name on the arc; of a square seal its characters"
    )
    start = parser.add_mutually_exclusive_group()
    start.add_argument(
        "--preset", metavar="KEY", help=f"starting point, see --list-presets ({DEFAULT_PRESET})"
    )
    start.add_argument("--design", type=Path, metavar="FILE", help="starting point: a design saved as .json")
    start.add_argument("--list-presets", action="store_true", help="list the presets and end")
    parser.add_argument(
        "--line", metavar="TEXT", help="horizontal line; of a square seal the characters, | begins a new line"
    )
    for option, (_, help_text) in _TEXTS.items():
        parser.add_argument(f"--{option}", metavar="TEXT", help=help_text)
    parser.add_argument("--size", metavar="MM[xMM]", help="width and height in mm, e.g. 42 or 45x30")
    for option, (_, help_text) in _MEASURES.items():
        parser.add_argument(
            f"--{option.replace('_', '-')}", type=float, metavar="MM", help=f"{help_text}, in mm"
        )
    parser.add_argument(
        "--star", action=argparse.BooleanOptionalAction, help="with a star in the middle, or without"
    )
    parser.add_argument("--emblem", type=Path, metavar="SVG", help="an emblem in the star's place")
    parser.add_argument(
        "--negative",
        action=argparse.BooleanOptionalAction,
        help="white characters on a red ground, or red ones",
    )
    parser.add_argument(
        "--columns",
        action=argparse.BooleanOptionalAction,
        help="read in columns from the right, or rows from the left",
    )
    parser.add_argument("--colour", metavar="#RRGGBB", help="the ink (#e60012)")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="FIELD=NUMBER",
        help=f"any measure: {', '.join(MEASURES)}",
    )
    parser.add_argument(
        "--holder", choices=list(HolderKind), help="whose seal it is; rules depend on it (company)"
    )
    parser.add_argument("--dpi", type=int, choices=(300, 600), default=600, help="of a PNG (600)")
    parser.add_argument(
        "-o", "--output", action="append", default=[], type=Path, metavar="FILE",
        help="what to write, by extension: .png, .svg, .pdf, or .json for the design; may be given several times",
    )  # fmt: skip
    parser.add_argument(
        "--test-sheet", type=Path, metavar="PDF", help="write a sheet of test impressions, too"
    )
    add_json(parser)
    parser.set_defaults(run=_make)


def _make(arguments: argparse.Namespace) -> int:
    if arguments.list_presets:
        return _list_presets(arguments)
    for path in arguments.output:
        if path.suffix.lower() not in _WRITERS:
            raise SealDeskError(ErrorCode.USAGE_WRONG, what=f"--output: {' '.join(_WRITERS)}")
    design, holder = _design(arguments)
    _check_whole(arguments, design)
    written = _write(arguments, design)
    from sealdesk.impression.clearance import crowding

    warnings = (*design_warnings(design, holder_kind=holder), *crowding(design))
    _tell(arguments, design, written, warnings)
    return 0


def _check_whole(arguments: argparse.Namespace, design: SealDesign) -> None:
    """A draft has a name, and goes somewhere."""
    anonymous = arguments.name is None and arguments.line is None and arguments.design is None
    missing = ["make.name"] if anonymous or not name_of_design(design) else []
    if not arguments.output and arguments.test_sheet is None:
        missing.append("make.output")
    if missing:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what=", ".join(missing))


def _list_presets(arguments: argparse.Namespace) -> int:
    from sealdesk.impression.presets import presets

    tongue = language()
    if arguments.json:
        put_json([_preset_facts(preset, tongue) for preset in presets().values()])
        return 0
    for preset in presets().values():
        size = f"{preset.width_mm:g} × {preset.height_mm:g} mm"
        shape = name_of(preset.shape, tongue)
        say(f"{preset.key}  {preset_name(preset.key, tongue)}  {shape}  {size}")
    return 0


def _preset_facts(preset: SealPreset, tongue: str) -> dict[str, object]:
    return {
        "key": preset.key,
        "name": preset_name(preset.key, tongue),
        "holder": preset.holder,
        "design": fields_of(preset.template),
    }


def _design(arguments: argparse.Namespace) -> tuple[SealDesign, HolderKind]:
    start, holder = _start(arguments)
    changes: dict[str, Any] = {}
    angular = start.shape is SealShape.RECTANGLE
    if arguments.name is not None:
        changes["centre_text" if angular else "arc_text"] = arguments.name
    if arguments.line is not None:
        changes["centre_text"] = arguments.line
    if angular and "centre_text" in changes:
        changes["centre_text"] = changes["centre_text"].replace("|", "\n")
    for option, (field, _) in (_TEXTS | _MEASURES).items():
        changes[field] = getattr(arguments, option)
    for option in ("star", "negative", "columns", "colour"):
        changes[option] = getattr(arguments, option)
    changes |= _sizes(arguments.size) | dict(map(_assigned, arguments.set))
    if arguments.emblem is not None:
        from sealdesk.impression.emblem import read_emblem

        changes["emblem"] = list(read_emblem(arguments.emblem))
    given = {field: value for field, value in changes.items() if value is not None}
    try:
        return design_of({**fields_of(start), **given}), HolderKind(
            arguments.holder
        ) if arguments.holder else holder
    except FormatError as wrong:
        raise SealDeskError(ErrorCode.SEAL_DESIGN_WRONG, field=str(wrong)) from wrong


def _start(arguments: argparse.Namespace) -> tuple[SealDesign, HolderKind]:
    """The design that is changed, and whose seals are made so."""
    if arguments.design is not None:
        return _read(arguments.design), HolderKind.COMPANY
    from sealdesk.impression.presets import presets

    key = arguments.preset or DEFAULT_PRESET
    if key not in presets():
        raise SealDeskError(ErrorCode.USAGE_WRONG, what=f"--preset: {', '.join(presets())}")
    preset = presets()[key]
    return preset.template, preset.holder or HolderKind.COMPANY


def _read(path: Path) -> SealDesign:
    check_regular(path)
    try:
        with path.open("rb") as file:
            return read_design(file.read(_LARGEST_DESIGN))
    except OSError as error:
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=path, reason=error.strerror or "") from error
    except FormatError as wrong:
        raise SealDeskError(ErrorCode.SEAL_DESIGN_WRONG, field=str(wrong), path=path) from wrong


def _sizes(size: str | None) -> dict[str, float]:
    if size is None:
        return {}
    width, _, height = size.lower().replace("×", "x").partition("x")
    try:
        return {"width_mm": float(width), "height_mm": float(height or width)}
    except ValueError as wrong:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="--size: MM[xMM]") from wrong


def _assigned(text: str) -> tuple[str, float]:
    field, _, value = text.partition("=")
    try:
        if field not in MEASURES:
            raise ValueError(field)
        return field, float(value)
    except ValueError as wrong:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="--set: FIELD=NUMBER") from wrong


def _png(design: SealDesign, dpi: int) -> bytes:
    from sealdesk.impression.drawing import draw_seal
    from sealdesk.impression.png import write_png

    return write_png(draw_seal(design, dpi))


def _svg(design: SealDesign, _dpi: int) -> bytes:
    from sealdesk.impression.svg import seal_svg

    return seal_svg(design).encode("utf-8")


def _pdf(design: SealDesign, _dpi: int) -> bytes:
    from sealdesk.impression.drawing import seal_pdf

    return seal_pdf(design)


def _json(design: SealDesign, _dpi: int) -> bytes:
    return write_design(design).encode("utf-8") + b"\n"


_WRITERS: Mapping[str, Callable[[SealDesign, int], bytes]] = {
    ".png": _png,
    ".svg": _svg,
    ".pdf": _pdf,
    ".json": _json,
}


def _write(arguments: argparse.Namespace, design: SealDesign) -> list[Path]:
    """Everything is drawn before anything is written."""
    from sealdesk.impression.drawing import draw_seal

    contents = {path: _WRITERS[path.suffix.lower()](design, arguments.dpi) for path in arguments.output}
    if arguments.test_sheet is not None:
        from sealdesk.impression.test_sheet import test_sheet

        contents[arguments.test_sheet] = test_sheet(draw_seal(design), name_of_design(design))
    for path, content in contents.items():
        write_content(content, path)
    return list(contents)


def _tell(
    arguments: argparse.Namespace,
    design: SealDesign,
    written: list[Path],
    warnings: tuple[DesignWarning, ...],
) -> None:
    tongue = language()
    said = [(warning.rule.value, design_warning_text(warning, tongue)) for warning in warnings]
    if arguments.json:
        facts = fields_of(replace(design, emblem=()))
        put_json(
            {
                "written": written,
                "design": facts,
                "warnings": [{"rule": rule, "text": text} for rule, text in said],
            }
        )
        return
    for path in written:
        say(str(path))
    for rule, text in said:
        say_aside(f"[{rule}] {text}")
