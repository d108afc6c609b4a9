"""PDF/A and tagged files: what a seal must respect so that the document stays what it was (ISO 19005)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sealdesk.pades import ink, objects
from sealdesk.pades.pages import Page

_PART = re.compile(r"pdfaid:part\s*(?:=\s*[\"']|>)\s*([1-9])")
_METADATA_AT_MOST = 4 << 20


@dataclass(frozen=True)
class Archival:
    """Attributes:
    part: Part of ISO 19005 the document claims to follow, None where it claims nothing.
    tagged: The document's text has a structure (§14.8).
    output_intent: A colour profile for the whole document is named.
    """

    part: int | None
    tagged: bool
    output_intent: bool

    def blending_group(self, page: Page) -> Any | None:
        """The group that a page needs for a seal that mixes with it; None: it keeps what it has.

        ISO 19005-2 §6.2.10 asks for a blending colour space where no output intent names one.
        """
        if self.part is None or self.output_intent or "/Group" in page.dictionary:
            return None
        return self.colour_group()

    def colour_group(self) -> Any:
        """A group that blends in red, green and blue (ISO 32000-2 §11.4.7)."""
        space = "/DeviceRGB" if self.part is None else ink.CAL_SRGB
        return objects.dictionary({"/Type": "/Group", "/S": "/Transparency", "/CS": space})


def redefines_rgb(page: Page) -> bool:
    """Whether DeviceRGB means another space on this page (ISO 32000-2 §8.6.5.6): no space for a seal."""
    resources = objects.resolved(page.inherited.get("/Resources"))
    return objects.get(objects.get_dict(resources, "/ColorSpace"), "/DefaultRGB") is not None


def archival_of(reader: Any) -> Archival:
    root = reader.root
    return Archival(
        part=_part(root),
        tagged=_is_tagged(root),
        output_intent=bool(objects.get_items(root, "/OutputIntents")),
    )


def _is_tagged(root: Any) -> bool:
    """Some writers leave out /MarkInfo; ink outside a structure that is there would be read aloud all the same."""
    marked = bool(objects.get(objects.get_dict(root, "/MarkInfo"), "/Marked"))
    return marked or isinstance(objects.get(root, "/StructTreeRoot"), objects.PdfDict)


def _part(root: Any) -> int | None:
    try:
        metadata = objects.get(root, "/Metadata")
        if not isinstance(metadata, objects.PdfStream) or len(metadata.encoded_data) > _METADATA_AT_MOST:
            return None
        match = _PART.search(_decoded(metadata.data))
    except objects.UNREADABLE:
        return None  # metadata that nobody can read claims nothing
    return int(match[1]) if match else None


def _decoded(packet: bytes) -> str:
    for mark, encoding in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le")):
        if packet.startswith(mark):
            return packet.decode(encoding, "replace")
    return packet.decode("utf-8", "replace")
