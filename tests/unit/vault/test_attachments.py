"""Attachments: what is put comes back, nothing lies in clear, nothing changed passes."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.vault import attachments
from sealdesk.vault.attachments import AttachmentStore, new_key, read_source

LICENCE = "营业执照".encode() * 40


def refused(code: ErrorCode, act: object, *arguments: object) -> None:
    with pytest.raises(SealDeskError) as caught:
        act(*arguments)  # type: ignore[operator]
    assert caught.value.code is code


@pytest.fixture
def store(tmp_path: Path) -> AttachmentStore:
    return AttachmentStore(tmp_path / "attachments", new_key())


def the_file(tmp_path: Path) -> Path:
    (path,) = (tmp_path / "attachments").iterdir()
    return path


@pytest.mark.parametrize("content", [b"", b"x", LICENCE])
def test_what_is_put_comes_back_and_is_named_by_its_digest(
    store: AttachmentStore, tmp_path: Path, content: bytes
) -> None:
    digest = store.put(content)
    assert digest == sha256(content).hexdigest()
    assert store.get(digest) == content
    path = the_file(tmp_path)
    assert path.stem == digest
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(content) < 9 or content[:9] not in path.read_bytes()


def test_the_same_document_twice_is_one_file(store: AttachmentStore, tmp_path: Path) -> None:
    store.put(LICENCE)
    before = the_file(tmp_path).read_bytes()
    store.put(LICENCE)
    assert the_file(tmp_path).read_bytes() == before


def test_a_damaged_file_is_mended_by_putting_the_document_again(
    store: AttachmentStore, tmp_path: Path
) -> None:
    digest = store.put(LICENCE)
    the_file(tmp_path).write_bytes(b"damaged")
    store.put(LICENCE)
    assert store.get(digest) == LICENCE


def test_no_byte_can_be_changed_or_cut(store: AttachmentStore, tmp_path: Path) -> None:
    digest = store.put(b"short")
    path = the_file(tmp_path)
    whole = path.read_bytes()
    for index in range(len(whole)):
        path.write_bytes(whole[:index] + bytes([whole[index] ^ 1]) + whole[index + 1 :])
        refused(ErrorCode.ATTACHMENT_BROKEN, store.get, digest)
        path.write_bytes(whole[:index])
        refused(ErrorCode.ATTACHMENT_BROKEN, store.get, digest)


def test_one_file_does_not_pass_for_another(store: AttachmentStore, tmp_path: Path) -> None:
    first, second = store.put(b"first"), store.put(b"second")
    folder = tmp_path / "attachments"
    (folder / f"{first}.attachment").replace(folder / f"{second}.attachment")
    refused(ErrorCode.ATTACHMENT_BROKEN, store.get, second)
    refused(ErrorCode.ATTACHMENT_UNKNOWN, store.get, first)


def test_another_key_opens_nothing(store: AttachmentStore, tmp_path: Path) -> None:
    digest = store.put(LICENCE)
    refused(ErrorCode.ATTACHMENT_BROKEN, AttachmentStore(tmp_path / "attachments", new_key()).get, digest)
    refused(ErrorCode.SECRET_MISSING, AttachmentStore, tmp_path, "no key")


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "AB" * 32, "0" * 64])
def test_a_digest_that_is_none(store: AttachmentStore, digest: str) -> None:
    refused(ErrorCode.ATTACHMENT_UNKNOWN, store.get, digest)


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "attachments").write_text("a file")
    refused(ErrorCode.ATTACHMENT_NOT_WRITABLE, AttachmentStore(tmp_path / "attachments", new_key()).put, b"x")


def test_what_cannot_be_attached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "LARGEST_BYTES", 1000)
    good = tmp_path / "good"
    good.write_bytes(b"x" * 1000)
    assert len(read_source(good)) == 1000
    good.write_bytes(b"x" * 1001)
    refused(ErrorCode.ATTACHMENT_TOO_LARGE, read_source, good)
    refused(ErrorCode.DOCUMENT_NOT_FOUND, read_source, tmp_path / "none")
    refused(ErrorCode.DOCUMENT_UNREADABLE, read_source, tmp_path)
    os.mkfifo(tmp_path / "pipe")
    refused(ErrorCode.DOCUMENT_UNREADABLE, read_source, tmp_path / "pipe")
