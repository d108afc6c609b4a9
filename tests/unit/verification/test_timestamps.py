"""Time that is proven, and time that is only claimed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sealdesk.model.verification import TimeStanding, Trust, Verdict

AT = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def test_trusted_timestamp_proves_the_time(workshop: Any, plain: bytes) -> None:
    stamped = workshop.sign(plain, timestamper=workshop.timestamper(AT - 5 * DAY))
    report = workshop.verify(stamped)
    assert report.good and report.time_standing is TimeStanding.PROVEN
    assert report.signatures[0].signing_time == AT - 5 * DAY


def test_expired_signer_with_a_proven_time_is_trusted(workshop: Any, plain: bytes) -> None:
    holder = workshop.holder("旧证书", until=AT - 2 * DAY)
    proven = workshop.sign(plain, holder, timestamper=workshop.timestamper(AT - 5 * DAY))
    assert workshop.verify(proven).good
    late = workshop.sign(plain, holder, timestamper=workshop.timestamper(AT - DAY))
    assert workshop.verify(late).signatures[0].reasons == ("chain.expired",)


def test_untrusted_timestamp_leaves_the_seal_standing_and_the_time_claimed(
    workshop: Any, plain: bytes
) -> None:
    stranger = workshop.timestamping("stranger", self_signed=True)
    report = workshop.verify(workshop.sign(plain, timestamper=workshop.timestamper(AT - 5 * DAY, stranger)))
    assert report.good and report.time_standing is TimeStanding.CLAIMED
    assert report.signatures[0].reasons == ("time.timestamp_untrusted",)


def test_timestamp_by_a_certificate_for_other_purposes_proves_nothing(workshop: Any, plain: bytes) -> None:
    other = workshop.holder("other", key=workshop.rsa_key)
    report = workshop.verify(workshop.sign(plain, timestamper=workshop.timestamper(AT - 5 * DAY, other)))
    assert report.time_standing is TimeStanding.CLAIMED
    assert report.signatures[0].reasons == ("time.timestamp_untrusted",)


def test_timestamp_of_another_signature_proves_nothing(workshop: Any, plain: bytes) -> None:
    from asn1crypto import cms, tsp  # noqa: F401

    stamped = workshop.sign(plain, timestamper=workshop.timestamper(AT - 5 * DAY))
    _, start, end, _ = workshop.byte_range(stamped)
    token = cms.ContentInfo.load(bytes.fromhex(stamped[start + 1 : end - 1].decode()))["content"]
    foreign = token["signer_infos"][0]["unsigned_attrs"]

    def make(digest: bytes) -> bytes:
        info = cms.ContentInfo.load(workshop.cms(digest))
        info["content"]["signer_infos"][0]["unsigned_attrs"] = foreign
        return bytes(info.dump())

    report = workshop.verify(workshop.resign(stamped, make))
    assert report.verdict is Verdict.INTACT and report.time_standing is TimeStanding.CLAIMED
    assert report.signatures[0].reasons == ("time.timestamp_broken",)


def test_document_timestamp_proves_what_it_covers(workshop: Any, plain: bytes) -> None:
    holder = workshop.holder("旧证书", until=AT - 2 * DAY)
    report = workshop.verify(workshop.document_timestamp(workshop.sign(plain, holder), AT - 5 * DAY))
    assert report.good and report.time_standing is TimeStanding.PROVEN
    seal, stamp = report.signatures
    assert seal.signing_time == AT - 5 * DAY and not seal.is_document_timestamp
    assert stamp.is_document_timestamp and stamp.trust is Trust.TRUSTED
    assert [change.kind for change in report.changes] == ["timestamp"]


def test_document_timestamp_of_a_stranger_harms_nothing(workshop: Any, signed: bytes) -> None:
    stranger = workshop.timestamping("stranger", self_signed=True)
    report = workshop.verify(workshop.document_timestamp(signed, AT - 5 * DAY, stranger))
    assert report.good and report.time_standing is TimeStanding.CLAIMED
    assert report.signatures[1].trust is Trust.UNTRUSTED


def test_tampered_document_timestamp_is_not_sound(workshop: Any, signed: bytes) -> None:
    stamped = workshop.document_timestamp(signed, AT - 5 * DAY)
    generated, earlier = b"20260527".hex().encode(), b"20200527".hex().encode()
    assert generated in stamped
    report = workshop.verify(stamped.replace(generated, earlier))
    assert report.verdict in (Verdict.INVALID, Verdict.ALTERED)
    assert report.time_standing is TimeStanding.CLAIMED


def test_claimed_time_is_told(workshop: Any, signed: bytes) -> None:
    (finding,) = workshop.verify(signed).signatures
    assert finding.time_standing is TimeStanding.CLAIMED
    assert finding.signing_time is not None and finding.signing_time.tzinfo is dt.UTC
