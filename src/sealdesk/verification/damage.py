"""What a library may raise over bytes that somebody bent: the document is broken, not the program."""

from __future__ import annotations

import struct
import zlib

from pyhanko.pdf_utils.misc import PdfError

BROKEN = (
    PdfError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
    EOFError,
    struct.error,
    zlib.error,
)
"""The libraries' parsers trust the shapes they expect, so hostile shapes end in any of these."""
