"""Which seal a batch most likely needs: the one that the approved requests of its documents name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path

from sealdesk.gui.session_tasks import Task


def names_in(folder: str) -> frozenset[str]:
    """Names of what lies in a folder; none where it cannot be read."""
    try:
        return frozenset(one.name for one in Path(folder).iterdir()) if folder else frozenset()
    except OSError:
        return frozenset()


def likely_seal(tasks: Iterable[Task], seals: Collection[str], names: Collection[str]) -> str | None:
    """The seal with most approved requests for documents of these names, then with most of all; None without any.

    Args:
        seals: Those that can be chosen, in their order; of equals the first is meant.
        names: Of the files in the folder; a first word only, as a plan goes by the files' bytes.
    """
    requests = [task.standing.request for task in tasks]
    of_these = Counter(one.seal_id for one in requests if one.document_name in names)
    of_all = Counter(one.seal_id for one in requests)
    known = [one for one in seals if of_all[one]]
    return max(known, key=lambda one: (of_these[one], of_all[one]), default=None)
