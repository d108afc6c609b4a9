"""Whether a document is a sheet of test impressions (测试盖章), which is never sealed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from sealdesk.model.document import TEST_SHEET
from sealdesk.pades import objects

_METADATA_AT_MOST = 1 << 20


def is_test_sheet(reader: Any) -> bool:
    """Whether a mark is left in the catalog, the information dictionary or the XMP metadata.

    Programs that save a file anew drop some of them; one is enough, and each page has its own (`is_test_page`).
    """
    return f"/{TEST_SHEET}" in reader.root or any(TEST_SHEET in words for words in _said(reader))


def is_test_page(page: Any) -> bool:
    """Whether a page's dictionary bears the mark, be it among others' pages."""
    return f"/{TEST_SHEET}" in page


def _said(reader: Any) -> Iterator[str]:
    """What the document says of itself; what cannot be read says nothing."""
    with contextlib.suppress(*objects.UNREADABLE):
        info = objects.get_dict(reader.trailer.flatten(), "/Info")
        yield from (objects.get_text(info, key) for key in ("/Keywords", "/Title"))
    with contextlib.suppress(*objects.UNREADABLE):
        metadata = objects.get(reader.root, "/Metadata")
        if isinstance(metadata, objects.PdfStream) and len(metadata.encoded_data) <= _METADATA_AT_MOST:
            yield metadata.data[:_METADATA_AT_MOST].decode("utf-8", "replace")
