"""Signature algorithms of electronic seals, by object identifier (GB/T 38540-2020 §6: signAlgID)."""

from __future__ import annotations

RSA_SHA256 = "1.2.840.113549.1.1.11"
ECDSA_SHA256 = "1.2.840.10045.4.3.2"
SM2_SM3 = "1.2.156.10197.1.501"
