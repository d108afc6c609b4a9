"""Structures of the signature value that cannot be right, each made by hand with the right key."""

from __future__ import annotations

from typing import Any

import pytest

from sealdesk.model.verification import Verdict


def _resigned(workshop: Any, signed: bytes, **options: Any) -> Any:
    hash_name = options.get("hash_name", "sha256")
    return workshop.verify(workshop.resign(signed, lambda digest: workshop.cms(digest, **options), hash_name))


def test_made_by_hand_and_unbent_is_good(workshop: Any, signed: bytes) -> None:
    assert _resigned(workshop, signed).good
    assert _resigned(workshop, signed, hash_name="sha384").good


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"content": b"attached"}, "signature.cms_content"),
        ({"signers": 2}, "signature.cms_signers"),
        ({"signers": 0}, "signature.cms_signers"),
        ({"certificates": []}, "signature.certificate_missing"),
        ({"attributes": frozenset({"message_digest"})}, "signature.cms_attributes"),
        ({"attributes": frozenset({"content_type"})}, "signature.cms_attributes"),
        ({"order": lambda encoded: encoded[::-1]}, "signature.cms_attributes"),
        ({"algorithm": "sha384_ecdsa"}, "signature.algorithm_mismatch"),
    ],
)
def test_bent_structure_is_invalid(workshop: Any, signed: bytes, options: Any, reason: str) -> None:
    report = _resigned(workshop, signed, **options)
    assert report.verdict is Verdict.INVALID
    assert report.signatures[0].reasons == (reason,)


def test_without_a_signing_certificate_attribute_it_still_holds(workshop: Any, signed: bytes) -> None:
    assert _resigned(workshop, signed, attributes=frozenset({"signing_certificate_v2"})).good


def test_attribute_that_names_another_certificate(workshop: Any, signed: bytes) -> None:
    twin = workshop.holder("城南建设有限公司", key=workshop.signer.key)

    report = _resigned(workshop, signed, bound=twin)
    assert report.verdict is Verdict.INVALID
    assert report.signatures[0].reasons == ("signature.certificate_other",)


def test_flipped_value_and_transplanted_value(workshop: Any, signed: bytes, plain: bytes) -> None:
    def flip(digest: bytes) -> bytes:
        value = bytearray(workshop.cms(digest))
        value[-1] ^= 1
        return bytes(value)

    flipped = workshop.verify(workshop.resign(signed, flip))
    assert flipped.verdict is Verdict.INVALID
    assert flipped.signatures[0].reasons == ("signature.value_wrong",)
    transplanted = workshop.verify(workshop.resign(signed, lambda _: workshop.cms(b"\x00" * 32)))
    assert transplanted.verdict is Verdict.ALTERED
    assert transplanted.signatures[0].reasons == ("signature.digest_mismatch",)


@pytest.mark.parametrize("value", [b"", b"\x30\x03\x02\x01\x00", b"\xff" * 40, b"\x30\x80"])
def test_what_is_no_cms_is_invalid(workshop: Any, signed: bytes, value: bytes) -> None:
    report = workshop.verify(workshop.resign(signed, lambda _: value))
    assert report.verdict is Verdict.INVALID
    assert report.signatures[0].reasons == ("signature.cms_malformed",)


def test_sha1_is_sound_but_weak(workshop: Any, signed: bytes) -> None:
    report = _resigned(workshop, signed, hash_name="sha1")
    assert report.verdict is Verdict.INTACT and not report.good
    assert report.signatures[0].reasons == ("signature.algorithm_weak",)


def test_unknown_subfilter_is_neither_unsigned_nor_good(workshop: Any, signed: bytes) -> None:
    report = workshop.verify(signed.replace(b"/ETSI.CAdES.detached", b"/ETSI.CAdES.detachee"))
    assert report.verdict is Verdict.INVALID
    assert "signature.subfilter_unsupported" in report.signatures[0].reasons
