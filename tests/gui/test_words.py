"""Words and icons: everything the sources say is translated, everything that is there is used."""

from __future__ import annotations

import ast
import re
import string
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtSvg import QSvgRenderer

from sealdesk import resources, texts
from sealdesk.gui import notice
from sealdesk.service.evaluation.authority import ORGANISATION
from sealdesk.service.evaluation.cast import CAST, CONTRACT_REQUEST, cast_seals
from sealdesk.service.evaluation.workspace import TOKEN_LABEL

from .seal_hand import DEPARTMENT_SEAL
from .walk import Walk

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


def chinese_texts() -> Iterator[Path]:
    yield TS
    yield from Path(texts.__file__).parent.glob("*.py")
    yield from resources.path("help").rglob("*.md")


def test_quotation_marks_are_those_of_the_standard() -> None:
    """GB/T 15834: “ ” and ‘ ’, in all texts alike."""
    there = list(chinese_texts())
    assert len(there) > 60
    assert [path.name for path in there if set("「」『』") & set(path.read_text("utf-8"))] == []


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


# What the window says, walked through.

NEUTRAL = re.compile(
    r"SealDesk|English|MuPDF|PDF|USB Key|PNG|JPG|BMP|SVG|CSV|JSON|SHA-256|RSA[-\w]*|dpi|mm|PUK|PIN"
    r"|Ctrl|Esc|Insert|Alt|Shift|Enter|GNU Affero|Lucide|ISC|Qt|LibreOffice"
    r"|SoftHSM project|SoftHSM v2|SoftHSM2?|GB/T|ISO/IEC|A[34]|F1"
    r"|[\w-]+\.(?:pdf|png|docx|csv)"  # names of files
    r"|/[\w./-]+"  # their folders
    r"|\b[0-9a-f]{16}…[0-9a-f]{8}\b"  # digests
    r"|\b(?:SEAL|EVAL|R\d{8}|B\d{8})-[0-9a-f]+\b|\b[0-9a-f]{8}[0-9a-f-]{8,}\b|\b[0-9A-Z]{18}\b"  # numbers of things
    r"|\b[a-z]+\.[a-z_]+\b"  # codes of errors
)
CHINESE = re.compile(r"[\u3400-\u9fff\u3001-\u3011\uff08\uff09\uff0c\uff1a\uff1b]")


def data_of_the_workspace() -> list[str]:
    """What people have named: it is in no language of the window. The longest first."""
    policy = resources.path("policy.toml").read_text("utf-8")
    named = (
        {member.name for member in CAST}
        | {member.department for member in CAST}
        | {ORGANISATION, TOKEN_LABEL}
    )
    named |= {seal.name for seal in cast_seals()} | {seal.design.centre_text for seal in cast_seals()}
    named |= {f"{ORGANISATION}（签名）", f"{ORGANISATION}（加密）", f"{ORGANISATION}（制章）"}
    named |= {f"{DEPARTMENT_SEAL.arc_text}{DEPARTMENT_SEAL.centre_text}"}  # the walk applies for it
    named |= {CONTRACT_REQUEST.reason, CONTRACT_REQUEST.recipient, "评估工作区启用", "同意", "中文"}
    named |= set(re.findall(r'"([^"]*[\u3400-\u9fff][^"]*)"', policy))
    named |= {
        "营业执照",
        "法定代表人或代理人身份证明",
        "申请表",
        "印章管理制度",
    }  # materials, as the policy names them
    # What contracts say, to be looked for.
    named |= {
        f"{party}{place}" for party in ("", "甲方", "乙方", "单位") for place in ("", "（盖章）", "（公章）")
    }
    named |= {"盖章处", "（签章）", "法定代表人"}
    return sorted((one for one in named if one), key=len, reverse=True)


def foreign(language: str, word: str, data: list[str]) -> str:
    """What of this text belongs to the other language."""
    for known in data:
        word = word.replace(known, "")
    if language == "en":
        return "".join(CHINESE.findall(word))
    return " ".join(re.findall(r"[A-Za-z]{2,}", NEUTRAL.sub("", word)))


def test_the_window_speaks_one_language(walked: tuple[str, Walk]) -> None:
    language, seen = walked
    data = data_of_the_workspace()
    wrong = {
        f"{stop}: {kind}: {word}": part
        for stop, one in seen.stops.items()
        for kind, word in one.words
        if (part := foreign(language, word, data))
    }
    assert wrong == {}
    assert sum(len(one.words) for one in seen.stops.values()) > 1000


@pytest.mark.parametrize(
    ("language", "word", "part"),
    [
        ("zh", "Open 文件", "Open"),
        ("zh", "contract.pdf · R20261124-9a0373de", ""),
        ("en", "Page 第", "第"),
        ("en", "Kept by 王慧", ""),
    ],
)
def test_what_is_foreign_is_seen(language: str, word: str, part: str) -> None:
    assert foreign(language, word, data_of_the_workspace()) == part
