"""Looks for a secret in files, in every form it may have taken."""

from __future__ import annotations

import base64
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

_STREAM = re.compile(rb"stream\r?\n")


@cache
def forms_of(secret: str) -> frozenset[bytes]:
    """UTF-8, UTF-16 and UTF-32, hexadecimal, escaped, and base64 of each at any of its three offsets."""
    plain = {secret.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")}
    written = {json.dumps(secret)[1:-1].encode(), secret.encode("unicode_escape")}
    hexadecimal = {form.hex().encode() for form in plain}
    coded = {part for form in plain for part in _base64_parts(form)}
    return frozenset(plain | written | hexadecimal | {form.upper() for form in hexadecimal} | coded)


def _base64_parts(form: bytes) -> Iterator[bytes]:
    """What base64 of any text around `form` contains: the digits that depend on `form` alone."""
    for offset in range(3):
        digits = base64.b64encode(b"\0" * offset + form)
        first, last = (offset * 8 + 5) // 6, (offset + len(form)) * 8 // 6
        yield digits[first:last]


def found_in(content: bytes, secrets: Iterable[str]) -> list[str]:
    """The secrets that `content` holds, also inside of what PDF compressed in it."""
    whole = b"\n".join((content, *_inflated(content)))
    return [secret for secret in secrets if any(form in whole for form in forms_of(secret))]


def _inflated(content: bytes) -> Iterator[bytes]:
    if not content.startswith(b"%PDF"):
        return
    for start in _STREAM.finditer(content):
        try:
            yield zlib.decompressobj().decompress(content[start.end() :])
        except zlib.error:
            continue


def search_files(folder: Path, secrets: Iterable[str]) -> dict[str, list[str]]:
    """Files below `folder` by name, with the secrets that they or their names hold."""
    secrets = tuple(secrets)
    hits = {}
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        hit = found_in(
            content + b"\n" + str(path.relative_to(folder)).encode(errors="surrogateescape"), secrets
        )
        if hit:
            hits[str(path.relative_to(folder))] = hit
    return hits


def search_zip(path: Path, secrets: Iterable[str]) -> dict[str, list[str]]:
    """As `search_files`, in the members of a zip file."""
    secrets = tuple(secrets)
    with zipfile.ZipFile(path) as bundle:
        members = {name: bundle.read(name) + b"\n" + name.encode() for name in bundle.namelist()}
    return {name: hit for name, content in members.items() if (hit := found_in(content, secrets))}
