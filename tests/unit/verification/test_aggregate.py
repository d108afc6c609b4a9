"""From findings to one answer, where the document tests do not reach every mixture."""

from __future__ import annotations

from typing import Any

import pytest

from sealdesk.model.verification import (
    Change,
    Revocation,
    SignatureFinding,
    TimeStanding,
    Trust,
    Verdict,
)
from sealdesk.verification import aggregate


def _finding(*reasons: str, sound: bool = True, **named: Any) -> SignatureFinding:
    return SignatureFinding(
        **{
            "field_name": "S",
            "subfilter": "",
            "sound": sound,
            "covers_revision": True,
            "trust": Trust.TRUSTED,
            "revocation": Revocation.GOOD,
            "time_standing": TimeStanding.PROVEN,
            "signing_time": None,
            "signer": "",
            "reasons": reasons,
            **named,
        }
    )


MISMATCH, VALUE, REMOVED = "signature.digest_mismatch", "signature.value_wrong", "signature.removed"


@pytest.mark.parametrize(
    ("findings", "changes", "verdict"),
    [
        ([], [], Verdict.UNSIGNED),
        ([_finding()], [], Verdict.INTACT),
        ([_finding()], [Change("signature", True, "")], Verdict.INTACT),
        ([_finding()], [Change("timestamp", True, ""), Change("validation_data", True, "")], Verdict.INTACT),
        ([_finding()], [Change("form", True, "")], Verdict.CHANGED),
        ([_finding()], [Change("annotation", True, "")], Verdict.CHANGED),
        ([_finding()], [Change("form", True, ""), Change("form", False, "")], Verdict.ALTERED),
        ([_finding()], [Change("signature", False, "")], Verdict.ALTERED),
        ([_finding(MISMATCH, sound=False)], [], Verdict.ALTERED),
        ([_finding(REMOVED, sound=False), _finding()], [], Verdict.ALTERED),
        ([_finding(MISMATCH, VALUE, sound=False)], [], Verdict.INVALID),
        ([_finding(VALUE, sound=False), _finding(MISMATCH, sound=False)], [], Verdict.INVALID),
        ([_finding(sound=False)], [], Verdict.INVALID),
        ([_finding("chain.expired", sound=False)], [], Verdict.INVALID),
    ],
)
def test_verdicts(findings: Any, changes: Any, verdict: Verdict) -> None:
    assert aggregate.verdict(findings, changes) is verdict


def test_worst_of_all_signers() -> None:
    good, unknown, bad = (
        _finding(),
        _finding(trust=Trust.UNKNOWN, revocation=Revocation.NOT_CHECKED, time_standing=TimeStanding.CLAIMED),
        _finding(trust=Trust.UNTRUSTED, revocation=Revocation.REVOKED),
    )
    assert [aggregate.trust(mix) for mix in ([good], [good, unknown], [good, unknown, bad])] == [
        Trust.TRUSTED,
        Trust.UNKNOWN,
        Trust.UNTRUSTED,
    ]
    assert [aggregate.revocation(mix) for mix in ([good], [good, unknown], [unknown, bad])] == [
        Revocation.GOOD,
        Revocation.NOT_CHECKED,
        Revocation.REVOKED,
    ]
    assert aggregate.time_standing([good, bad]) is TimeStanding.PROVEN
    assert aggregate.time_standing([good, unknown]) is TimeStanding.CLAIMED


def test_document_timestamps_do_not_speak_for_signers() -> None:
    stamp = _finding(trust=Trust.UNTRUSTED, is_document_timestamp=True)
    assert aggregate.trust([_finding(), stamp]) is Trust.TRUSTED
    assert aggregate.trust([stamp]) is Trust.UNTRUSTED
