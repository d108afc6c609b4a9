"""Paths to a root, and uses of a certificate."""

from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier
from tests.issuers import DAY, NOW, Holder, authority, holder, name_of

from sealdesk.service.certificate_chain import path_to_root, usage_against_signing
from sealdesk.verification.trust import SIGNING_USAGES


def path(leaf: Holder, known: list[Holder], roots: list[Holder]) -> list[str] | None:
    found = path_to_root(
        leaf.certificate, [one.certificate for one in known], [one.certificate for one in roots], NOW
    )
    return None if found is None else [common(one) for one in found]


def common(certificate: x509.Certificate) -> str:
    return str(certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value)


ROOT, STRANGER = authority("root"), authority("stranger")
MIDDLE = authority("middle", ROOT, path_length=1)
ISSUING = authority("issuing", MIDDLE, path_length=0)
LEAF = holder("leaf", ISSUING)


def test_issuers_are_found_in_any_order_and_however_often() -> None:
    assert path(LEAF, [MIDDLE, STRANGER, ISSUING, LEAF, ISSUING, MIDDLE], [STRANGER, ROOT]) == [
        "leaf", "issuing", "middle", "root"
    ]  # fmt: skip


def test_a_root_may_be_any_trusted_certificate() -> None:
    assert path(LEAF, [], [ISSUING]) == ["leaf", "issuing"]
    assert path(ROOT, [], [ROOT]) == ["root"]


@pytest.mark.parametrize(
    ("known", "roots"), [([ISSUING, MIDDLE], [STRANGER]), ([ISSUING], [ROOT]), ([], [ROOT]), ([ISSUING], [])]
)
def test_no_path_where_an_issuer_or_the_root_is_missing(known: list[Holder], roots: list[Holder]) -> None:
    assert path(LEAF, known, roots) is None


def test_a_cross_signed_issuer_leads_to_whichever_root_is_trusted() -> None:
    dead_end = authority("issuing", STRANGER, key=ISSUING.key)
    renewed = authority("issuing", MIDDLE, key=ISSUING.key, until=NOW - DAY / 2)
    for known in ([dead_end, renewed, ISSUING, MIDDLE], [ISSUING, MIDDLE, renewed, dead_end]):
        assert path(LEAF, known, [ROOT]) == ["leaf", "issuing", "middle", "root"]
        assert path(LEAF, known, [STRANGER]) == ["leaf", "issuing", "stranger"]


def test_issuers_that_sign_each_other_end() -> None:
    one, other = authority("one"), authority("other")
    crossed = [authority("one", other, key=one.key), authority("other", one, key=other.key)]
    assert path(holder("leaf", one), [*crossed, one, other], [ROOT]) is None


def test_a_path_length_holds() -> None:
    below = authority("below", ISSUING)
    assert path(holder("leaf", below), [below, ISSUING, MIDDLE], [ROOT]) is None


@pytest.mark.parametrize(
    "named",
    [
        {"authority": False},
        {"authority": None},
        {"authority": True, "usages": frozenset({"digital_signature"})},
        {"authority": True, "until": NOW - DAY / 2},
        {"authority": True, "since": NOW + DAY},
        {"authority": True, "extensions": [(x509.UnrecognizedExtension(ObjectIdentifier("1.2.3"), b"\5\0"), True)]},
    ],
)  # fmt: skip
def test_who_may_not_issue_is_no_issuer(named: dict[str, object]) -> None:
    issuer = holder("issuer", ROOT, **{"usages": None, **named})
    assert path(holder("leaf", issuer), [issuer], [ROOT]) is None


def test_an_issuer_without_key_usage_may_issue() -> None:
    issuer = authority("issuer", ROOT, usages=None)
    assert path(holder("leaf", issuer), [issuer], [ROOT]) == ["leaf", "issuer", "root"]


def test_a_forged_signature_is_no_issuer() -> None:
    forged = authority("issuing", MIDDLE)  # the name alone
    assert path(LEAF, [forged, MIDDLE], [ROOT]) is None


def constrained(*names: x509.GeneralName, critical: bool = True) -> Holder:
    return authority("issuer", ROOT, extensions=[(x509.NameConstraints(list(names), None), critical)])


def test_name_constraints_hold() -> None:
    issuer = constrained(x509.DNSName("a.example"))
    names = [(x509.SubjectAlternativeName([x509.DNSName(f"x.{where}.example")]), False) for where in "ab"]
    inside, outside = (holder("leaf", issuer, extensions=[one]) for one in names)
    assert path(inside, [issuer], [ROOT]) == ["leaf", "issuer", "root"]
    assert path(outside, [issuer], [ROOT]) is None
    assert path(holder("leaf", issuer), [issuer], [ROOT]) == ["leaf", "issuer", "root"]


def test_a_constraint_that_cannot_be_processed_is_no_leave() -> None:
    """RFC 5280 §4.2.1.10: process a critical constraint or reject the certificate."""
    issuer = constrained(x509.DirectoryName(name_of("leaf")))
    assert path(holder("leaf", issuer), [issuer], [ROOT]) is None


@pytest.mark.parametrize(
    ("usages", "against"),
    [
        (None, ""),
        (frozenset({"digital_signature"}), ""),
        (frozenset({"content_commitment"}), ""),
        (frozenset({"key_encipherment"}), "key_usage"),
        (frozenset(), "key_usage"),
    ],
)
def test_key_usage(usages: frozenset[str] | None, against: str) -> None:
    assert usage_against_signing(holder("leaf", ISSUING, usages=usages).certificate) == against


@pytest.mark.parametrize(
    ("purposes", "against"),
    [
        ([ExtendedKeyUsageOID.SERVER_AUTH], "extended_key_usage"),
        ([ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.CODE_SIGNING], "extended_key_usage"),
        ([ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.EMAIL_PROTECTION], ""),
        *[([ObjectIdentifier(oid)], "") for oid in sorted(SIGNING_USAGES)],
    ],
)
def test_purposes_are_those_of_the_verifier(purposes: list[ObjectIdentifier], against: str) -> None:
    assert usage_against_signing(holder("leaf", ISSUING, purposes=purposes).certificate) == against


def test_extensions_that_cannot_be_read_permit_nothing() -> None:
    garbage = x509.UnrecognizedExtension(x509.KeyUsage.oid, b"\x05\x00")
    leaf = holder("leaf", ISSUING, usages=None, extensions=[(garbage, True)])
    assert usage_against_signing(leaf.certificate) == "key_usage"


def test_a_curve_beyond_the_house_still_has_a_path() -> None:
    leaf = holder("leaf", ISSUING, key=ec.generate_private_key(ec.SECP384R1()))
    assert path(leaf, [ISSUING, MIDDLE], [ROOT]) == ["leaf", "issuing", "middle", "root"]
