"""SealDesk's private dictionary in a signature, and the usual keys, as the signer wrote them.

They lie inside the signed bytes: believe them as far as signature and certificate carry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sealdesk.model.signature import FurtherSeal
from sealdesk.verification.damage import BROKEN
from sealdesk.verification.objects import entry, items, resolved

SEAL_KEY = "/SDSK_Seal"
_FURTHER = "/Further"
_OF_ONE_SEAL = frozenset(field.name for field in fields(FurtherSeal))
_SEALS_AT_MOST = 100
_ENTRIES_AT_MOST = 64
_CHARACTERS_AT_MOST = 4096
_WORD = re.compile(r"[A-Z][a-z0-9]*")


def seal_entries(value: Any) -> Mapping[str, str]:
    """SealDesk's entries of the signature dictionary by their names in `model.signature`, e.g. `seal_id`.

    Empty where there are none; what is not text is left out.
    """
    return _own_entries(entry(value, SEAL_KEY))


def _own_entries(own: Any) -> dict[str, str]:
    from pyhanko.pdf_utils.generic import DictionaryObject

    if not isinstance(own, DictionaryObject):
        return {}
    found = {_snake(str(key)): _text(own, key) for key in list(own)[:_ENTRIES_AT_MOST]}
    return {name: text for name, text in found.items() if name and text is not None}


def further_entries(value: Any) -> tuple[Mapping[str, str], ...]:
    """Of each further seal that the signature names: its own entries, and those that all its seals share.

    Empty where it names one seal or none (format version 1).
    """
    shared = {name: text for name, text in seal_entries(value).items() if name not in _OF_ONE_SEAL}
    further = items(entry(entry(value, SEAL_KEY), _FURTHER))[:_SEALS_AT_MOST]
    return tuple(
        {**shared, **own} for one in further if (own := _own_entries(resolved(one))).keys() & _OF_ONE_SEAL
    )


def text_entry(value: Any, key: str) -> str:
    """A text entry of the signature dictionary, e.g. `/Reason`; empty where there is none."""
    return _text(value, key) or ""


def claimed_time(value: Any) -> datetime | None:
    """/M of the signature dictionary; None where it is missing, malformed or knows no time zone."""
    from pyhanko.pdf_utils.generic import parse_pdf_date

    try:
        time: datetime = parse_pdf_date(str(value["/M"]), strict=False)
    except BROKEN:
        return None
    return time if time.tzinfo is not None else None


def _text(dictionary: Any, key: str) -> str | None:
    from pyhanko.pdf_utils.generic import ByteStringObject, TextStringObject

    value = entry(dictionary, key)
    if isinstance(value, TextStringObject):
        return str(value)[:_CHARACTERS_AT_MOST]
    if isinstance(value, ByteStringObject):
        return bytes(value.original_bytes).decode("utf-8", "replace")[:_CHARACTERS_AT_MOST]
    return None


def _snake(key: str) -> str:
    return "_".join(word.lower() for word in _WORD.findall(key))
