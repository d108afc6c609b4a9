"""A look at a seal's true picture that belongs to no act of sealing: the vault is opened, and the ledger says so."""

from __future__ import annotations

from enum import StrEnum

from sealdesk.model.ledger import EntryKind
from sealdesk.model.seal import Seal, SealPicture
from sealdesk.model.token import TokenRef
from sealdesk.service.custody_standing import holder_of_certificate
from sealdesk.service.desk import Desk
from sealdesk.service.seal_vault import open_picture
from sealdesk.service.vault_contents import token_facts


class LookPurpose(StrEnum):
    """What the picture is looked at for. Values are stored for ever: add, never rename."""

    CHECK = "check"  # 图像复核
    TEST_SHEET = "test_sheet"  # 测试盖章


def look_at_picture(desk: Desk, seal: Seal, token: TokenRef, purpose: LookPurpose) -> SealPicture:
    """The seal's picture, opened with the token, which is logged in; nobody has it before it is entered.

    The entry names the person whose token it is, where that is known.

    Raises:
        SealDeskError: As `seal_vault.open_picture`; what stands against the entry.
    """
    picture = open_picture(desk, seal, token)
    facts = {
        "seal": seal.id,
        "version": seal.version,
        "purpose": purpose.value,
        "sha256": seal.picture_sha256,
        "token": token_facts(token),
        "person": _holder(desk, seal, token),
    }
    desk.record(EntryKind.SEAL_PICTURE_SEEN, facts)
    return picture


def _holder(desk: Desk, seal: Seal, token: TokenRef) -> str:
    ours = (one.sha256 for one in desk.tokens.certificates(token) if one.sha256 in seal.certificates)
    found = (holder_of_certificate(desk, sha256) for sha256 in ours)
    return next((person.id for person in found if person is not None), "")
