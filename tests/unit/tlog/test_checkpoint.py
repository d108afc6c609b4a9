"""Checkpoints against golang.org/x/mod/sumdb/tlog's vector and the example of C2SP tlog-checkpoint."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.tlog import note
from sealdesk.tlog.checkpoint import (
    Checkpoint,
    CheckpointError,
    format_checkpoint,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
)
from sealdesk.tlog.merkle import EMPTY_ROOT, RootHash, leaf_hash
from sealdesk.tlog.note import NoteError, Signer

SUMDB = "go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n"
C2SP = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
ROOT = RootHash(leaf_hash(b"hello world"))
LOG = Signer.generate("workstation.example/1")
CENTRE = Signer.generate("centre.example")


def test_published_vectors() -> None:
    assert format_checkpoint(Checkpoint("go.sum database tree", 123456789012, ROOT)) == SUMDB
    assert parse_checkpoint(SUMDB) == Checkpoint("go.sum database tree", 123456789012, ROOT)
    assert parse_checkpoint(C2SP).size == 20852163


def test_extension_lines_are_kept() -> None:
    checkpoint = parse_checkpoint(SUMDB + "Timestamp: 1\n更多\n")
    assert checkpoint.extensions == ("Timestamp: 1", "更多")
    assert format_checkpoint(checkpoint) == SUMDB + "Timestamp: 1\n更多\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        SUMDB[:-1],
        "\n".join(SUMDB.split("\n")[1:]),
        "go.sum database tree\n1\n",
        SUMDB.replace("123456789012", "0123456789012"),
        SUMDB.replace("123456789012", "0x1"),
        SUMDB.replace("123456789012", "-1"),
        SUMDB.replace("123456789012", "+1"),
        SUMDB.replace("123456789012", "1_0"),
        SUMDB.replace("123456789012", "１２"),
        SUMDB.replace("123456789012", ""),
        SUMDB.replace("123456789012", "9223372036854775808"),
        SUMDB.replace("123456789012", "9" * 5000),
        SUMDB.replace("123456789012", "0"),
        SUMDB.replace("Bb0=", "Bb1="),
        SUMDB.replace("Bb0=", "BTOOBIG="),
        SUMDB.replace("Bb0=", ""),
        SUMDB.replace("\n", "\r\n"),
        f"\n{SUMDB}",
        f"{SUMDB}\n",
        f"{SUMDB}one\n\ntwo\n",
        f"{SUMDB}junk",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(CheckpointError):
        parse_checkpoint(text)


def test_opening_needs_the_log_and_every_cosigner() -> None:
    signed = sign_checkpoint(7, ROOT, LOG)
    assert open_checkpoint(signed, LOG.verifier) == Checkpoint(LOG.name, 7, ROOT)
    with pytest.raises(NoteError):
        open_checkpoint(signed, LOG.verifier, CENTRE.verifier)
    receipt = note.cosign(signed, CENTRE)
    assert open_checkpoint(receipt, LOG.verifier, CENTRE.verifier).size == 7
    with pytest.raises(NoteError):
        open_checkpoint(note.sign(format_checkpoint(Checkpoint(LOG.name, 7, ROOT)), CENTRE), LOG.verifier)


def test_a_checkpoint_of_another_log_is_refused() -> None:
    foreign = note.sign(format_checkpoint(Checkpoint("other.example", 7, ROOT)), LOG)
    with pytest.raises(CheckpointError, match="another log"):
        open_checkpoint(foreign, LOG.verifier)


def test_the_empty_log_has_one_root() -> None:
    assert open_checkpoint(sign_checkpoint(0, EMPTY_ROOT, LOG), LOG.verifier).size == 0
    with pytest.raises(CheckpointError):
        sign_checkpoint(0, ROOT, LOG)


@given(
    st.integers(1, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
    st.lists(st.text(st.characters(exclude_characters="\n"), min_size=1), max_size=3),
)
def test_round_trip(size: int, root: bytes, extensions: list[str]) -> None:
    checkpoint = Checkpoint("origin", size, RootHash(root), tuple(extensions))
    assert parse_checkpoint(format_checkpoint(checkpoint)) == checkpoint
