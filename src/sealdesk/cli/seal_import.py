"""`sealdesk seals import`: an existing seal's picture as a draft."""

from __future__ import annotations

import argparse
from pathlib import Path

from sealdesk.cli.common import add_json
from sealdesk.cli.output import language, put_json, say, say_aside
from sealdesk.model.seal_import import ImportedPicture, ImportFault
from sealdesk.texts import name_of
from sealdesk.texts.picture_words import ADVICE
from sealdesk.texts.wording import language_of


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`import` below `sealdesk seals`; it needs no workspace."""
    parser = verbs.add_parser(
        "import",
        help="take an existing seal out of a scan, photo, drawing or PDF page: a draft at 600 dpi",
        description="Take an existing seal out of a picture: paper, light and text are taken away, the ink gets real"
        " transparency. The result is a draft; it becomes a seal by `seals make` and the check of a second person.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="PNG, JPEG, BMP, TIFF, GIF, SVG or PDF")
    parser.add_argument(
        "--output", type=Path, required=True, metavar="OUT.png", help="written anew, never over"
    )
    parser.add_argument("--width-mm", type=float, metavar="MM", help="true width of the seal, outer edges")
    parser.add_argument("--height-mm", type=float, metavar="MM", help="true height (default: by proportion)")
    parser.add_argument("--page", type=int, default=1, metavar="N", help="page of a PDF, from 1")
    parser.add_argument(
        "--turn", type=float, default=0.0, metavar="DEG", help="turn it clockwise first, to stand it upright"
    )
    add_json(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from sealdesk.service.seal_import import import_draft

    result = import_draft(
        arguments.file,
        arguments.output,
        width_mm=arguments.width_mm,
        height_mm=arguments.height_mm,
        page=arguments.page,
        turn_deg=arguments.turn,
    )
    if arguments.json:
        put_json(_as_json(result, arguments.output))
    else:
        _tell(result, arguments.output)
    return 0


def _as_json(result: ImportedPicture, output: Path) -> dict[str, object]:
    picture, quality = result.picture, result.quality
    return {
        "output": output,
        "width_mm": picture.width_mm,
        "height_mm": picture.height_mm,
        "width_px": picture.width_px,
        "height_px": picture.height_px,
        "pages": result.pages,
        "source_dpi": quality.source_dpi,
        "hue_deg": quality.hue_deg,
        "edge_mm": quality.edge_mm,
        "ink_share": quality.ink_share,
        "covered_share": quality.covered_share,
        "size_source": quality.size_source.value,
        "tilt_deg": quality.tilt_deg,
        "faults": [fault.value for fault in quality.faults],
    }


def _tell(result: ImportedPicture, output: Path) -> None:
    tongue, picture = language(), result.picture
    size = f"{picture.width_mm:g} × {picture.height_mm:g} mm"
    say(f"{output}  {size}  {name_of(result.quality.size_source, tongue)}")
    for fault in result.quality.faults:
        advice = ADVICE[fault].in_language(language_of(tongue))
        say_aside(f"{_named(result, fault, tongue)}  {advice}{_turn(result, fault)}")


def _turn(result: ImportedPicture, fault: ImportFault) -> str:
    """The option that stands a tilted seal upright."""
    tilt = result.quality.tilt_deg
    return f" --turn {-tilt:g}" if fault is ImportFault.TILTED and tilt is not None else ""


def _named(result: ImportedPicture, fault: ImportFault, tongue: str) -> str:
    name = name_of(fault, tongue)
    if fault is ImportFault.LOW_RESOLUTION and result.quality.source_dpi is not None:
        return f"{name} ({result.quality.source_dpi:.0f} dpi)"
    if fault is ImportFault.TILTED and result.quality.tilt_deg is not None:
        return f"{name} ({result.quality.tilt_deg:+.1f}°)"
    return name
