"""Contrast of every pair of text and ground (WCAG 2.2 §1.4.3: 4.5:1; §1.4.11: 3:1 for edges)."""

from __future__ import annotations

import re

import pytest

from sealdesk.gui.palette import DARK, LIGHT, Colours, stylesheet

TEXT_ON_GROUND = [
    (text, ground)
    for text, grounds in {
        "text": ("panel", "field", "hover", "desk"),
        "secondary": ("panel", "field", "hover"),
        "accent": ("panel", "field"),
        "on_accent": ("accent",),
        "on_chosen": ("chosen",),
        "on_seal": ("seal", "seal_hover"),
        "good": ("good_ground",),
        "warning": ("warning_ground",),
        "bad": ("bad_ground",),
        "neutral": ("neutral_ground",),
    }.items()
    for ground in grounds
]


def luminance(colour: str) -> float:
    def linear(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read_on_its_ground(colours: Colours, text: str, ground: str) -> None:
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["panel", "field"])
def test_edges_of_controls_can_be_seen(colours: Colours, ground: str) -> None:
    assert contrast(colours.edge, getattr(colours, ground)) >= 3.0


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_style_sheet_names_only_colours_of_the_palette(colours: Colours) -> None:
    sheet = stylesheet(colours)
    assert "@" not in sheet
    assert re.search(r"#[0-9a-f]{6}", sheet)
