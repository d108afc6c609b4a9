"""A document whose content is against the seal: told before the PIN, or before the token signs; never published."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.conftest import Workspace
from tests.journeys.test_stamp_options import approved, stamp
from tests.unit.pades.conftest import pdf_bytes

_PAGE = "/Contents 4 0 R /Resources <<>>"
_TAGGED = "/MarkInfo<</Marked true>>"


def _document(workspace: Workspace, content: bytes, catalog: str = "") -> tuple[Path, str]:
    path = workspace.folder / "hostile.pdf"
    path.write_bytes(pdf_bytes(page=_PAGE, catalog=catalog, content=b"0.2 g 50 700 200 12 re f " + content))
    return path, approved(workspace, path, "contract", impressions=1)


@pytest.mark.parametrize("content", [b"[ 1 2", b"(abc", b"wrong " * 300])
def test_content_that_would_swallow_the_seal_does_not(workspace: Workspace, content: bytes) -> None:
    path, request = _document(workspace, content)
    done = stamp(workspace, path, request, "--page", "1", "--at", "100,100")
    assert done.status == 0, done.err


def test_what_cannot_be_kept_apart_is_refused_before_the_pin(workspace: Workspace) -> None:
    path, request = _document(workspace, b"[ 1 2", _TAGGED)
    refused = stamp(workspace, path, request, "--page", "1", "--at", "100,100")
    assert refused.status == 3 and "document.content_unsuited" in refused.err, refused.err
    assert not (workspace.folder / "out.pdf").exists()
    (entry,) = workspace.entries("act.refused")
    assert entry["reason"] == "document.content_unsuited"


def test_a_seal_that_would_not_show_is_not_signed_and_not_counted(workspace: Workspace) -> None:
    """Tagged content stays where it is; a viewer gives it up after so many faults, and with it the seal behind it."""
    path, request = _document(workspace, b"wrong " * 300, _TAGGED)
    failed = stamp(workspace, path, request, "--page", "1", "--at", "100,100")
    assert failed.status == 4 and "output.seal_not_seen" in failed.err, failed.err
    assert not [one for one in workspace.folder.iterdir() if "out.pdf" in one.name]
    (entry,) = workspace.entries("act.failed")
    assert (entry["reason"], entry["given_back"]) == ("output.seal_not_seen", True)
    told = workspace.command("requests", "show", request, "--json").json
    assert told["remaining"] == 1, told
