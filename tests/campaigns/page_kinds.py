"""Pages of every kind a seal may meet, written by hand: what is drawn, how it is turned, cut and measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pymupdf

from sealdesk import resources

MEDIA = (0.0, 0.0, 595.0, 842.0)
PASSWORD = "open"
_PDFA = (
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    "<rdf:Description xmlns:pdfaid='http://www.aiim.org/pdfa/ns/id/' pdfaid:part='{part}' pdfaid:conformance='B'/>"
    "</rdf:RDF></x:xmpmeta>"
)


@dataclass(frozen=True)
class Drawn:
    """What a page shows, as raw PDF.

    Attributes:
        content: The content stream, in a page of `MEDIA`.
        resources: The resource dictionary; `{name}` stands for the reference of an object of `objects`.
        objects: More objects: their dictionary and, for streams, their data.
        page, catalog: More entries.
    """

    content: str = " "
    resources: str = ""
    objects: dict[str, tuple[str, bytes | None]] = field(default_factory=dict)
    page: str = ""
    catalog: dict[str, str] = field(default_factory=dict)
    encrypted: bool = False


def write(path: Path, drawn: Drawn, *, rotate: int, crop: str, user_unit: float, pages: int = 1) -> None:
    """Write a document of equal pages."""
    with pymupdf.Document() as document:
        references = {name: document.get_new_xref() for name in drawn.objects}
        numbers = {name: f"{number} 0 R" for name, number in references.items()}

        def filled(text: str) -> str:
            for name, reference in numbers.items():
                text = text.replace("{" + name + "}", reference)
            return text

        for name, (entries, data) in drawn.objects.items():
            document.update_object(references[name], filled(entries))
            if data is not None:
                document.update_stream(references[name], data, compress=False)
        for _ in range(pages):
            page = document.new_page(width=MEDIA[2], height=MEDIA[3])
            stream = document.get_new_xref()
            document.update_object(stream, "<<>>")
            document.update_stream(stream, drawn.content.encode("latin-1"))
            page.set_contents(stream)
            keys = {"Resources": f"<<{filled(drawn.resources)}>>", "Rotate": str(rotate)}
            keys |= {"CropBox": crop} if crop else {}
            keys |= {"UserUnit": str(user_unit)} if user_unit != 1.0 else {}
            keys |= _entries(filled(drawn.page))
            for key, value in keys.items():
                document.xref_set_key(page.xref, key, value)
        for key, value in drawn.catalog.items():
            document.xref_set_key(document.pdf_catalog(), key, filled(value))
        if drawn.encrypted:
            document.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw=PASSWORD, owner_pw="owner")
        else:
            document.save(path)


def _entries(text: str) -> dict[str, str]:
    """`Key value` pairs, one a line."""
    return dict(line.split(" ", 1) for line in text.splitlines() if line.strip())


# What pages show. Everything covers the whole page: the seal meets it wherever it lies.


def blank() -> Drawn:
    return Drawn()


def text() -> Drawn:
    lines = "".join(
        f"BT /F 13 Tf {0.0 if y % 40 else 0.3} g 20 {y} Td (Clause {y}: the quick brown fox jumps over it) Tj ET\n"
        for y in range(10, 840, 20)
    )
    return Drawn(lines, "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>")


def tints() -> Drawn:
    cells = "".join(
        f"{(x % 5) / 4:.2f} {(y % 4) / 3:.2f} {((x + y) % 3) / 2:.2f} rg {x * 60} {y * 60} 60 60 re f\n"
        for x in range(10)
        for y in range(15)
    )
    return Drawn(cells)


def photo() -> Drawn:
    y, x = np.mgrid[:280, :200]
    waves = [127 + 120 * np.sin(x / a + y / b) for a, b in ((9, 31), (23, 7), (14, 15))]
    pixels = np.stack(waves, axis=2).astype(np.uint8).tobytes()
    image = "<</Type/XObject/Subtype/Image/Width 200/Height 280/BitsPerComponent 8/ColorSpace/DeviceRGB>>"
    return Drawn("q 595 0 0 842 0 0 cm /I Do Q", "/XObject<</I {image}>>", {"image": (image, pixels)})


def scan() -> Drawn:
    rows = np.full((842, 595), 238, np.uint8)
    rows[::18, 40:-40] = 60
    rows[1::18, 40:-40] = 90
    image = "<</Type/XObject/Subtype/Image/Width 595/Height 842/BitsPerComponent 8/ColorSpace/DeviceGray>>"
    return Drawn("q 595 0 0 842 0 0 cm /I Do Q", "/XObject<</I {image}>>", {"image": (image, rows.tobytes())})


def dark() -> Drawn:
    return Drawn("0.06 0.09 0.16 rg 0 0 595 842 re f 0.8 g 30 100 200 600 re f")


def group() -> Drawn:
    content = "/G gs " + tints().content.replace("60 60 re", "48 48 re")
    return Drawn(
        content,
        "/ExtGState<</G<</BM/Multiply/ca 0.5/CA 0.5>>>>",
        page="Group <</S/Transparency/CS/DeviceRGB/I true>>",
    )


def cmyk_group() -> Drawn:
    return Drawn(
        cmyk().content,
        "/ExtGState<</G<</BM/Multiply/ca 0.9>>>>",
        page="Group <</S/Transparency/CS/DeviceCMYK/I true>>",
    )


def grey_group() -> Drawn:
    base = text()
    return Drawn(base.content, base.resources, page="Group <</S/Transparency/CS/DeviceGray/I true>>")


def cmyk() -> Drawn:
    cells = "".join(
        f"{(x % 3) / 3:.2f} {(y % 3) / 4:.2f} {((x + y) % 4) / 4:.2f} {(x % 2) / 5:.2f} k "
        f"{x * 60} {y * 60} 60 60 re f\n"
        for x in range(10)
        for y in range(15)
    )
    return Drawn(cells)


def spot() -> Drawn:
    tint = "<</FunctionType 2/Domain[0 1]/C0[0 0 0 0]/C1[0 0.6 1 0.1]/N 1>>"
    bands = "".join(f"/S cs {(y % 5) / 4:.2f} scn 0 {y * 40} 595 40 re f\n" for y in range(22))
    return Drawn(
        bands, "/ColorSpace<</S[/Separation/PANTONE#20Orange/DeviceCMYK {tint}]>>", {"tint": (tint, None)}
    )


def shading() -> Drawn:
    ramp = "<</FunctionType 2/Domain[0 1]/C0[1 1 0.8]/C1[0.2 0.4 0.9]/N 1>>"
    return Drawn(
        "/H sh",
        "/Shading<</H<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 595 842]/Function {ramp}/Extend[true true]>>>>",
        {"ramp": (ramp, None)},
    )


def soft_mask() -> Drawn:
    fade = np.tile(np.linspace(0, 255, 200).astype(np.uint8), (280, 1)).tobytes()
    mask = "<</Type/XObject/Subtype/Image/Width 200/Height 280/BitsPerComponent 8/ColorSpace/DeviceGray>>"
    image = "<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceRGB/SMask {mask}>>"
    return Drawn(
        "q 595 0 0 842 0 0 cm /I Do Q",
        "/XObject<</I {image}>>",
        {"mask": (mask, fade), "image": (image, bytes((40, 120, 60)))},
    )


def annotated() -> Drawn:
    """An opaque note, a highlight that multiplies, and a half transparent stamp, each over a part of the seal."""
    form = "<</Type/XObject/Subtype/Form/BBox[0 0 100 100]/Resources<<{inside}>>>>"
    looks = {
        "note": (form.replace("{inside}", ""), b"1 1 0.6 rg 0 0 100 100 re f 0 g 10 10 80 6 re f"),
        "mark": (
            form.replace("{inside}", "/ExtGState<</G<</BM/Multiply>>>>").replace(
                "/BBox", "/Group<</S/Transparency>>/BBox"
            ),
            b"/G gs 0.4 1 0.4 rg 0 0 100 100 re f",
        ),
        "veil": (
            form.replace("{inside}", "/ExtGState<</G<</ca 0.5>>>>"),
            b"/G gs 0.2 0.2 1 rg 0 0 100 100 re f",
        ),
    }
    places = {"note": "[190 500 240 580]", "mark": "[230 540 320 570]", "veil": "[250 480 330 520]"}
    kinds = {"note": "Square", "mark": "Highlight", "veil": "Stamp"}
    quads = "/QuadPoints[230 570 320 570 230 540 320 540]"
    notes = "".join(
        f"<</Type/Annot/Subtype/{kinds[name]}/F 4/Rect{places[name]}{quads if name == 'mark' else ''}"
        f"/AP<</N {{{name}}}>>>>"
        for name in looks
    )
    base = text()
    return Drawn(base.content, base.resources, looks, page=f"Annots [{notes}]")


def archival(drawn: Drawn, part: int, *, tagged: bool = False) -> Drawn:
    """The same page in a file that claims to be PDF/A; it is not one in every point."""
    metadata = ("<</Type/Metadata/Subtype/XML>>", _PDFA.format(part=part).encode())
    catalog = {"Metadata": "{metadata}"} | ({"MarkInfo": "<</Marked true>>"} if tagged else {})
    return Drawn(drawn.content, drawn.resources, {**drawn.objects, "metadata": metadata}, drawn.page, catalog)


def encrypted() -> Drawn:
    base = text()
    return Drawn(base.content, base.resources, encrypted=True)


KINDS: dict[str, Callable[[], Drawn]] = {
    "blank": blank,
    "text": text,
    "tints": tints,
    "photo": photo,
    "scan": scan,
    "dark": dark,
    "group": group,
    "grey group": grey_group,
    "cmyk group": cmyk_group,
    "cmyk": cmyk,
    "spot colour": spot,
    "shading": shading,
    "soft mask": soft_mask,
    "annotations": annotated,
    "PDF/A-1 text": lambda: archival(text(), 1),
    "PDF/A-1 tints": lambda: archival(tints(), 1),
    "PDF/A-1 scan": lambda: archival(scan(), 1),
    "PDF/A-2 tagged": lambda: archival(text(), 2, tagged=True),
    "encrypted": encrypted,
}


def sample(name: str) -> Path:
    """One of the program's own sample documents."""
    return resources.path(f"samples/{name}.pdf")
