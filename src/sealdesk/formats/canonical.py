"""RFC 8785 canonical JSON: one text for one value, so that it can be hashed and signed."""

from __future__ import annotations

import json
from typing import Any

from sealdesk.formats.fields import FormatError


def canonical(value: Any) -> bytes:
    """The canonical UTF-8 form of a JSON value."""
    import rfc8785

    return rfc8785.dumps(value)


def parse_canonical(text: bytes) -> Any:
    """The value of a canonical text.

    Raises:
        FormatError: Not JSON, or not in canonical form (so that two texts never mean the same record).
    """
    try:
        value = json.loads(text)
        written = canonical(value)  # numbers and characters that no canonical text can hold
    except (ValueError, RecursionError) as wrong:
        raise FormatError("not JSON") from wrong
    if written != text:
        raise FormatError("not canonical")
    return value
