"""What a token process answered, read strictly: it shares its memory with a vendor's module.

Each function raises KeyError, TypeError or ValueError at an answer of another shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.token import KeyUse, TokenCertificate, TokenInfo, TokenKeyInfo, TokenRef

T = TypeVar("T")

_FLAGS = (
    "login_required",
    "pin_initialised",
    "pin_count_low",
    "pin_final_try",
    "pin_locked",
    "pin_to_be_changed",
    "protected_authentication_path",
    "so_pin_count_low",
    "so_pin_final_try",
    "so_pin_locked",
)


@contextmanager
def sound(module: Path) -> Iterator[None]:
    """An answer of the wrong shape comes from a module that writes into its process's memory."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as broken:
        raise SealDeskError(ErrorCode.TOKEN_MODULE_FAILED, module=module, reason="answer") from broken


def nothing(answer: Any) -> None:
    """None and nothing else."""
    if answer is not None:
        raise TypeError


def octets(answer: Any) -> bytes:
    """Bytes that are no secret."""
    return _of_type(answer, bytes)


def secret(answer: Any) -> bytes:
    """Bytes that came as a secret."""
    return bytes(_of_type(answer, bytearray))


def infos(module: str, answer: Iterable[dict[str, Any]]) -> tuple[TokenInfo, ...]:
    """The tokens that a module sees."""
    return tuple(
        TokenInfo(
            ref=TokenRef(_of_type(told["label"], str), _of_type(told["serial"], str)),
            module=module,
            manufacturer=_of_type(told["manufacturer"], str),
            model=_of_type(told["model"], str),
            pin_min_length=_of_type(told["pin_min_length"], int),
            pin_max_length=_of_type(told["pin_max_length"], int),
            **{flag: _of_type(told[flag], bool) for flag in _FLAGS},
        )
        for told in answer
    )


def certificates(answer: Iterable[dict[str, Any]]) -> tuple[TokenCertificate, ...]:
    """The certificates on a token."""
    return tuple(
        TokenCertificate(
            der=_of_type(told["der"], bytes),
            sha256=sha256(told["der"]).hexdigest(),
            key_id=_of_type(told["key_id"], bytes),
            label=_of_type(told["label"], str),
            has_private_key=None if told["has_private_key"] is None else told["has_private_key"] is True,
        )
        for told in answer
    )


def keys(answer: Iterable[dict[str, Any]]) -> tuple[TokenKeyInfo, ...]:
    """The private keys on an unlocked token."""
    return tuple(
        TokenKeyInfo(
            key_id=_of_type(told["key_id"], bytes),
            kind=_of_type(told["kind"], str),
            uses=frozenset(KeyUse(use) for use in told["uses"]),
            always_authenticate=_of_type(told["always_authenticate"], bool),
            ways=tuple(_of_type(way, str) for way in told["ways"]),
        )
        for told in answer
    )


def _of_type(value: Any, wanted: type[T]) -> T:
    if type(value) is not wanted:
        raise TypeError(f"{type(value).__name__} where {wanted.__name__} was due")
    return value
