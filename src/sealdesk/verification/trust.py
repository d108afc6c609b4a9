"""From the signer's certificate to a root the recipient trusts: chain, usage, validity, revocation."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sealdesk.model.verification import Revocation, Trust
from sealdesk.verification.damage import BROKEN
from sealdesk.verification.reasons import Reason
from sealdesk.verification.revocation import Evidence, check_path

_ANY_USAGE = "2.5.29.37.0"
SIGNING_USAGES = frozenset(
    {
        _ANY_USAGE,
        "1.3.6.1.5.5.7.3.36",  # id-kp-documentSigning, RFC 9336
        "1.2.840.113583.1.1.5",  # Adobe: authentic documents
        "1.3.6.1.4.1.311.10.3.12",  # Microsoft: document signing
        "1.3.6.1.5.5.7.3.4",  # e-mail protection: CAs issue signing certificates with it, readers accept it
    }
)
TIMESTAMPING_USAGES = frozenset({"1.3.6.1.5.5.7.3.8"})


@dataclass(frozen=True)
class TrustStore:
    """What the recipient trusts and knows.

    Attributes:
        roots: Trust anchors (asn1crypto certificates).
        evidence: Supplied by the recipient, and found in the document.
        now: The moment of the judgement.
        require_revocation: Trust only what was checked for revocation.
    """

    roots: tuple[Any, ...]
    evidence: Evidence
    now: datetime
    require_revocation: bool = False


@dataclass(frozen=True)
class TrustFinding:
    """Whether a certificate is to be trusted, with the reasons where it is not."""

    trust: Trust
    revocation: Revocation
    reasons: tuple[Reason, ...] = ()


def check_signer(
    certificate: Any, others: Iterable[Any], evidence: Evidence, store: TrustStore, when: datetime
) -> TrustFinding:
    """Trust in a signer's certificate at `when`: now, or the time a trusted timestamp proves."""
    return _check(certificate, others, evidence, store, when, _signing_reasons)


def check_timestamper(
    certificate: Any, others: Iterable[Any], evidence: Evidence, store: TrustStore, when: datetime
) -> TrustFinding:
    """Trust in a timestamping authority's certificate at `when` (RFC 3161 §2.3)."""
    return _check(certificate, others, evidence, store, when, _timestamping_reasons)


def _check(
    certificate: Any,
    others: Iterable[Any],
    evidence: Evidence,
    store: TrustStore,
    when: datetime,
    usage_reasons: Callable[[Any], list[Reason]],
) -> TrustFinding:
    reasons = usage_reasons(certificate)
    path, chain_reason = _path(certificate, tuple(others), store, when)
    if chain_reason is not None:
        reasons.append(chain_reason)
    revocation = Revocation.NOT_CHECKED
    if path:
        revocation = check_path(path, store.evidence + evidence, when, store.now)
    if revocation is Revocation.REVOKED:
        reasons.append(Reason.REVOKED)
    elif revocation is Revocation.NOT_CHECKED and store.require_revocation and path:
        reasons.append(Reason.REVOCATION_REQUIRED)
    return TrustFinding(_standing(reasons), revocation, tuple(reasons))


def _standing(reasons: list[Reason]) -> Trust:
    if not reasons:
        return Trust.TRUSTED
    return Trust.UNKNOWN if reasons == [Reason.NO_ROOTS] else Trust.UNTRUSTED


def _path(
    certificate: Any, others: tuple[Any, ...], store: TrustStore, when: datetime
) -> tuple[tuple[bytes, ...], Reason | None]:
    """The certificates up to the root, DER, and why the path does not hold."""
    if not store.roots:
        return (), _outside_validity(certificate, when) or Reason.NO_ROOTS
    from pyhanko_certvalidator import CertificateValidator, ValidationContext
    from pyhanko_certvalidator.errors import PathError, ValidationError

    context = ValidationContext(
        trust_roots=list(store.roots),
        other_certs=list(others),
        moment=when,
        allow_fetching=False,
        revocation_mode="soft-fail",
        weak_hash_algos=(),
    )
    validator = CertificateValidator(certificate, validation_context=context)
    try:
        return _chain(_finished(validator.async_validate_path())), None
    except (PathError, ValidationError, *BROKEN) as error:
        return (), _failure(certificate, error)


def _failure(certificate: Any, error: Exception) -> Reason:
    from pyhanko_certvalidator.errors import (
        ExpiredError,
        InvalidCertificateError,
        NotYetValidError,
        PathBuildingError,
    )

    table = {
        ExpiredError: Reason.EXPIRED,
        NotYetValidError: Reason.NOT_YET_VALID,
        PathBuildingError: Reason.FOREIGN_ROOT,
        InvalidCertificateError: Reason.FOREIGN_ROOT,
    }
    reason = next((reason for kind, reason in table.items() if isinstance(error, kind)), Reason.CHAIN_INVALID)
    alone = reason is Reason.FOREIGN_ROOT and certificate.self_signed in ("yes", "maybe")
    return Reason.SELF_SIGNED if alone else reason


def _chain(path: Any) -> tuple[bytes, ...]:
    return tuple(certificate.dump() for certificate in path.iter_certs(include_root=True))[::-1]


def _outside_validity(certificate: Any, when: datetime) -> Reason | None:
    if when > certificate.not_valid_after:
        return Reason.EXPIRED
    return Reason.NOT_YET_VALID if when < certificate.not_valid_before else None


def _finished(work: Coroutine[Any, Any, Any]) -> Any:
    # Without fetchers nothing in the library waits: one step runs it to its end, and no event loop is started.
    try:
        work.send(None)
    except StopIteration as end:
        return end.value
    work.close()
    raise RuntimeError("path validation waited for something")


def _signing_reasons(certificate: Any) -> list[Reason]:
    reasons = []
    usage = certificate.key_usage_value
    if usage is not None and not {"digital_signature", "non_repudiation"} & usage.native:
        reasons.append(Reason.KEY_USAGE)
    purposes = _purposes(certificate)
    if purposes is not None and not purposes & SIGNING_USAGES:
        reasons.append(Reason.EXTENDED_KEY_USAGE)
    return reasons


def _timestamping_reasons(certificate: Any) -> list[Reason]:
    purposes = _purposes(certificate)
    return [] if purposes is not None and purposes & TIMESTAMPING_USAGES else [Reason.EXTENDED_KEY_USAGE]


def _purposes(certificate: Any) -> set[str] | None:
    value = certificate.extended_key_usage_value
    return None if value is None else {purpose.dotted for purpose in value}
