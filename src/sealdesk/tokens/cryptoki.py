"""The PKCS#11 functions that the library hides or calls together with others (PKCS#11 v2.40 §5).

python-pkcs11 tells no PIN lengths, opens a session with every login and loses it when the PIN is wrong, knows no
session state, and changes no PIN on a PIN pad. These few functions are called through the module's own
function list, on sessions the library opened.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from sealdesk.tokens.errors import error_of_return_value

CKU_USER = 1
_USER_STATES = (1, 3)
"""CKS_RO_USER_FUNCTIONS, CKS_RW_USER_FUNCTIONS (§3.3)."""
_POSITIONS = {
    "C_GetTokenInfo": 6,
    "C_SetPIN": 11,
    "C_GetSessionInfo": 15,
    "C_Login": 18,
    "C_Logout": 19,
}
"""Places in CK_FUNCTION_LIST, the same in every version (pkcs11f.h), counted from C_Initialize."""
_LAST_POSITION = 19
_UNKNOWN_LENGTH = ctypes.c_ulong(-1).value


class _TokenInfo(ctypes.Structure):
    _fields_: ClassVar = [
        ("label", ctypes.c_char * 32),
        ("manufacturer", ctypes.c_char * 32),
        ("model", ctypes.c_char * 16),
        ("serial", ctypes.c_char * 16),
        ("flags", ctypes.c_ulong),
        ("counts", ctypes.c_ulong * 4),
        ("pin_max_length", ctypes.c_ulong),
        ("pin_min_length", ctypes.c_ulong),
        ("memory", ctypes.c_ulong * 4),
        ("versions", ctypes.c_ubyte * 4),
        ("utc_time", ctypes.c_char * 16),
    ]


class _SessionInfo(ctypes.Structure):
    _fields_: ClassVar = [
        ("slot_id", ctypes.c_ulong),
        ("state", ctypes.c_ulong),
        ("flags", ctypes.c_ulong),
        ("device_error", ctypes.c_ulong),
    ]


class _FunctionList(ctypes.Structure):
    _fields_: ClassVar = [
        ("version", ctypes.c_ubyte * 2),
        ("functions", ctypes.c_void_p * (_LAST_POSITION + 1)),
    ]


@dataclass(frozen=True)
class SlotToken:
    """CK_TOKEN_INFO of the token in a slot, as far as it is of use; `flags` as in pkcs11.TokenFlag."""

    slot_id: int
    label: str
    serial: str
    manufacturer: str
    model: str
    flags: int
    pin_min_length: int
    pin_max_length: int


class Cryptoki:
    """A module that the library has loaded and initialised already."""

    def __init__(self, module: Path) -> None:
        listed = ctypes.POINTER(_FunctionList)()
        library = ctypes.CDLL(str(module))
        _check(library.C_GetFunctionList(ctypes.byref(listed)))
        self._functions = listed.contents.functions

    def token_info(self, slot_id: int) -> SlotToken:
        """C_GetTokenInfo: a fresh look."""
        info = _TokenInfo()
        self._call("C_GetTokenInfo", ctypes.c_ulong(slot_id), ctypes.byref(info))
        return SlotToken(
            slot_id=slot_id,
            label=_text(info.label),
            serial=_text(info.serial),
            manufacturer=_text(info.manufacturer),
            model=_text(info.model),
            flags=info.flags,
            pin_min_length=_length(info.pin_min_length),
            pin_max_length=_length(info.pin_max_length),
        )

    def user_logged_in(self, session: int) -> bool:
        """C_GetSessionInfo: whether the session is the user's; raises where it is dead."""
        info = _SessionInfo()
        self._call("C_GetSessionInfo", ctypes.c_ulong(session), ctypes.byref(info))
        return info.state in _USER_STATES

    def login(self, session: int, pin: str | None) -> None:
        """C_Login of the user, once; None leaves the PIN to the token's own pad."""
        with _in_memory(pin) as (start, length):
            self._call("C_Login", ctypes.c_ulong(session), ctypes.c_ulong(CKU_USER), start, length)

    def logout(self, session: int) -> None:
        """C_Logout: of every session on the token."""
        self._call("C_Logout", ctypes.c_ulong(session))

    def set_pin(self, session: int, old: str | None, new: str | None) -> None:
        """C_SetPIN in a read-write session; None leaves both to the token's own pad."""
        with _in_memory(old) as of_old, _in_memory(new) as of_new:
            self._call("C_SetPIN", ctypes.c_ulong(session), *of_old, *of_new)

    def _call(self, name: str, *arguments: Any) -> None:
        prototype: Callable[[int], Callable[..., int]] = ctypes.CFUNCTYPE(ctypes.c_ulong)
        _check(prototype(self._functions[_POSITIONS[name]])(*arguments))


def _check(return_value: int) -> None:
    if return_value != 0:
        raise error_of_return_value(return_value)


@contextmanager
def _in_memory(pin: str | None) -> Iterator[tuple[Any, ctypes.c_ulong]]:
    """Address and length of a PIN, wiped afterwards. (The `str` it came in cannot be.)"""
    if pin is None:
        yield ctypes.c_void_p(None), ctypes.c_ulong(0)
        return
    encoded = pin.encode()
    buffer = ctypes.create_string_buffer(encoded, len(encoded) + 1)
    try:
        yield ctypes.byref(buffer), ctypes.c_ulong(len(encoded))
    finally:
        ctypes.memset(buffer, 0, len(buffer))


def _text(field: bytes) -> str:
    """A field padded with blanks, or by careless modules with zeros."""
    return field.decode("utf-8", "replace").strip(" \0")


def _length(value: int) -> int:
    """A PIN length; 0 where the token names none."""
    return 0 if value == _UNKNOWN_LENGTH else value
