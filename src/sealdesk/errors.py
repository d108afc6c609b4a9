"""Every error a person can meet, by code.

An error carries a code and facts; sentences live in `sealdesk.texts`, in every language. What is not a
`SealDeskError` is a bug and meets the crash dialog.
"""

from __future__ import annotations

from enum import Enum, IntEnum


class ExitStatus(IntEnum):
    """Exit statuses of the command line, a contract with other programs."""

    DONE = 0
    ANSWER_IS_NO = 1
    WRONG_USAGE = 2
    REFUSED = 3
    COULD_NOT = 4


_NO, _USAGE, _REFUSED, _FAILED = (
    ExitStatus.ANSWER_IS_NO,
    ExitStatus.WRONG_USAGE,
    ExitStatus.REFUSED,
    ExitStatus.COULD_NOT,
)


class ErrorCode(Enum):
    """Stable code of an error and the exit status it leads to.

    The facts each code carries are named in its text (`sealdesk.texts`), e.g. `{path}`.
    """

    # documents and files
    DOCUMENT_NOT_FOUND = ("document.not_found", _FAILED)
    DOCUMENT_UNREADABLE = ("document.unreadable", _FAILED)
    DOCUMENT_NOT_PDF = ("document.not_pdf", _FAILED)
    DOCUMENT_DAMAGED = ("document.damaged", _FAILED)
    DOCUMENT_NO_PAGES = ("document.no_pages", _FAILED)
    DOCUMENT_PASSWORD_MISSING = ("document.password_missing", _FAILED)
    DOCUMENT_PASSWORD_WRONG = ("document.password_wrong", _FAILED)
    DOCUMENT_ENCRYPTION_UNSUPPORTED = ("document.encryption_unsupported", _FAILED)
    DOCUMENT_TOO_DEMANDING = ("document.too_demanding", _FAILED)
    DOCUMENT_CHANGED_MEANWHILE = ("document.changed_meanwhile", _FAILED)
    DOCUMENT_FORBIDS_CHANGES = ("document.forbids_changes", _REFUSED)
    DOCUMENT_CERTIFIED_NO_NEW_FIELD = ("document.certified_no_new_field", _REFUSED)
    DOCUMENT_FIELD_LOCKED = ("document.field_locked", _REFUSED)
    DOCUMENT_FIELD_UNKNOWN = ("document.field_unknown", _REFUSED)
    DOCUMENT_FIELD_NOT_SIGNATURE = ("document.field_not_signature", _REFUSED)
    DOCUMENT_FIELD_FILLED = ("document.field_filled", _REFUSED)
    DOCUMENT_FIELD_TOO_SMALL = ("document.field_too_small", _REFUSED)
    DOCUMENT_FIELD_UNSUITED = ("document.field_unsuited", _REFUSED)
    DOCUMENT_XFA_DYNAMIC = ("document.xfa_dynamic", _REFUSED)
    DOCUMENT_CONTENT_UNSUITED = ("document.content_unsuited", _REFUSED)
    DOCUMENT_TEST_SHEET = ("document.test_sheet", _REFUSED)
    DOCUMENT_KEYWORD_NOT_FOUND = ("document.keyword_not_found", _FAILED)
    OUTPUT_EXISTS = ("output.exists", _FAILED)
    OUTPUT_IS_INPUT = ("output.is_input", _USAGE)
    OUTPUT_FOLDER_MISSING = ("output.folder_missing", _FAILED)
    OUTPUT_NOT_WRITABLE = ("output.not_writable", _FAILED)
    OUTPUT_DISK_FULL = ("output.disk_full", _FAILED)
    OUTPUT_IO_ERROR = ("output.io_error", _FAILED)
    OUTPUT_FAILED_VERIFICATION = ("output.failed_verification", _FAILED)
    OUTPUT_SEAL_NOT_SEEN = ("output.seal_not_seen", _FAILED)
    OUTPUT_PAGE_CHANGED = ("output.page_changed", _FAILED)

    # places
    PLACE_PAGE_MISSING = ("place.page_missing", _REFUSED)
    PLACE_OFF_PAGE = ("place.off_page", _REFUSED)
    PLACE_SIZE_WRONG = ("place.size_wrong", _REFUSED)
    PLACE_OVER_SIGNATURE = ("place.over_signature", _REFUSED)
    PLACE_STRADDLE_ON_SIGNED = ("place.straddle_on_signed", _REFUSED)
    PLACE_STRADDLE_TOO_FEW_PAGES = ("place.straddle_too_few_pages", _REFUSED)
    PLACE_STRADDLE_TOO_THIN = ("place.straddle_too_thin", _REFUSED)
    PLACE_STRADDLE_CUT_WRONG = ("place.straddle_cut_wrong", _USAGE)
    PLACE_PAGES_WRONG = ("place.pages_wrong", _USAGE)
    PLACE_PATTERN_WRONG = ("place.pattern_wrong", _USAGE)
    PLACE_PATTERN_SLOW = ("place.pattern_slow", _FAILED)
    PLACE_OFFICIAL_NOT_FOUND = ("place.official_not_found", _FAILED)
    TEMPLATE_UNKNOWN = ("template.unknown", _FAILED)
    TEMPLATE_WRONG = ("template.wrong", _USAGE)
    TEMPLATE_UNFIT = ("template.unfit", _FAILED)
    TEMPLATES_BROKEN = ("template.broken", _FAILED)

    # other formats, printing
    DOCUMENT_FORMAT_UNKNOWN = ("document.format_unknown", _FAILED)
    DOCUMENT_FORMAT_UNSUITED = ("document.format_unsuited", _FAILED)
    DOCUMENT_OFD = ("document.ofd", _FAILED)
    DOCUMENT_OFFICE_ENCRYPTED = ("document.office_encrypted", _FAILED)
    DOCUMENT_CONVERTER_MISSING = ("document.converter_missing", _FAILED)
    DOCUMENT_CONVERSION_FAILED = ("document.conversion_failed", _FAILED)
    DOCUMENT_CONVERSION_STOPPED = ("document.conversion_stopped", _FAILED)
    DOCUMENT_CONVERSION_UNACCEPTED = ("document.conversion_unaccepted", _REFUSED)
    PRINTER_NONE = ("printer.none", _FAILED)
    PRINTER_FAILED = ("printer.failed", _FAILED)
    PRINTER_STOPPED = ("printer.stopped", _FAILED)

    # tokens
    TOKEN_MODULE_MISSING = ("token.module_missing", _FAILED)
    TOKEN_MODULE_FAILED = ("token.module_failed", _FAILED)
    TOKEN_MODULE_TIMEOUT = ("token.module_timeout", _FAILED)
    TOKEN_MODULE_SLOW = ("token.module_slow", _FAILED)
    TOKEN_NONE = ("token.none", _REFUSED)
    TOKEN_AMBIGUOUS = ("token.ambiguous", _REFUSED)
    TOKEN_UNKNOWN = ("token.unknown", _REFUSED)
    TOKEN_WHICH = ("token.which", _REFUSED)
    TOKEN_REMOVED = ("token.removed", _FAILED)
    TOKEN_DEVICE_ERROR = ("token.device_error", _FAILED)
    TOKEN_PIN_WRONG = ("token.pin_wrong", _REFUSED)
    TOKEN_PIN_LOCKED = ("token.pin_locked", _REFUSED)
    TOKEN_PIN_LENGTH = ("token.pin_length", _REFUSED)
    TOKEN_PIN_INITIAL = ("token.pin_initial", _REFUSED)
    TOKEN_PIN_REFUSED = ("token.pin_refused", _REFUSED)
    TOKEN_PIN_AGAIN = ("token.pin_again", _REFUSED)
    TOKEN_UNBLOCK_WRONG = ("token.unblock_wrong", _REFUSED)
    TOKEN_UNBLOCK_LOCKED = ("token.unblock_locked", _REFUSED)
    TOKEN_PIN_LAST_TRY = ("token.pin_last_try", _REFUSED)
    TOKEN_UNBLOCK_LAST_TRY = ("token.unblock_last_try", _REFUSED)
    TOKEN_PIN_WEAK = ("token.pin_weak", _REFUSED)
    TOKEN_PIN_DIFFERS = ("token.pin_differs", _USAGE)
    TOKEN_PIN_UNRECORDED = ("token.pin_unrecorded", _FAILED)
    TOKEN_NOT_REGISTERED = ("token.not_registered", _REFUSED)
    TOKEN_OTHER = ("token.other", _REFUSED)
    TOKEN_PIN_MISSING = ("token.pin_missing", _REFUSED)
    TOKEN_NOT_LOGGED_IN = ("token.not_logged_in", _REFUSED)
    TOKEN_KEY_MISSING = ("token.key_missing", _REFUSED)
    TOKEN_SIGNATURE_WRONG = ("token.signature_wrong", _FAILED)
    TOKEN_CANCELLED = ("token.cancelled", _REFUSED)
    TOKEN_BUSY = ("token.busy", _FAILED)

    # certificates and seals
    CERTIFICATE_EXPIRED = ("certificate.expired", _REFUSED)
    CERTIFICATE_NOT_YET_VALID = ("certificate.not_yet_valid", _REFUSED)
    CERTIFICATE_FOREIGN = ("certificate.foreign", _REFUSED)
    CERTIFICATE_UNTRUSTED = ("certificate.untrusted", _REFUSED)
    CERTIFICATE_REVOKED = ("certificate.revoked", _REFUSED)
    CERTIFICATE_REVOCATION_UNKNOWN = ("certificate.revocation_unknown", _REFUSED)
    CERTIFICATE_KEY_MISMATCH = ("certificate.key_mismatch", _REFUSED)
    CERTIFICATE_USAGE = ("certificate.usage", _REFUSED)
    TRUST_FILE_UNREADABLE = ("trust_file.unreadable", _FAILED)
    TRUST_FILE_WRONG = ("trust_file.wrong", _FAILED)
    SEAL_UNKNOWN = ("seal.unknown", _REFUSED)
    SEAL_TWICE = ("seal.twice", _REFUSED)
    SEAL_NOT_ACTIVE = ("seal.not_active", _REFUSED)
    SEAL_EXPIRED = ("seal.expired", _REFUSED)
    SEAL_RECORD_BROKEN = ("seal.record_broken", _REFUSED)
    PICTURE_KIND = ("picture.kind", _FAILED)
    PICTURE_DAMAGED = ("picture.damaged", _FAILED)
    PICTURE_TOO_LARGE = ("picture.too_large", _FAILED)
    PICTURE_PAGE_MISSING = ("picture.page_missing", _USAGE)
    PICTURE_EMPTY = ("picture.empty", _FAILED)
    SEAL_STEP_IMPOSSIBLE = ("seal.step_impossible", _REFUSED)
    SEAL_PICTURE_UNSEEN = ("seal.picture_unseen", _REFUSED)
    SEAL_STEP_INCOMPLETE = ("seal.step_incomplete", _REFUSED)
    SEAL_SIGNERS_WRONG = ("seal.signers_wrong", _REFUSED)
    SEAL_SAME_PERSON = ("seal.same_person", _REFUSED)
    SEAL_LOST = ("seal.lost", _REFUSED)
    SEAL_ID_TAKEN = ("seal.id_taken", _REFUSED)
    SEAL_CUSTODIAN_UNFIT = ("seal.custodian_unfit", _REFUSED)
    SEAL_SUCCESSOR_WRONG = ("seal.successor_wrong", _REFUSED)
    SEAL_PICTURE_SIZE = ("seal.picture_size", _REFUSED)
    SEAL_COUNTERS_WRONG = ("seal.counters_wrong", _REFUSED)
    SEAL_COUNT_WRONG = ("seal.count_wrong", _REFUSED)
    SEAL_STATEMENT_BROKEN = ("seal.statement_broken", _REFUSED)
    ATTACHMENT_UNKNOWN = ("attachment.unknown", _REFUSED)
    ATTACHMENT_BROKEN = ("attachment.broken", _REFUSED)
    ATTACHMENT_TOO_LARGE = ("attachment.too_large", _REFUSED)
    ATTACHMENT_NOT_WRITABLE = ("attachment.not_writable", _FAILED)
    CUSTODY_NOT_RETURNED = ("custody.not_returned", _REFUSED)
    CUSTODY_WITHOUT_TOKEN = ("custody.without_token", _REFUSED)
    CUSTODY_SAME_PERSON = ("custody.same_person", _REFUSED)
    CUSTODY_DELEGATED = ("custody.delegated", _REFUSED)
    CUSTODY_NOT_DELEGATED = ("custody.not_delegated", _REFUSED)
    CUSTODY_TERM_WRONG = ("custody.term_wrong", _REFUSED)
    CUSTODY_BROKEN = ("custody.broken", _REFUSED)
    SEAL_PICTURE_FAINT = ("seal.picture_faint", _REFUSED)
    SEAL_DESIGN_WRONG = ("seal.design_wrong", _USAGE)
    SEAL_CHARACTER_MISSING = ("seal.character_missing", _USAGE)
    SEAL_EMBLEM_WRONG = ("seal.emblem_wrong", _USAGE)
    MAKER_KEY_MISSING = ("maker.key_missing", _REFUSED)
    MAKER_PASSWORD_MISSING = ("maker.password_missing", _REFUSED)
    MAKER_PASSWORD_WRONG = ("maker.password_wrong", _REFUSED)
    MAKER_UNTRUSTED = ("maker.untrusted", _REFUSED)
    MAKER_FILE_WRONG = ("maker.file_wrong", _REFUSED)
    ESEAL_NOT_SOUND = ("eseal.not_sound", _REFUSED)
    ESEAL_UNREADABLE = ("eseal.unreadable", _FAILED)
    VAULT_MISSING = ("vault.missing", _FAILED)
    VAULT_BROKEN = ("vault.broken", _REFUSED)
    VAULT_NOT_FOR_TOKEN = ("vault.not_for_token", _REFUSED)
    VAULT_TOKEN_UNSUITED = ("vault.token_unsuited", _REFUSED)
    VAULT_LAST_TOKEN = ("vault.last_token", _REFUSED)
    VAULT_NO_RECOVERY = ("vault.no_recovery", _REFUSED)
    VAULT_NOT_WRITABLE = ("vault.not_writable", _FAILED)

    # people, requests, approvals
    PERSON_UNKNOWN = ("person.unknown", _REFUSED)
    PERSON_PASSWORD_MISSING = ("person.password_missing", _REFUSED)
    PERSON_PASSWORD_WRONG = ("person.password_wrong", _REFUSED)
    PERSON_NOT_ENTITLED = ("person.not_entitled", _REFUSED)
    PERSON_TWO_NEEDED = ("person.two_needed", _REFUSED)
    PERSON_LOCKED = ("person.locked", _REFUSED)
    PERSON_PASSWORD_WEAK = ("person.password_weak", _REFUSED)
    PERSON_TOKEN_FOREIGN = ("person.token_foreign", _REFUSED)
    PERSON_ROLES_CONFLICT = ("person.roles_conflict", _REFUSED)
    PERSON_KEY_WRONG = ("person.key_wrong", _REFUSED)
    PEOPLE_ID_TAKEN = ("people.id_taken", _REFUSED)
    PEOPLE_NOT_UNIQUE = ("people.not_unique", _REFUSED)
    PEOPLE_TOO_FEW_ADMINISTRATORS = ("people.too_few_administrators", _REFUSED)
    PEOPLE_CHANGED_MEANWHILE = ("people.changed_meanwhile", _REFUSED)
    PEOPLE_NOTHING_CHANGED = ("people.nothing_changed", _USAGE)
    REGISTER_BROKEN = ("register.broken", _REFUSED)
    REQUEST_MISSING = ("request.missing", _REFUSED)
    REQUEST_UNKNOWN = ("request.unknown", _REFUSED)
    REQUEST_NOT_APPROVED = ("request.not_approved", _REFUSED)
    REQUEST_WITHDRAWN = ("request.withdrawn", _REFUSED)
    REQUEST_REJECTED = ("request.rejected", _REFUSED)
    REQUEST_OTHER_DOCUMENT = ("request.other_document", _REFUSED)
    REQUEST_OTHER_SEAL = ("request.other_seal", _REFUSED)
    REQUEST_USED_UP = ("request.used_up", _REFUSED)
    REQUEST_EXPIRED = ("request.expired", _REFUSED)
    REQUEST_CLASS_FORBIDDEN = ("request.class_forbidden", _REFUSED)
    REQUEST_OWN = ("request.own", _REFUSED)
    APPROVAL_SELF = ("approval.self", _REFUSED)
    APPROVAL_BROKEN = ("approval.broken", _REFUSED)
    APPROVAL_ALREADY_GIVEN = ("approval.already_given", _REFUSED)
    APPROVAL_CUSTODIAN = ("approval.custodian", _REFUSED)
    APPROVAL_NOT_GIVEN = ("approval.not_given", _REFUSED)
    APPROVAL_USED = ("approval.used", _REFUSED)
    APPROVAL_FILE_WRONG = ("approval.file_wrong", _REFUSED)
    APPROVAL_FILE_EDITED = ("approval.file_edited", _REFUSED)
    APPROVAL_KEY_UNKNOWN = ("approval.key_unknown", _REFUSED)
    APPROVAL_MEANS_WRONG = ("approval.means_wrong", _REFUSED)
    APPROVAL_OTHER_REQUEST = ("approval.other_request", _REFUSED)
    APPROVAL_OTHER_DOCUMENT = ("approval.other_document", _REFUSED)
    APPROVAL_OTHER_SEAL = ("approval.other_seal", _REFUSED)
    APPROVAL_OTHER_COUNT = ("approval.other_count", _REFUSED)
    APPROVAL_OTHER_TERM = ("approval.other_term", _REFUSED)
    APPROVAL_TIME_WRONG = ("approval.time_wrong", _REFUSED)
    APPROVAL_PAPER_FORBIDDEN = ("approval.paper_forbidden", _REFUSED)
    APPROVAL_SCAN_WRONG = ("approval.scan_wrong", _FAILED)
    REQUEST_FILE_WRONG = ("request.file_wrong", _FAILED)
    REQUEST_FILE_OTHER_DOCUMENT = ("request.file_other_document", _REFUSED)
    KEY_FILE_WRONG = ("key_file.wrong", _FAILED)
    DELEGATION_UNKNOWN = ("delegation.unknown", _REFUSED)
    DELEGATION_NONE = ("delegation.none", _REFUSED)
    DELEGATION_ENDED = ("delegation.ended", _REFUSED)
    DELEGATION_TERM_WRONG = ("delegation.term_wrong", _REFUSED)
    DELEGATION_POSITION = ("delegation.position", _REFUSED)
    DELEGATION_DEPUTY = ("delegation.deputy", _REFUSED)
    DELEGATION_BROKEN = ("delegation.broken", _REFUSED)
    CLOCK_SET_BACK = ("clock.set_back", _REFUSED)

    # the policy and the gate
    POLICY_WRONG = ("policy.wrong", _NO)
    POLICY_NOT_NEWER = ("policy.not_newer", _REFUSED)
    POLICY_VERSION_UNKNOWN = ("policy.version_unknown", _REFUSED)
    POLICY_CHANGED_MEANWHILE = ("policy.changed_meanwhile", _REFUSED)
    REQUEST_NOT_YET = ("request.not_yet", _REFUSED)
    APPROVAL_NOT_IN_PERSON = ("approval.not_in_person", _REFUSED)
    APPROVAL_OUT_OF_TURN = ("approval.out_of_turn", _REFUSED)
    SEAL_OUT_OF_HOURS = ("seal.out_of_hours", _REFUSED)
    SEAL_DAY_LIMIT = ("seal.day_limit", _REFUSED)
    CONFIRMATION_OVERDUE = ("confirmation.overdue", _REFUSED)

    # batches
    BATCH_UNKNOWN = ("batch.unknown", _REFUSED)
    BATCH_BROKEN = ("batch.broken", _REFUSED)
    BATCH_EMPTY = ("batch.empty", _FAILED)
    BATCH_TOO_MANY = ("batch.too_many", _REFUSED)
    BATCH_NO_REQUEST = ("batch.no_request", _REFUSED)
    BATCH_DUPLICATE = ("batch.duplicate", _REFUSED)
    BATCH_CONVERT_FIRST = ("batch.convert_first", _REFUSED)
    BATCH_NOTHING_READY = ("batch.nothing_ready", _REFUSED)
    BATCH_NOT_SHOWN = ("batch.not_shown", _REFUSED)
    BATCH_NOT_LOOKED_AT = ("batch.not_looked_at", _REFUSED)
    BATCH_BUSY = ("batch.busy", _FAILED)
    BATCH_SET_ASIDE = ("batch.set_aside", _REFUSED)
    BATCH_OVER = ("batch.over", _REFUSED)
    BATCH_DROPPED = ("batch.dropped", _REFUSED)
    BATCH_MANIFEST_WRONG = ("batch.manifest_wrong", _FAILED)

    # ledger and centre
    LEDGER_BROKEN = ("ledger.broken", _NO)
    ENTRY_UNKNOWN = ("ledger.entry_unknown", _FAILED)
    LEDGER_BUSY = ("ledger.busy", _FAILED)
    LEDGER_DISK_FULL = ("ledger.disk_full", _FAILED)
    LEDGER_IO_ERROR = ("ledger.io_error", _FAILED)
    LEDGER_TOO_NEW = ("ledger.too_new", _FAILED)
    CENTRE_NOT_CONFIGURED = ("centre.not_configured", _FAILED)
    CENTRE_ADDRESS_WRONG = ("centre.address_wrong", _USAGE)
    CENTRE_UNREACHABLE = ("centre.unreachable", _FAILED)
    CENTRE_REFUSED = ("centre.refused", _FAILED)
    CENTRE_ANSWER_WRONG = ("centre.answer_wrong", _FAILED)
    CENTRE_FORK = ("centre.fork", _NO)

    # workspace and machine
    WORKSPACE_MISSING = ("workspace.missing", _FAILED)
    WORKSPACE_NOT_EMPTY = ("workspace.not_empty", _USAGE)
    WORKSPACE_BROKEN = ("workspace.broken", _FAILED)
    WORKSPACE_BUSY = ("workspace.busy", _FAILED)
    WORKSPACE_ELSEWHERE = ("workspace.elsewhere", _REFUSED)
    WORKSPACE_NOT_PRACTICE = ("workspace.not_practice", _REFUSED)
    WORKSPACE_NOT_ENROLLED = ("workspace.not_enrolled", _REFUSED)
    SETTINGS_WRONG = ("settings.wrong", _USAGE)
    SECRET_STORE_MISSING = ("secrets.no_store", _FAILED)
    SECRET_MISSING = ("secrets.missing", _FAILED)
    TOOL_MISSING = ("tool.missing", _FAILED)
    WINDOW_NO_DISPLAY = ("window.no_display", _FAILED)
    PIN_FILE_FORBIDDEN = ("pin_file.forbidden", _REFUSED)
    USAGE_WRONG = ("usage.wrong", _USAGE)
    PROGRAM_INTERRUPTED = ("program.interrupted", _FAILED)
    PROGRAM_FAULT = ("program.fault", _FAILED)

    def __init__(self, text: str, exit_status: ExitStatus) -> None:
        self.text = text
        self.exit_status = exit_status

    def __str__(self) -> str:
        return self.text


class SealDeskError(Exception):
    """Something a person can understand and act on.

    `facts` fill the text of the code in the reader's language; they never hold a PIN, a password or a key.
    The error of a library, where one was the cause, is attached with `raise … from`.
    """

    def __init__(self, code: ErrorCode, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code.text}({facts})" if facts else self.code.text

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders (limited children, the token process).
        return (_rebuild, (self.code.name, self.facts))


def _rebuild(code_name: str, facts: dict[str, object]) -> SealDeskError:
    return SealDeskError(ErrorCode[code_name], **facts)
