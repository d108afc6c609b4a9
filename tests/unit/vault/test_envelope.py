"""The vault's envelope: opened by the tokens and people it is for, refused in any other form."""

from __future__ import annotations

import json
import os
import random
import struct
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.vault.tokens import KeyHolder, token_for

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.canonical import canonical
from sealdesk.tlog.note import Signer
from sealdesk.vault.envelope import MAGIC, MOST_RECIPIENTS, close_envelope, read_envelope
from sealdesk.vault.recipients import Wrap
from sealdesk.vault.recovery import Administrator, recovery_key

CONTENT = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
TOKENS = {wrap: token_for(wrap) for wrap in Wrap}
LOCKS = tuple(lock for lock, _ in TOKENS.values())
KEYS = {person: Signer.generate(person).secret_text() for person in ("A1", "A2", "A3")}
ADMINISTRATORS = tuple(Administrator(person, recovery_key(key)) for person, key in KEYS.items())
BLOB = close_envelope("SEAL-1", 7, CONTENT, LOCKS, ADMINISTRATORS)
DIGEST_BYTES = 32


def held(wrap: Wrap) -> frozenset[str]:
    return frozenset({TOKENS[wrap][0].certificate_sha256})


def opened(blob: bytes, wrap: Wrap, token: KeyHolder | None = None, seal_id: str = "SEAL-1") -> bytes:
    return read_envelope(blob, seal_id).open_with_token(held(wrap), token or TOKENS[wrap][1])


def refused(blob: bytes, reason: str | None = None, wrap: Wrap = Wrap.RSA_OAEP_SHA1) -> None:
    token = KeyHolder()
    with pytest.raises(SealDeskError) as caught:
        opened(blob, wrap, token)
    assert caught.value.code is ErrorCode.VAULT_BROKEN
    assert token.calls == 0
    if reason is not None:
        assert caught.value.facts["reason"] == reason


def with_digest(body: bytes) -> bytes:
    return body + sha256(body).digest()


def parts(blob: bytes) -> tuple[dict[str, Any], bytes]:
    """Header and ciphertext."""
    (length,) = struct.unpack_from(">I", blob, len(MAGIC))
    start = len(MAGIC) + 4
    return json.loads(blob[start : start + length]), blob[start + length : -DIGEST_BYTES]


def built(header: bytes, ciphertext: bytes, length: int | None = None) -> bytes:
    return with_digest(
        MAGIC + struct.pack(">I", len(header) if length is None else length) + header + ciphertext
    )


# Opened.


@pytest.mark.parametrize("wrap", Wrap)
def test_each_token_it_is_for_opens_it(wrap: Wrap) -> None:
    assert opened(BLOB, wrap) == CONTENT


def test_what_is_told_without_a_token() -> None:
    envelope = read_envelope(BLOB, "SEAL-1")
    assert (envelope.seal_id, envelope.version) == ("SEAL-1", 7)
    assert tuple(one.lock for one in envelope.recipients) == LOCKS
    assert envelope.sha256 == sha256(BLOB).hexdigest()
    assert len(envelope.pairs) == 3


@given(
    st.binary(max_size=300),
    st.lists(st.sampled_from(Wrap), min_size=1, max_size=6),
    st.integers(1, 2**53 - 1),
    st.integers(0, 3),
)
def test_round_trip(content: bytes, wraps: list[Wrap], version: int, administrators: int) -> None:
    locks = tuple(TOKENS[wrap][0] for wrap in wraps)
    blob = close_envelope("印章-1", version, content, locks, ADMINISTRATORS[:administrators])
    for wrap in wraps:
        assert opened(blob, wrap, seal_id="印章-1") == content
    assert read_envelope(blob, "印章-1").version == version


def test_the_best_way_of_a_token_is_taken() -> None:
    both = replace(TOKENS[Wrap.TOKEN_DATA][0], certificate_sha256=LOCKS[0].certificate_sha256)
    envelope = read_envelope(close_envelope("S", 1, b"", (both, LOCKS[0])), "S")
    best = envelope.recipient_of(frozenset({LOCKS[0].certificate_sha256}))
    assert best is not None and best.lock is not both and best.lock.wrap is LOCKS[0].wrap


def test_nothing_of_the_content_lies_open_and_no_two_files_share_a_key() -> None:
    again = close_envelope("SEAL-1", 7, CONTENT, LOCKS, ADMINISTRATORS)
    for blob in (BLOB, again):
        assert b"PNG" not in blob
        assert bytes(range(64)) not in blob
    assert parts(BLOB)[1] != parts(again)[1]


def test_another_token_is_refused_before_it_is_asked() -> None:
    token = KeyHolder()
    with pytest.raises(SealDeskError) as caught:
        read_envelope(BLOB, "SEAL-1").open_with_token(frozenset({"00" * 32}), token)
    assert caught.value.code is ErrorCode.VAULT_NOT_FOR_TOKEN
    assert token.calls == 0


def test_trouble_of_the_token_is_the_tokens() -> None:
    with pytest.raises(SealDeskError) as caught:
        opened(BLOB, Wrap.ECDH, KeyHolder())
    assert caught.value.code is ErrorCode.TOKEN_KEY_MISSING


def test_counts_are_bounded() -> None:
    for locks, version in (((), 1), (LOCKS[:1] * (MOST_RECIPIENTS + 1), 1), (LOCKS, 0), (LOCKS, 2**53)):
        with pytest.raises(ValueError, match="recipients or version"):
            close_envelope("S", version, b"", locks)
    assert len(read_envelope(close_envelope("S", 1, b"", LOCKS[3:4] * MOST_RECIPIENTS), "S").recipients) == 64


# Refused.


def test_a_thousand_single_bit_flips_are_refused_and_no_token_is_asked() -> None:
    chance = random.Random(38540)
    everywhere = range(8 * len(BLOB))
    flips = [*chance.sample(everywhere, 1000 - 16), *range(8), *range(8 * len(BLOB) - 8, 8 * len(BLOB))]
    assert len(flips) == 1000
    for bit in flips:
        flipped = bytearray(BLOB)
        flipped[bit // 8] ^= 1 << bit % 8
        refused(bytes(flipped), "damaged")


WAYS: dict[str, Callable[[bytes], bytes]] = {
    **{wrap.value: lambda blob, wrap=wrap: opened(blob, wrap) for wrap in Wrap},
    "two administrators": lambda blob: read_envelope(blob, "SEAL-1").open_with_administrators(
        {"A1": KEYS["A1"], "A3": KEYS["A3"]}
    ),
}


@pytest.mark.parametrize("way", WAYS)
@given(st.data())
def test_flips_under_a_new_digest_are_refused(way: str, data: st.DataObject) -> None:
    """Somebody who means it puts the digest right again: then the tag speaks, or the token does."""
    body = BLOB[:-DIGEST_BYTES]
    bit = data.draw(st.integers(0, 8 * len(body) - 1))
    flipped = bytearray(body)
    flipped[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealDeskError) as caught:
        WAYS[way](with_digest(bytes(flipped)))
    # DEVICE_ERROR: a token's answer to a wrapped key that was changed, which tells nothing more; the use case,
    # which sees the token, makes it VAULT_BROKEN (`seal_vault.open_picture`). The other two: the flip hit the name
    # of the key, the certificate or the person.
    assert caught.value.code in {
        ErrorCode.VAULT_BROKEN,
        ErrorCode.TOKEN_DEVICE_ERROR,
        ErrorCode.TOKEN_KEY_MISSING,
        ErrorCode.VAULT_NOT_FOR_TOKEN,
        ErrorCode.VAULT_NO_RECOVERY,
    }


def test_another_seals_envelope_is_refused() -> None:
    with pytest.raises(SealDeskError) as caught:
        read_envelope(BLOB, "SEAL-2")
    assert caught.value.code is ErrorCode.VAULT_BROKEN
    assert caught.value.facts["reason"] == "another seal's"


def test_every_cut_is_refused() -> None:
    """Nothing, within magic, length, header, ciphertext, tag and digest; with and without a new digest."""
    (length,) = struct.unpack_from(">I", BLOB, len(MAGIC))
    header_end = len(MAGIC) + 4 + length
    marks = {0, 1, len(MAGIC) - 1, len(MAGIC), len(MAGIC) + 3, len(MAGIC) + 4, len(MAGIC) + 5}
    marks |= {header_end - 1, header_end, header_end + 1, header_end + 15, header_end + 16}
    marks |= {len(BLOB) - 32 - 16, len(BLOB) - 33, len(BLOB) - 32, len(BLOB) - 31, len(BLOB) - 1}
    for length in sorted(marks | set(range(0, len(BLOB), 97))):
        refused(BLOB[:length], "damaged")
    for length in sorted(mark for mark in marks if mark < len(BLOB) - DIGEST_BYTES):
        with pytest.raises(SealDeskError) as caught:
            opened(with_digest(BLOB[:length]), Wrap.RSA_OAEP_SHA1)
        assert caught.value.code is ErrorCode.VAULT_BROKEN


def test_what_stands_behind_the_end_is_refused() -> None:
    refused(BLOB + b"\0", "damaged")
    with pytest.raises(SealDeskError) as caught:
        opened(with_digest(BLOB), Wrap.RSA_OAEP_SHA1)
    assert caught.value.code is ErrorCode.VAULT_BROKEN


def test_swapped_recipients_and_headers_are_refused() -> None:
    """A whole header, or its list of recipients, from another version of the same seal."""
    other = close_envelope("SEAL-1", 7, CONTENT, LOCKS, ADMINISTRATORS)
    (header, ciphertext), (theirs, _) = parts(BLOB), parts(other)
    for mixed in (
        theirs,
        {**header, "recipients": theirs["recipients"]},
        {**header, "nonce": theirs["nonce"]},
        {**header, "recipients": header["recipients"][::-1]},
        {**header, "recipients": header["recipients"] * 2},
        {**header, "recovery": []},
        {**header, "version": 8},
    ):
        for wrap in Wrap:
            with pytest.raises(SealDeskError) as caught:
                opened(built(canonical(mixed), ciphertext), wrap)
            assert caught.value.code is ErrorCode.VAULT_BROKEN


def test_the_same_header_built_again_opens() -> None:
    """So that the refusals beside this one are not the builder's fault."""
    header, ciphertext = parts(BLOB)
    assert opened(built(canonical(header), ciphertext), Wrap.ECDH) == CONTENT


HEADER, CIPHERTEXT = parts(BLOB)
TEXT = canonical(HEADER)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(HEADER).encode(),  # spaces
        TEXT.replace(b'"format":2', b'"format":2,"format":2'),
        TEXT.replace(b'"seal":"SEAL-1"', b'"seal":"SEAL-9","seal":"SEAL-1"'),
        TEXT.replace(b'"format":2', b'"format":2.0'),
        TEXT.replace(b'"format":2', b'"format":1'),
        TEXT.replace(b'"format":2', b'"format":true'),
        TEXT.replace(b'"version":7', b'"version":0'),
        TEXT.replace(b'"version":7', b'"version":-7'),
        TEXT.replace(b'"version":7', b'"version":NaN'),
        TEXT.replace(b'"version":7', b'"version":' + b"9" * 5000),
        TEXT.replace(b'"version":7', b'"version":9007199254740992'),
        TEXT.replace(b'"cipher":"AES-256-GCM"', b'"cipher":"NONE"'),
        TEXT.replace(b'"seal":"SEAL-1"', b'"seal":"\\ud800"'),
        TEXT + b" ",
        b"[" * 100_000,
        b"null",
        b"[]",
        b"{}",
        canonical({**HEADER, "recipients": []}),
        canonical({**HEADER, "recipients": HEADER["recipients"] * 20}),
        canonical({**HEADER, "recipients": {}}),
        canonical({**HEADER, "recovery": [[]]}),
        canonical({**HEADER, "nonce": HEADER["nonce"][:-2]}),
        canonical({**HEADER, "more": 1}),
        canonical({name: value for name, value in HEADER.items() if name != "recovery"}),
    ],
)  # fmt: skip
def test_headers_of_another_form_are_refused(text: bytes) -> None:
    assert text != TEXT
    refused(built(text, CIPHERTEXT), "format")


@pytest.mark.parametrize(
    "length", [0, 1, len(TEXT) - 1, len(TEXT) + 1, len(TEXT) + 10**5, 1 << 20, 2**31, 2**32 - 1]
)
def test_lengths_that_lie_are_refused(length: int) -> None:
    refused(built(TEXT, CIPHERTEXT, length), "format")


def test_the_first_format_is_refused() -> None:
    refused(with_digest(BLOB[:-DIGEST_BYTES].replace(b"SDVAULT2", b"SDVAULT1", 1)), "format")


@given(st.binary(max_size=200))
def test_anything_else_is_refused(blob: bytes) -> None:
    refused(blob)
    refused(with_digest(MAGIC + blob))


def test_errors_show_no_key_and_no_content() -> None:
    flipped = bytearray(BLOB[:-DIGEST_BYTES])
    flipped[-1] ^= 1
    with pytest.raises(SealDeskError) as caught:
        opened(with_digest(bytes(flipped)), Wrap.ECDH)
    assert str(caught.value) == "vault.broken(seal=SEAL-1, reason=changed)"
    assert len(repr(read_envelope(os.urandom(0) + BLOB, "SEAL-1"))) < 50_000
    assert "_ciphertext" not in repr(read_envelope(BLOB, "SEAL-1"))
