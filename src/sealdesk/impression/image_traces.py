"""Whether a PDF can show any image at all, by its bytes alone: most documents are done with here.

A no is certain; whatever is written in an unusual way is a yes, and the reader has a look.
"""

from __future__ import annotations

import mmap
import re
import zlib
from pathlib import Path

Bytes = mmap.mmap | bytes

_WHITE = rb"\x00\t\n\f\r "
_DELIMITERS = rb"()<>\[\]{}/%"
_INLINE_WITHIN = 1 << 20
"""Of larger files the streams are not looked through here."""
_UNPACKED_AT_MOST = 8 << 20
_DICTIONARY_WITHIN = 2048
_STREAM = re.compile(rb"(?<!end)stream")
_PLAIN_END = re.compile(rb"stream\r?\n")
_FLATE = re.compile(rb"/Filter\s*(?:/FlateDecode\s*(?=/|>>)|\[\s*/FlateDecode\s*\])")
_UNUSUAL = re.compile(rb"[#%()]|DecodeParms|Filter.*Filter", re.DOTALL)
INLINE = re.compile(rb"(?:\A|[%s%s])BI(?:\Z|[%s%s])" % (_WHITE, _DELIMITERS, _WHITE, _DELIMITERS))


def _name(name: bytes) -> bytes:
    """A pattern for a name, any of its characters written in hexadecimal (ISO 32000-2 §7.3.5)."""
    digits = (
        rb"#%s" % re.sub(rb"([a-f])", lambda one: b"[%s%s]" % (one[1], one[1].upper()), b"%02x" % char)
        for char in name
    )
    return b"/" + b"".join(b"(?:%c|%s)" % pair for pair in zip(name, digits, strict=True))


_NAMED = re.compile(
    rb"%s(?=[%s%s]|\Z)|%s(?:[%s]|%%[^\r\n]*[\r\n])*\d"
    % (_name(b"Image"), _WHITE, _DELIMITERS, _name(b"Subtype"), _WHITE)
)
"""An image's type, or a type that stands elsewhere. The dictionary of a stream stands in the open always: streams are
in no object stream, and names are never encrypted (ISO 32000-2 §7.5.7, §7.6.2)."""


def may_have_images(path: Path) -> bool:
    """Whether the PDF may show an image, as an object or inside a content stream; yes, where it cannot be told."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _NAMED.search(data) is not None or _may_hold_inline(data)
    except (OSError, ValueError):
        return True


def _may_hold_inline(data: Bytes) -> bool:
    """Whether a content stream may hold an image (§8.9.7); in which streams content is, is not asked."""
    if len(data) > _INLINE_WITHIN or data.find(b"/Encrypt") >= 0:
        return True
    if INLINE.search(data):  # type: ignore[arg-type, unused-ignore]
        return True
    left = _UNPACKED_AT_MOST
    for found in _STREAM.finditer(data):  # type: ignore[arg-type, unused-ignore]
        unpacked = _unpacked(data, found.start(), left)
        if unpacked is None or INLINE.search(unpacked):
            return True
        left -= len(unpacked)
    return False


def _unpacked(data: Bytes, at: int, most: int) -> bytes | None:
    """What a stream holds; None where that cannot be told for certain, or is more than `most`."""
    plain = _PLAIN_END.match(data[at : at + 8])
    before = data[max(0, at - _DICTIONARY_WITHIN) : at]
    begin = before.rfind(b"obj")
    dictionary = before[begin:]
    # Of comments, strings and escapes anything could be made, such as another beginning of the dictionary.
    if plain is None or begin < 0 or _UNUSUAL.search(dictionary) or not _FLATE.search(dictionary):
        return None
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(data[at + plain.end() :], most + 1)
    except zlib.error:
        return None
    return unpacked if unpacking.eof and len(unpacked) <= most else None
