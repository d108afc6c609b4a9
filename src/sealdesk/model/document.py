"""Facts about a PDF that matter before it is stamped."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sealdesk.geometry import PageFrame, Rect

TEST_SHEET = "SealDeskTestSheet"
"""What marks a sheet of test impressions (测试盖章): a key of catalog, pages and images, a keyword of the document."""


class DocumentClass(StrEnum):
    """文件类别: decides, with the seal's kind, whose approval is needed."""

    GENERAL = "general"  # 一般文件
    CONTRACT = "contract"  # 合同协议
    FINANCE = "finance"  # 财务文件
    LEGAL = "legal"  # 法律文书
    OFFICIAL = "official"  # 公文
    CERTIFICATE = "certificate"  # 证明
    AUTHORISATION = "authorisation"  # 授权委托、介绍信
    IMPORTANT = "important"  # 重要文件


@dataclass(frozen=True)
class DocumentDigest:
    """What identifies a document: the SHA-256 (hex) and length of its bytes."""

    sha256: str
    length: int


@dataclass(frozen=True)
class SignatureBox:
    """A signature field's widget on a page.

    Attributes:
        page: From 1; 0 where the field is on no page.
        bounds_mm: On the page as shown; None where it has no size (an invisible signature).
        filled: It carries a signature; otherwise it waits for one.
        unsuited: Why an empty one cannot take a seal, as the fact `reason` of `DOCUMENT_FIELD_UNSUITED`; `locked`
            where an earlier signature locked it; empty where it can.
        locks: Once it is signed, it locks fields that another seal of the same act would need.
    """

    name: str
    page: int
    bounds_mm: Rect | None
    filled: bool
    unsuited: str = ""
    locks: bool = False


@dataclass(frozen=True)
class Preflight:
    """What a look at a PDF says before anybody is asked for a PIN.

    Attributes:
        digest: Of the file as it was read.
        frames: One per page, in order.
        signature_fields: Names of filled signature fields.
        certification: DocMDP level (1–3) of a certified document, None where it is not certified.
        pdfa_part: 1, 2, 3 or 4 for PDF/A files, else None.
        encrypted: A password or the empty password opened it.
        warnings: Codes of what a person should know (`document.javascript`, `document.layers`, …).
        signature_boxes: Every signature field's widget, filled or empty, in the order of the fields.
        tagged: The document has a structure tree: ink in its pages is marked as an artifact (§14.8.2.2).
        other_fields: Names of form fields of other kinds; at most a thousand are told.
        fields_locked: An earlier signature locks every field that might come: none can be added.
        level: The strictest of certification and locks (2 or 3): prepared empty fields alone can be signed.
        blank_pages: Pages on which nothing is painted, from 1, in order; of a document of more than a thousand pages,
            those in its middle only where they have no content at all. One that is not named may look blank all the
            same.
    """

    digest: DocumentDigest
    frames: tuple[PageFrame, ...]
    signature_fields: tuple[str, ...] = ()
    certification: int | None = None
    pdfa_part: int | None = None
    encrypted: bool = False
    warnings: tuple[str, ...] = ()
    signature_boxes: tuple[SignatureBox, ...] = ()
    tagged: bool = False
    other_fields: tuple[str, ...] = ()
    fields_locked: bool = False
    level: int | None = None
    blank_pages: tuple[int, ...] = ()

    @property
    def pages(self) -> int:
        return len(self.frames)

    @property
    def signed(self) -> bool:
        return bool(self.signature_fields)
