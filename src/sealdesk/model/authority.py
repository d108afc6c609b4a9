"""Approval authorities: other systems (OA) whose word on an approval counts here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sealdesk.model.people import Position
from sealdesk.model.seal import SealKind


@dataclass(frozen=True)
class ApprovalAuthority:
    """A system that carries people's approvals here, as two administrators registered it.

    Attributes:
        name: What its messages call themselves (`iss`).
        key: Its public key as a JWK (RFC 7517): Ed25519, P-256, or RSA from 3072 bits.
        algorithm: The only `alg` its messages may have: `EdDSA`, `ES256` or `PS256`.
        positions: It may vouch for approvals of people who hold these positions here, and for no others.
        kinds: For seals of these kinds only.
    """

    name: str
    key: Mapping[str, str]
    algorithm: str
    positions: frozenset[Position]
    kinds: frozenset[SealKind] = field(default_factory=frozenset)
