"""Whether a document is a sheet of test impressions (测试盖章), or has taken its pages in; such are never sealed.

The marks tell an honest mistake. Who means to deceive can take them away: a sheet that is printed into a new file,
drawn anew or turned into pictures is known by the words on it alone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from sealdesk.model.document import TEST_SHEET
from sealdesk.pades import objects
from sealdesk.pades.pages import whole_pages

_METADATA_AT_MOST = 1 << 20
_MARK = f"/{TEST_SHEET}"
_BLOCK = 1 << 20
# Of the objects that pages paint; only files in which the mark stands somewhere are looked through at all.
_LOOKED_AT_MOST = 20_000


def is_test_sheet(reader: Any) -> bool:
    """Whether a mark is left in the catalog, the information dictionary or the XMP metadata.

    Programs that save a file anew drop some of them; one is enough. Its pages among others' have their own marks:
    `is_test_page`, `paints_test_sheet`.
    """
    return _MARK in reader.root or any(TEST_SHEET in words for words in _said(reader))


def is_test_page(page: Any) -> bool:
    """Whether a page's dictionary bears the mark, be it among others' pages."""
    return _MARK in page


def paints_test_sheet(reader: Any, file: BinaryIO) -> bool:
    """Whether a page paints an impression of a test sheet, be it through forms within forms (imposed pages).

    Images are streams, so their dictionaries stand in the file as they are, even in encrypted files: one look at
    the bytes tells most documents from these. What is too deeply nested to be looked through counts as one.

    Args:
        file: The document's bytes.
    """
    if not _stands_in(file, _MARK.encode("ascii")):
        return False
    for looked, (name, painted) in enumerate(_painted(reader), start=1):
        marked = name.startswith(_MARK) or (isinstance(painted, objects.PdfDict) and _MARK in painted)
        if marked or looked > _LOOKED_AT_MOST:
            return True
    return False


def _painted(reader: Any) -> Iterator[tuple[str, Any]]:
    """Images and forms that pages and their forms have, with the name they have there; each once."""
    seen: set[tuple[int, int]] = set()
    waiting = [objects.resolved(page.inherited.get("/Resources")) for page in whole_pages(reader)]
    while waiting:
        known = objects.get_dict(waiting.pop(), "/XObject")
        for name in known:
            identity = objects.reference_of(objects.raw(known, name))
            if identity is None or identity in seen:
                continue
            seen.add(identity)
            one = objects.get(known, name)
            yield name, one
            waiting.append(objects.get(one, "/Resources"))


def _stands_in(file: BinaryIO, words: bytes) -> bool:
    file.seek(0)
    before = b""
    while block := file.read(_BLOCK):
        if words in before + block:
            return True
        before = block[-len(words) + 1 :]
    return False


def _said(reader: Any) -> Iterator[str]:
    """What the document says of itself; what cannot be read says nothing."""
    with contextlib.suppress(*objects.UNREADABLE):
        info = objects.get_dict(reader.trailer.flatten(), "/Info")
        yield from (objects.get_text(info, key) for key in ("/Keywords", "/Title"))
    with contextlib.suppress(*objects.UNREADABLE):
        metadata = objects.get(reader.root, "/Metadata")
        if isinstance(metadata, objects.PdfStream) and len(metadata.encoded_data) <= _METADATA_AT_MOST:
            yield metadata.data[:_METADATA_AT_MOST].decode("utf-8", "replace")
