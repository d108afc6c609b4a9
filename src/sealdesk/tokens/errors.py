"""What a PKCS#11 module's return value means for the person at the desk: one table (PKCS#11 v2.40 §5.1)."""

from __future__ import annotations

import pkcs11

from sealdesk.errors import ErrorCode


class BufferTooSmall(pkcs11.PKCS11Error):
    """CKR_BUFFER_TOO_SMALL, which the library does not name."""


class KeyFunctionNotPermitted(pkcs11.PKCS11Error):
    """CKR_KEY_FUNCTION_NOT_PERMITTED, which the library does not name."""


_CODES: dict[type[Exception], ErrorCode] = {
    pkcs11.DeviceRemoved: ErrorCode.TOKEN_REMOVED,
    pkcs11.TokenNotPresent: ErrorCode.TOKEN_REMOVED,
    # Handles do not outlive an insertion: a dead one tells of a token that was away meanwhile.
    pkcs11.SessionHandleInvalid: ErrorCode.TOKEN_REMOVED,
    pkcs11.SessionClosed: ErrorCode.TOKEN_REMOVED,
    pkcs11.ObjectHandleInvalid: ErrorCode.TOKEN_REMOVED,
    pkcs11.KeyHandleInvalid: ErrorCode.TOKEN_REMOVED,
    pkcs11.SlotIDInvalid: ErrorCode.TOKEN_REMOVED,
    pkcs11.PinIncorrect: ErrorCode.TOKEN_PIN_WRONG,
    pkcs11.PinLocked: ErrorCode.TOKEN_PIN_LOCKED,
    pkcs11.PinLenRange: ErrorCode.TOKEN_PIN_LENGTH,
    pkcs11.PinExpired: ErrorCode.TOKEN_PIN_INITIAL,
    pkcs11.UserPinNotInitialized: ErrorCode.TOKEN_PIN_INITIAL,
    pkcs11.UserNotLoggedIn: ErrorCode.TOKEN_NOT_LOGGED_IN,
    pkcs11.NoSuchKey: ErrorCode.TOKEN_KEY_MISSING,
    KeyFunctionNotPermitted: ErrorCode.TOKEN_KEY_MISSING,
    pkcs11.FunctionCancelled: ErrorCode.TOKEN_CANCELLED,
    pkcs11.FunctionRejected: ErrorCode.TOKEN_CANCELLED,
}
"""Everything else a module may answer is a fault of the device, with the answer's name as reason."""

_UNSPECIFIC = (ErrorCode.TOKEN_DEVICE_ERROR, ErrorCode.TOKEN_KEY_MISSING, ErrorCode.TOKEN_NOT_LOGGED_IN)
"""What modules also answer when their token was just pulled: the slot has to be looked at."""

_RETURN_VALUES: dict[int, type[pkcs11.PKCS11Error]] = {
    0x002: pkcs11.HostMemory,
    0x003: pkcs11.SlotIDInvalid,
    0x005: pkcs11.GeneralError,
    0x006: pkcs11.FunctionFailed,
    0x007: pkcs11.ArgumentsBad,
    0x020: pkcs11.DataInvalid,
    0x021: pkcs11.DataLenRange,
    0x030: pkcs11.DeviceError,
    0x031: pkcs11.DeviceMemory,
    0x032: pkcs11.DeviceRemoved,
    0x040: pkcs11.EncryptedDataInvalid,
    0x041: pkcs11.EncryptedDataLenRange,
    0x050: pkcs11.FunctionCancelled,
    0x054: pkcs11.FunctionNotSupported,
    0x060: pkcs11.KeyHandleInvalid,
    0x062: pkcs11.KeySizeRange,
    0x063: pkcs11.KeyTypeInconsistent,
    0x068: KeyFunctionNotPermitted,
    0x070: pkcs11.MechanismInvalid,
    0x071: pkcs11.MechanismParamInvalid,
    0x082: pkcs11.ObjectHandleInvalid,
    0x090: pkcs11.OperationActive,
    0x091: pkcs11.OperationNotInitialized,
    0x0A0: pkcs11.PinIncorrect,
    0x0A1: pkcs11.PinInvalid,
    0x0A2: pkcs11.PinLenRange,
    0x0A3: pkcs11.PinExpired,
    0x0A4: pkcs11.PinLocked,
    0x0B0: pkcs11.SessionClosed,
    0x0B3: pkcs11.SessionHandleInvalid,
    0x0B5: pkcs11.SessionReadOnly,
    0x0B7: pkcs11.SessionReadOnlyExists,
    0x0B8: pkcs11.SessionReadWriteSOExists,
    0x0E0: pkcs11.TokenNotPresent,
    0x0E1: pkcs11.TokenNotRecognised,
    0x0E2: pkcs11.TokenWriteProtected,
    0x100: pkcs11.UserAlreadyLoggedIn,
    0x101: pkcs11.UserNotLoggedIn,
    0x102: pkcs11.UserPinNotInitialized,
    0x104: pkcs11.AnotherUserAlreadyLoggedIn,
    0x150: BufferTooSmall,
    0x1B9: pkcs11.PinTooWeak,
    0x200: pkcs11.FunctionRejected,
}
"""CK_RV of the functions called without the library (`cryptoki`), as the library's own errors."""


def error_of_return_value(return_value: int) -> pkcs11.PKCS11Error:
    """The library's error for a CK_RV other than CKR_OK."""
    known = _RETURN_VALUES.get(return_value)
    return known() if known else pkcs11.PKCS11Error(f"CKR {return_value:#x}")


def code_of(error: Exception) -> ErrorCode:
    """The code of a library error; `TOKEN_DEVICE_ERROR` where the table does not name it."""
    return _CODES.get(type(error), ErrorCode.TOKEN_DEVICE_ERROR)


def may_hide_removal(code: ErrorCode) -> bool:
    """Whether modules answer like this also when the token was just pulled."""
    return code in _UNSPECIFIC


def reason_of(error: Exception) -> str:
    """The answer's name for the reader: `DeviceError`, or the unnamed CK_RV."""
    if type(error) is pkcs11.PKCS11Error:
        return str(error)
    return type(error).__name__
