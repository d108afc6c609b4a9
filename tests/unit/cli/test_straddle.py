"""Straddle seals on the command line: pages, place and cut as the options say."""

from __future__ import annotations

import argparse

import pytest

from sealdesk.cli.straddle import add_straddle_options, straddle_of
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import A4_UNITS, PageFrame
from sealdesk.impression.strip_cuts import SEEDS
from sealdesk.model.document import DocumentDigest, Preflight
from sealdesk.model.placement import Edge, StraddleCut, StraddlePlacement


def straddle(*words: str, pages: str = "", size_mm: float = 42.0, count: int = 60) -> StraddlePlacement:
    parser = argparse.ArgumentParser()
    add_straddle_options(parser)
    arguments = parser.parse_args(words)
    arguments.straddle, arguments.pages, arguments.at, arguments.page = "right", pages, None, None
    document = Preflight(DocumentDigest("ab" * 32, 1), (PageFrame(A4_UNITS),) * count)
    return straddle_of(arguments, size_mm, size_mm, document)


def test_without_options_all_pages_in_even_strips() -> None:
    asked = straddle()
    assert asked.pages == tuple(range(1, 61))
    assert (asked.edge, asked.strips_at_most, asked.first_wider) == (Edge.RIGHT, 20, 1.0)
    assert (asked.cut, asked.seed) == (StraddleCut.EVEN, 0)
    assert asked.centre_mm == pytest.approx(148.5, abs=0.01)


def test_a_small_seal_covers_fewer_pages_unless_somebody_says_how_many() -> None:
    assert straddle(size_mm=18.0).strips_at_most == 18
    assert straddle("--strips-at-most", "20", size_mm=18.0).strips_at_most == 20


def test_for_printing_on_both_sides_the_fronts_are_straddled() -> None:
    assert straddle("--duplex", pages="2-9").pages == (3, 5, 7, 9)
    with pytest.raises(SealDeskError) as caught:
        straddle("--duplex", pages="2,4")
    assert caught.value.code is ErrorCode.PLACE_STRADDLE_TOO_FEW_PAGES


def test_chance_is_another_one_each_time() -> None:
    seeds = {straddle("--cut", "random").seed for _ in range(5)}
    assert len(seeds) > 1
    assert all(0 <= seed < SEEDS for seed in seeds)


@pytest.mark.parametrize(
    "words",
    [
        ("--first-wider", "0.5"),
        ("--first-wider", "nan"),
        ("--strips-at-most", "1"),
        ("--strips-at-most", "201"),
        ("--cut", "odd"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(words: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as caught:
        straddle(*words)
    assert caught.value.code == 2
