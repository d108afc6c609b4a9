"""The policy that was in force at an entry of the ledger: what was decided then is judged by it, for good.

What people may do now, the policy in force says.
"""

from __future__ import annotations

from functools import lru_cache

from sealdesk.model.ledger import EntryKind
from sealdesk.policy.policy_text import read_policy
from sealdesk.policy.rules import Policy
from sealdesk.service.desk import Desk
from sealdesk.service.policy_register import text_at

_read = lru_cache(maxsize=32)(read_policy)


def policy_in_force(desk: Desk, index: int) -> Policy:
    """The policy in force when the entry at `index` was made; of a policy's own entry, the one it set.

    Raises:
        SealDeskError: `POLICY_VERSION_UNKNOWN` where an earlier version is not there, or not the one that was.
    """
    kinds = EntryKind.POLICY_SET
    last = next(desk.ledger.entries(kind=kinds, before_index=index + 1, newest_first=True, limit=1), None)
    if last is None or last.body["version"] == desk.policy.version:
        return desk.policy
    return _read(text_at(desk, last.body["version"]))
