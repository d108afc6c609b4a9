"""Reasons a finding carries, as stable codes; their sentences live in `sealdesk.texts`."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a signature is not what it should be. Values are a contract with other programs: add, never rename."""

    # the signature and its place in the file
    UNREADABLE = "signature.unreadable"
    REMOVED = "signature.removed"
    BYTE_RANGE_MISSING = "signature.byte_range_missing"
    BYTE_RANGE_WRONG = "signature.byte_range_wrong"
    BYTE_RANGE_GAP = "signature.byte_range_gap"
    NOT_WHOLE_REVISION = "signature.not_whole_revision"
    SUBFILTER_UNSUPPORTED = "signature.subfilter_unsupported"
    CMS_MALFORMED = "signature.cms_malformed"
    CMS_CONTENT = "signature.cms_content"
    CMS_SIGNERS = "signature.cms_signers"
    CMS_ATTRIBUTES = "signature.cms_attributes"
    CERTIFICATE_MISSING = "signature.certificate_missing"
    CERTIFICATE_MALFORMED = "signature.certificate_malformed"
    CERTIFICATE_OTHER = "signature.certificate_other"
    ALGORITHM_UNSUPPORTED = "signature.algorithm_unsupported"
    ALGORITHM_MISMATCH = "signature.algorithm_mismatch"
    ALGORITHM_WEAK = "signature.algorithm_weak"
    DIGEST_MISMATCH = "signature.digest_mismatch"
    VALUE_WRONG = "signature.value_wrong"
    CHANGED_AFTERWARDS = "signature.changed_afterwards"

    # the chain from the certificate to a root
    NO_ROOTS = "chain.no_roots"
    FOREIGN_ROOT = "chain.foreign_root"
    SELF_SIGNED = "chain.self_signed"
    EXPIRED = "chain.expired"
    NOT_YET_VALID = "chain.not_yet_valid"
    CHAIN_INVALID = "chain.invalid"
    KEY_USAGE = "chain.key_usage"
    EXTENDED_KEY_USAGE = "chain.extended_key_usage"
    REVOKED = "chain.revoked"
    REVOCATION_REQUIRED = "chain.revocation_required"

    # the time
    TIMESTAMP_BROKEN = "time.timestamp_broken"
    TIMESTAMP_UNTRUSTED = "time.timestamp_untrusted"
