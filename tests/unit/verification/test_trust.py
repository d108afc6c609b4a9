"""Chain, usage and validity: every reason not to trust a sound signature."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from sealdesk.model.verification import Revocation, Trust, Verdict, VerificationReport

AT = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def _standing(report: VerificationReport) -> tuple[Trust, tuple[str, ...]]:
    assert report.verdict is Verdict.INTACT
    (finding,) = report.signatures
    assert finding.trust is report.trust
    return finding.trust, finding.reasons


def _by(workshop: Any, plain: bytes, **named: Any) -> tuple[Trust, tuple[str, ...]]:
    return _standing(workshop.verify(workshop.sign(plain, workshop.holder("签署者", **named))))


def test_no_roots_is_unknown(workshop: Any, signed: bytes) -> None:
    assert _standing(workshop.verify(signed, roots=())) == (Trust.UNKNOWN, ("chain.no_roots",))


def test_no_roots_does_not_hide_what_is_wrong(workshop: Any, plain: bytes) -> None:
    server = workshop.holder("server", purposes=[ExtendedKeyUsageOID.SERVER_AUTH], until=AT - DAY)
    trust, reasons = _standing(workshop.verify(workshop.sign(plain, server), roots=()))
    assert trust is Trust.UNTRUSTED
    assert set(reasons) == {"chain.extended_key_usage", "chain.expired"}


@pytest.mark.parametrize(
    ("name", "reason"), [("Other Root", "chain.foreign_root"), ("Test Root", "chain.invalid")]
)
def test_lookalike_of_a_foreign_root(workshop: Any, plain: bytes, name: str, reason: str) -> None:
    impostor = workshop.holder("城南建设有限公司", workshop.authority(name))
    report = workshop.verify(workshop.sign(plain, impostor))
    assert report.signatures[0].signer == "城南建设有限公司"
    assert _standing(report) == (Trust.UNTRUSTED, (reason,))


def test_self_signed(workshop: Any, plain: bytes) -> None:
    assert _by(workshop, plain, self_signed=True) == (Trust.UNTRUSTED, ("chain.self_signed",))


@pytest.mark.parametrize(
    ("since", "until", "reason"),
    [(AT - 9 * DAY, AT - DAY, "chain.expired"), (AT + DAY, AT + 9 * DAY, "chain.not_yet_valid")],
)
def test_outside_validity(workshop: Any, plain: bytes, since: Any, until: Any, reason: str) -> None:
    assert _by(workshop, plain, since=since, until=until) == (Trust.UNTRUSTED, (reason,))


def test_an_issuer_that_may_not_issue(workshop: Any, plain: bytes) -> None:
    no_authority = workshop.holder("nobody")
    trust, reasons = _by(workshop, plain, issuer=no_authority)
    assert trust is Trust.UNTRUSTED and reasons in (("chain.invalid",), ("chain.foreign_root",))


@pytest.mark.parametrize(
    ("usages", "trusted"),
    [
        (frozenset({"digital_signature"}), True),
        (frozenset({"content_commitment"}), True),
        (None, True),
        (frozenset({"key_encipherment"}), False),
    ],
)
def test_key_usage(workshop: Any, plain: bytes, usages: frozenset[str] | None, trusted: bool) -> None:
    expected = (Trust.TRUSTED, ()) if trusted else (Trust.UNTRUSTED, ("chain.key_usage",))
    assert _by(workshop, plain, usages=usages) == expected


@pytest.mark.parametrize(
    ("purposes", "trusted"),
    [
        (None, True),
        (["1.3.6.1.5.5.7.3.36"], True),
        (["1.2.840.113583.1.1.5"], True),
        (["1.3.6.1.4.1.311.10.3.12"], True),
        (["1.3.6.1.5.5.7.3.4"], True),
        (["2.5.29.37.0"], True),
        (["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.36"], True),
        (["1.3.6.1.5.5.7.3.1"], False),
        (["1.3.6.1.5.5.7.3.2"], False),
        (["1.3.6.1.5.5.7.3.3"], False),
        (["1.3.6.1.5.5.7.3.8"], False),
    ],
)
def test_extended_key_usage(workshop: Any, plain: bytes, purposes: list[str] | None, trusted: bool) -> None:
    oids = None if purposes is None else [ObjectIdentifier(oid) for oid in purposes]
    expected = (Trust.TRUSTED, ()) if trusted else (Trust.UNTRUSTED, ("chain.extended_key_usage",))
    assert _by(workshop, plain, purposes=oids) == expected


def test_required_revocation(workshop: Any, signed: bytes) -> None:
    without = workshop.verify(signed, require_revocation=True)
    assert _standing(without) == (Trust.UNTRUSTED, ("chain.revocation_required",))
    assert without.revocation is Revocation.NOT_CHECKED
    assert workshop.verify(signed, require_revocation=True, crls=workshop.crls()).good


def test_small_rsa_key_is_sound_but_weak(workshop: Any, plain: bytes) -> None:
    assert _by(workshop, plain, key=workshop.small_rsa()) == (
        Trust.UNTRUSTED,
        ("signature.algorithm_weak",),
    )


def test_the_root_itself_may_sign(workshop: Any, plain: bytes) -> None:
    own = workshop.holder("自签", self_signed=True)
    report = workshop.verify(workshop.sign(plain, own), roots=(own.der,))
    assert report.trust is Trust.TRUSTED
