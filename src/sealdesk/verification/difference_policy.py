"""Which later objects are explained: pyHanko's rules, and ours where its rules call honest savings altered.

A rule explains an object of a later saving by yielding it. What no rule explains is a change of content.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel, StandardDiffPolicy
from pyhanko.sign.diff_analysis.policy_api import SuspiciousModification
from pyhanko.sign.diff_analysis.rules.form_field_rules import DSSCompareRule
from pyhanko.sign.diff_analysis.rules_api import Context, QualifiedWhitelistRule, ReferenceUpdate

from sealdesk.verification.annotation_rule import AnnotationRule
from sealdesk.verification.objects import references_below
from sealdesk.verification.structure_rule import StructureRule


@cache
def policy() -> Any:
    """The policy in force."""
    library = [rule for rule in DEFAULT_DIFF_POLICY.global_rules if not _is_dss_rule(rule)]
    return _Policy(
        global_rules=[
            *library,
            _SecurityStoreRule(),
            _NothingStaysNothing(),
            StructureRule(),
            AnnotationRule(),
        ],
        form_rule=DEFAULT_DIFF_POLICY.form_rule,
        reject_object_freeing=False,
    )


def _is_dss_rule(rule: Any) -> bool:
    return isinstance(getattr(rule, "rule", rule), DSSCompareRule)


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


class _SecurityStoreRule(QualifiedWhitelistRule):
    """The document security store may change at will: it shows nothing, and each entry proves itself.

    Writers drop and rebuild VRI entries; the library calls that suspicious. An object used elsewhere as well
    is explained only where it lies in the store.
    """

    def apply_qualified(self, old: Any, new: Any) -> Iterator[Any]:
        try:
            store = new.root.raw_get("/DSS")
        except KeyError:
            return
        if not isinstance(store.get_object(), generic.DictionaryObject):
            raise SuspiciousModification("the security store is no dictionary")
        changed = new.explicit_refs_in_revision()
        for reference in references_below(new, store):
            if reference not in changed:
                continue
            if old.is_ref_unassignable(reference):
                yield ModificationLevel.LTA_UPDATES, ReferenceUpdate(reference)
                continue
            for path in old._get_usages_of_ref(reference):
                if tuple(path)[:2] == ("/Root", "/DSS"):
                    update = ReferenceUpdate(reference, context_checked=Context.from_absolute(old, path))
                    yield ModificationLevel.LTA_UPDATES, update


def _is_nothing(resolver: Any, reference: Any) -> bool:
    return isinstance(resolver(reference), generic.NullObject)
