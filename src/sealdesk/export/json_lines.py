"""The ledger as JSON Lines: whole entries, from which leaf hashes and root can be computed again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sealdesk.export.new_file import new_file
from sealdesk.model.ledger import LedgerEntry


def write_json_lines(entries: Iterable[LedgerEntry], target: Path) -> int:
    """Write `{"body":…,"index":…,"leaf_hash":…}` for each entry, a line each; gives their number.

    The body stands there in its canonical form (RFC 8785), byte for byte as it was hashed; the whole line is
    canonical as well.

    Args:
        entries: Read one by one; never held together.
        target: A new file; see `new_file` for what is raised.
    """
    count = 0
    with new_file(target) as file:
        for entry in entries:
            file.write(
                b'{"body":%b,"index":%d,"leaf_hash":"%b"}\n'
                % (entry.canonical, entry.index, entry.leaf_hash.hex().encode())
            )
            count += 1
    return count
