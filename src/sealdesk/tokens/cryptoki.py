"""The PKCS#11 functions that the library hides or calls together with others (PKCS#11 v2.40 §5).

python-pkcs11 tells no PIN lengths, opens a session with every login and loses it when the PIN is wrong, knows no
session state, changes no PIN on a PIN pad, and makes context-specific logins with a PIN in text alone. These few
functions are called through the module's own function list, on sessions the library opened.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any, ClassVar

import pkcs11

from sealdesk.tokens.errors import BufferTooSmall, error_of_return_value

_USER_STATES = (1, 3)
"""CKS_RO_USER_FUNCTIONS, CKS_RW_USER_FUNCTIONS (§3.3)."""
_REMOVABLE_DEVICE = 0x2
"""CKF_REMOVABLE_DEVICE (§3.1)."""
_POSITIONS = {
    "C_GetSlotList": 4,
    "C_GetSlotInfo": 5,
    "C_GetTokenInfo": 6,
    "C_InitPIN": 10,
    "C_SetPIN": 11,
    "C_GetSessionInfo": 15,
    "C_Login": 18,
    "C_Logout": 19,
    "C_DecryptInit": 33,
    "C_Decrypt": 34,
    "C_SignInit": 42,
    "C_Sign": 43,
}
"""Places in CK_FUNCTION_LIST, the same in every version (pkcs11f.h), counted from C_Initialize."""
_LAST_POSITION = 43
_UNKNOWN_LENGTH = ctypes.c_ulong(-1).value
_ROOM_BYTES = 1024
"""For a signature or a decrypted key at first: more than an RSA key of 4096 bits needs."""
_MOST_BYTES = 1 << 20


class User(IntEnum):
    """CK_USER_TYPE (§3.4)."""

    SECURITY_OFFICER = 0
    HOLDER = 1
    CONTEXT = 2


class _SlotInfo(ctypes.Structure):
    _fields_: ClassVar = [
        ("description", ctypes.c_char * 64),
        ("manufacturer", ctypes.c_char * 32),
        ("flags", ctypes.c_ulong),
        ("versions", ctypes.c_ubyte * 4),
    ]


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


class _Mechanism(ctypes.Structure):
    _fields_: ClassVar = [
        ("mechanism", ctypes.c_ulong),
        ("parameter", ctypes.c_void_p),
        ("parameter_bytes", ctypes.c_ulong),
    ]


class _OaepParameter(ctypes.Structure):
    """CK_RSA_PKCS_OAEP_PARAMS (§2.1.7 of the mechanisms)."""

    _fields_: ClassVar = [
        ("hash", ctypes.c_ulong),
        ("mask_generation", ctypes.c_ulong),
        ("source", ctypes.c_ulong),
        ("label", ctypes.c_void_p),
        ("label_bytes", ctypes.c_ulong),
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


@dataclass(frozen=True)
class Scheme:
    """CK_MECHANISM: its number, and its parameter as it lies in memory."""

    mechanism: int
    parameter: bytes = b""


def oaep(hash_mechanism: int, mask_generation: int) -> Scheme:
    """CKM_RSA_PKCS_OAEP with one hash for both purposes and no label (CKZ_DATA_SPECIFIED, empty)."""
    parameter = _OaepParameter(hash_mechanism, mask_generation, 1, None, 0)
    return Scheme(int(pkcs11.Mechanism.RSA_PKCS_OAEP), bytes(parameter))


def load(module: Path) -> None:
    """Load the module while other threads work on: `ctypes.CDLL` and the library stop them until it is loaded.

    Whether it succeeded, the next to load it learns, with the reason.
    """
    load_library = ctypes.CDLL(None).dlopen
    load_library.restype = ctypes.c_void_p
    load_library(os.fsencode(module), os.RTLD_NOW | os.RTLD_LOCAL)


class Cryptoki:
    """A module that the library has loaded and initialised already."""

    def __init__(self, module: Path) -> None:
        listed = ctypes.POINTER(_FunctionList)()
        library = ctypes.CDLL(str(module))
        _check(library.C_GetFunctionList(ctypes.byref(listed)))
        self._functions = listed.contents.functions

    # Slots.

    def slots_with_token(self) -> list[int]:
        """C_GetSlotList: the slots that hold a token now. Asking for their number first makes modules look anew."""
        count = ctypes.c_ulong()
        self._call("C_GetSlotList", ctypes.c_ubyte(1), None, ctypes.byref(count))
        if not count.value:
            return []
        # One more than were there: a token may come in between.
        room = count.value = count.value + 1
        slots = (ctypes.c_ulong * room)()
        self._call("C_GetSlotList", ctypes.c_ubyte(1), slots, ctypes.byref(count))
        return list(slots)[: count.value]

    def removable(self, slot_id: int) -> bool:
        """C_GetSlotInfo: whether the slot's token can be pulled at all."""
        info = _SlotInfo()
        self._call("C_GetSlotInfo", ctypes.c_ulong(slot_id), ctypes.byref(info))
        return bool(info.flags & _REMOVABLE_DEVICE)

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

    # Logins and PINs. None leaves a PIN to the token's own pad.

    def user_logged_in(self, session: int) -> bool:
        """C_GetSessionInfo: whether the session is the user's; raises where it is dead."""
        info = _SessionInfo()
        self._call("C_GetSessionInfo", ctypes.c_ulong(session), ctypes.byref(info))
        return info.state in _USER_STATES

    def login(self, session: int, pin: bytearray | None, user: User = User.HOLDER) -> None:
        """C_Login, once."""
        with _in_memory(pin) as (start, length):
            self._call("C_Login", ctypes.c_ulong(session), ctypes.c_ulong(user), start, length)

    def logout(self, session: int) -> None:
        """C_Logout: of every session on the token."""
        self._call("C_Logout", ctypes.c_ulong(session))

    def set_pin(self, session: int, old: bytearray | None, new: bytearray | None) -> None:
        """C_SetPIN in a read-write session."""
        with _in_memory(old) as of_old, _in_memory(new) as of_new:
            self._call("C_SetPIN", ctypes.c_ulong(session), *of_old, *of_new)

    def init_pin(self, session: int, new: bytearray | None) -> None:
        """C_InitPIN in a read-write session of the security officer."""
        with _in_memory(new) as (start, length):
            self._call("C_InitPIN", ctypes.c_ulong(session), start, length)

    # Private keys, by handle. `confirm` is called when the operation waits for a context-specific login.

    def sign(
        self, session: int, scheme: Scheme, key: int, data: bytes, confirm: Callable[[], None]
    ) -> bytearray:
        """C_SignInit and C_Sign, once each."""
        self._begin("C_SignInit", session, scheme, key)
        confirm()
        return self._result("C_Sign", session, data)

    def decrypt(
        self, session: int, scheme: Scheme, key: int, data: bytes, confirm: Callable[[], None]
    ) -> bytearray:
        """C_DecryptInit and C_Decrypt, once each."""
        self.begin_decryption(session, scheme, key)
        confirm()
        return self._result("C_Decrypt", session, data)

    def begin_decryption(self, session: int, scheme: Scheme, key: int) -> None:
        """C_DecryptInit alone: raises where the token has no such scheme. It ends with the session."""
        self._begin("C_DecryptInit", session, scheme, key)

    def _begin(self, name: str, session: int, scheme: Scheme, key: int) -> None:
        parameter = ctypes.create_string_buffer(scheme.parameter, max(len(scheme.parameter), 1))
        at = ctypes.addressof(parameter) if scheme.parameter else None
        mechanism = _Mechanism(scheme.mechanism, at, len(scheme.parameter))
        self._call(name, ctypes.c_ulong(session), ctypes.byref(mechanism), ctypes.c_ulong(key))

    def _result(self, name: str, session: int, data: bytes) -> bytearray:
        room = _ROOM_BYTES
        while True:
            made, size = (ctypes.c_ubyte * room)(), ctypes.c_ulong(room)
            try:
                arguments = (
                    ctypes.c_ulong(session),
                    data,
                    ctypes.c_ulong(len(data)),
                    made,
                    ctypes.byref(size),
                )
                self._call(name, *arguments)
                if size.value > room:
                    raise pkcs11.DeviceError
                return bytearray(memoryview(made)[: size.value])
            except BufferTooSmall:
                # The operation is still open, and the call did not count (§5.2).
                if not room < size.value <= _MOST_BYTES:
                    raise
            finally:
                ctypes.memset(made, 0, room)
            room = size.value

    def _call(self, name: str, *arguments: Any) -> None:
        prototype: Callable[[int], Callable[..., int]] = ctypes.CFUNCTYPE(ctypes.c_ulong)
        _check(prototype(self._functions[_POSITIONS[name]])(*arguments))


def _check(return_value: int) -> None:
    if return_value != 0:
        raise error_of_return_value(return_value)


@contextmanager
def _in_memory(pin: bytearray | None) -> Iterator[tuple[Any, ctypes.c_ulong]]:
    """Address and length of a copy that ends with a zero (modules read on to it), wiped afterwards."""
    if pin is None:
        yield ctypes.c_void_p(None), ctypes.c_ulong(0)
        return
    buffer = (ctypes.c_ubyte * (len(pin) + 1))()
    try:
        memoryview(buffer).cast("B")[: len(pin)] = pin
        yield ctypes.byref(buffer), ctypes.c_ulong(len(pin))
    finally:
        ctypes.memset(buffer, 0, len(buffer))


def _text(field: bytes) -> str:
    """A field padded with blanks, or by careless modules with zeros."""
    return field.decode("utf-8", "replace").strip(" \0")


def _length(value: int) -> int:
    """A PIN length; 0 where the token names none."""
    return 0 if value == _UNKNOWN_LENGTH else value
