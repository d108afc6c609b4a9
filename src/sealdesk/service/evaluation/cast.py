"""Who and what fills an evaluation workspace: its people and its seals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sealdesk.model.document import DocumentClass
from sealdesk.model.people import Position, Role
from sealdesk.model.seal import SealKind, SealShape
from sealdesk.service.evaluation.authority import ORGANISATION
from sealdesk.service.sign_in import ADMINISTRATORS

if TYPE_CHECKING:
    from sealdesk.model.seal_design import SealDesign


@dataclass(frozen=True)
class CastMember:
    id: str
    name: str
    department: str
    roles: tuple[Role, ...]
    positions: tuple[Position, ...] = ()

    @property
    def administers(self) -> bool:
        return not ADMINISTRATORS.isdisjoint(self.roles)


GENERAL_MANAGER = CastMember(
    "P1001", "李明远", "总经办", (Role.APPROVER,), (Position.GENERAL_MANAGER, Position.DEPUTY)
)
FINANCE_DIRECTOR = CastMember("P1002", "陈思齐", "财务部", (Role.APPROVER,), (Position.FINANCE_DIRECTOR,))
LEGAL_COUNSEL = CastMember("P1003", "周文渊", "法务部", (Role.APPROVER,), (Position.LEGAL_COUNSEL,))
DEPARTMENT_HEAD = CastMember("P1004", "赵立新", "工程部", (Role.APPROVER,), (Position.DEPARTMENT_HEAD,))
APPLICANT = CastMember("P2001", "孙晓雯", "工程部", (Role.USER,))
CUSTODIAN = CastMember("P3001", "王慧", "办公室", (Role.CUSTODIAN,))
SUCCESSOR = CastMember("P3002", "刘静", "办公室", (Role.CUSTODIAN,))
PLATFORM_ADMIN = CastMember("P4001", "吴建平", "信息中心", (Role.PLATFORM_ADMIN,))
SYSTEM_ADMIN = CastMember("P4002", "郑海燕", "信息中心", (Role.SYSTEM_ADMIN,))
AUDITOR = CastMember("P5001", "冯国栋", "审计部", (Role.AUDITOR,))

CAST = (
    GENERAL_MANAGER,
    FINANCE_DIRECTOR,
    LEGAL_COUNSEL,
    DEPARTMENT_HEAD,
    APPLICANT,
    CUSTODIAN,
    SUCCESSOR,
    PLATFORM_ADMIN,
    SYSTEM_ADMIN,
    AUDITOR,
)


@dataclass(frozen=True)
class CastSeal:
    """A seal to make: its id, its full name, and its design."""

    id: str
    name: str
    design: SealDesign


@dataclass(frozen=True)
class CastRequest:
    """A request to make and approve: for one of the sample documents, by its file's name."""

    document: str
    kind: SealKind
    document_class: DocumentClass
    reason: str
    recipient: str
    impressions: int


CONTRACT_REQUEST = CastRequest(
    "contract.pdf",
    SealKind.CONTRACT,
    DocumentClass.CONTRACT,
    "签订施工机械设备租赁合同",
    "江海机械设备租赁有限公司",
    3,
)
PRACTICE_REQUESTS = (
    replace(CONTRACT_REQUEST, impressions=60),
    CastRequest("official.pdf", SealKind.UNIT, DocumentClass.OFFICIAL, "印发管理通知", "各部门", 60),
    CastRequest("certificate.pdf", SealKind.UNIT, DocumentClass.CERTIFICATE, "出具证明", "持证人本人", 60),
)

PRACTICE_MARK = "练习"
"""What seals for practising say, so that nobody takes them for real ones."""


def practice_seals() -> tuple[CastSeal, ...]:
    """The seals of `cast_seals`, each marked as one for practising: on its face and in its name."""
    return tuple(
        CastSeal(one.id, f"{one.name}（{PRACTICE_MARK}）", _marked(one.design)) for one in cast_seals()
    )


def _marked(design: SealDesign) -> SealDesign:
    if design.shape is not SealShape.RECTANGLE:
        return replace(design, bottom_text=f"{PRACTICE_MARK}用章")
    return replace(design, centre_text=f"{PRACTICE_MARK}用章")


def cast_seals() -> tuple[CastSeal, ...]:
    """One seal of each kind, at the true sizes of 国发〔1999〕25号 and practice."""
    from sealdesk.model.seal_design import SealDesign

    def round_seal(
        number: int, kind: SealKind, line: str, width_mm: float, *, star: bool, name: str = ""
    ) -> CastSeal:
        design = SealDesign(
            kind,
            SealShape.ROUND,
            width_mm,
            width_mm,
            border_mm=1.2 if width_mm >= 42 else 1.0,
            arc_text=ORGANISATION,
            centre_text=line,
            star=star,
        )
        return CastSeal(f"SEAL-{number:04}", name or f"{ORGANISATION}{line}", design)

    representative = SealDesign(
        SealKind.LEGAL_REPRESENTATIVE, SealShape.RECTANGLE, 20.0, 20.0, centre_text="李明远印"
    )
    return (
        round_seal(1, SealKind.UNIT, "", 42.0, star=True, name=ORGANISATION),
        CastSeal("SEAL-0002", f"{ORGANISATION}法定代表人李明远印", representative),
        round_seal(3, SealKind.FINANCE, "财务专用章", 38.0, star=True),
        round_seal(4, SealKind.CONTRACT, "合同专用章", 40.0, star=False),
        round_seal(5, SealKind.LEGAL_AFFAIRS, "法务专用章", 38.0, star=True),
        round_seal(6, SealKind.DEPARTMENT, "工程部", 38.0, star=True),
    )
