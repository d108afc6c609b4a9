"""Which later objects are explained: pyHanko's rules, and ours where its rules call honest savings altered."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel, StandardDiffPolicy
from pyhanko.sign.diff_analysis.policy_api import SuspiciousModification
from pyhanko.sign.diff_analysis.rules_api import QualifiedWhitelistRule, ReferenceUpdate


@cache
def policy() -> Any:
    """The policy in force."""
    return _Policy(
        global_rules=[*DEFAULT_DIFF_POLICY.global_rules, _NothingStaysNothing()],
        form_rule=DEFAULT_DIFF_POLICY.form_rule,
        reject_object_freeing=False,
    )


class _Policy(StandardDiffPolicy):
    """The library's policy, which never forgives a freed object, with one exception: see below."""

    def apply(self, old: Any, new: Any, *arguments: Any, **named: Any) -> Any:
        lost = [reference for reference in new.refs_freed_in_revision() if not _is_nothing(old, reference)]
        if lost:
            raise SuspiciousModification(f"objects were removed: {lost}")
        return super().apply(old, new, *arguments, **named)


class _NothingStaysNothing(QualifiedWhitelistRule):
    """Numbers of no object, freed again: some writers free what they reserved and never used."""

    def apply_qualified(self, old: Any, new: Any) -> Iterator[Any]:
        for reference in new.refs_freed_in_revision():
            if _is_nothing(old, reference):
                yield ModificationLevel.LTA_UPDATES, ReferenceUpdate(reference)


def _is_nothing(resolver: Any, reference: Any) -> bool:
    return isinstance(resolver(reference), generic.NullObject)
