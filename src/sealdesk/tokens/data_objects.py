"""Private data objects on a token (CKO_DATA, PKCS#11 v2.40 §4.5). Lives in the token process only."""

from __future__ import annotations

from typing import Any

import pkcs11
from pkcs11 import Attribute, ObjectClass

APPLICATION = "SealDesk"


def read(session: pkcs11.Session, label: str) -> bytearray:
    """The content; raises `pkcs11.NoSuchKey` where there is none."""
    found = _named(session, label)
    if not found:
        raise pkcs11.NoSuchKey(label)
    return bytearray(found[-1][Attribute.VALUE])


def write(session: pkcs11.Session, label: str, content: bytes) -> None:
    """Store the content, in place of what had this label."""
    old = _named(session, label)
    session.create_object(
        {
            Attribute.CLASS: ObjectClass.DATA,
            Attribute.TOKEN: True,
            Attribute.PRIVATE: True,
            Attribute.APPLICATION: APPLICATION,
            Attribute.LABEL: label,
            Attribute.VALUE: content,
        }
    )
    # Only now: a token that is full, or pulled, still has the old one.
    for one in old:
        one.destroy()


def remove(session: pkcs11.Session, label: str) -> None:
    """Remove it; raises `pkcs11.NoSuchKey` where there is none."""
    found = _named(session, label)
    if not found:
        raise pkcs11.NoSuchKey(label)
    for one in found:
        one.destroy()


def _named(session: pkcs11.Session, label: str) -> list[Any]:
    wanted = {Attribute.CLASS: ObjectClass.DATA, Attribute.APPLICATION: APPLICATION, Attribute.LABEL: label}
    return list(session.get_objects(wanted))
