"""Page numbers as people write them: `1-3,7,last,odd`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sealdesk.errors import ErrorCode, SealDeskError

_MOST_PAGES = 1_000_000


def parse_pages(text: str, count: int) -> tuple[int, ...]:
    """The page numbers that `text` names, in order, once each.

    Known are `1-3,7`, `5-last`, and the words `all`, `odd`, `even`, `last` (全部, 奇数页, 偶数页, 末页).

    Args:
        count: Pages of the document.

    Raises:
        SealDeskError: `PLACE_PAGES_WRONG` (also where nothing is left: even pages of one page);
            `PLACE_PAGE_MISSING` for a page the document does not have.
    """
    pages: set[int] = set()
    for part in text.translate(_SIGNS).split(","):
        pages.update(_pages_of("".join(part.split()).lower(), text, count))
    if not pages:
        raise SealDeskError(ErrorCode.PLACE_PAGES_WRONG, pages=text)
    return tuple(sorted(pages))


def pages_text(pages: Iterable[int]) -> str:
    """Page numbers in short, e.g. `1-3,7`: the inverse of `parse_pages`."""
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ",".join(f"{low}" if low == high else f"{low}-{high}" for low, high in runs)


_SIGNS = str.maketrans("，、－–—～~０１２３４５６７８９", ",,-----0123456789")


def _pages_of(part: str, text: str, count: int) -> Sequence[int]:
    named = {
        "all": range(1, count + 1),
        "odd": range(1, count + 1, 2),
        "even": range(2, count + 1, 2),
        "last": range(count, count + 1),
    }
    named |= {
        "全部": named["all"],
        "奇数页": named["odd"],
        "偶数页": named["even"],
        "末页": named["last"],
    }
    if part in named:
        return named[part]
    first, dash, last = part.partition("-")
    low = _number(first, text)
    high = low if not dash else count if last in ("last", "末页") else _number(last, text)
    if not 1 <= low <= high <= _MOST_PAGES:
        raise SealDeskError(ErrorCode.PLACE_PAGES_WRONG, pages=text)
    if high > count:
        raise SealDeskError(ErrorCode.PLACE_PAGE_MISSING, page=high, pages=count)
    return range(low, high + 1)


def _number(word: str, text: str) -> int:
    if not (word.isascii() and word.isdigit() and len(word) <= 9):
        raise SealDeskError(ErrorCode.PLACE_PAGES_WRONG, pages=text)
    return int(word)
