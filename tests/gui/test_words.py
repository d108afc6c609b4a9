"""Words and icons: everything the sources say is translated, everything that is there is used."""

from __future__ import annotations

import ast
import string
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtSvg import QSvgRenderer

from sealdesk import resources
from sealdesk.gui import notice

GUI = Path(notice.__file__).parent
TS = resources.path("translations/sealdesk_zh_CN.ts")


def said() -> Iterator[tuple[str, str]]:
    """Every literal that is given to `tr`, with its file."""
    for path in sorted(GUI.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "tr":
                (word,) = node.args
                assert isinstance(word, ast.Constant), f"{path.name}:{node.lineno}: tr takes a literal"
                yield path.name, word.value


def translated() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for message in ET.parse(TS).getroot().iter("message"):
        source, translation = message.findtext("source", ""), message.findtext("translation", "")
        found.setdefault(source, set()).add(translation)
    return found


def test_every_word_of_the_window_is_translated() -> None:
    known = translated()
    assert [(file, word) for file, word in said() if not known.get(word)] == []
    assert [source for source, words in known.items() if "" in words] == []


def test_translations_keep_their_placeholders() -> None:
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    wrong = [
        (source, word)
        for source, words in translated().items()
        for word in words
        if names(source) != names(word)
    ]
    assert wrong == []


def test_collecting_and_compiling_anew_changes_nothing() -> None:
    script = resources.path("translations/make_translations.py")
    assert subprocess.run([sys.executable, script, "--check"], check=False).returncode == 0


def icons_named() -> set[str]:
    """Every string of the sources that is the name of an icon file."""
    there = {path.stem for path in resources.path("icons").glob("*.svg")}
    strings = {
        node.value
        for path in GUI.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return there & strings


def test_every_icon_is_used_and_licensed() -> None:
    there = {path.stem for path in resources.path("icons").glob("*.svg")}
    assert there - icons_named() == set()
    assert resources.path("icons/LICENSE-lucide.txt").is_file()


@pytest.mark.parametrize("name", sorted(path.stem for path in resources.path("icons").glob("*.svg")))
def test_icons_can_be_drawn(name: str) -> None:
    assert QSvgRenderer(str(resources.path(f"icons/{name}.svg"))).isValid()
