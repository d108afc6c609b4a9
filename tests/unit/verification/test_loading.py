"""Roots and lists from files as people keep them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pem

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.verification.loading import load_crls, load_roots


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


def test_der_pem_and_several_blocks(workshop: Any, tmp_path: Path) -> None:
    root, other = workshop.root.der, workshop.issuing.der
    assert load_roots([_file(tmp_path, root)]) == (root,)
    blocks = pem.armor("CERTIFICATE", root) + b"\nwords between\n" + pem.armor("CERTIFICATE", other)
    assert load_roots([_file(tmp_path, blocks)]) == (root, other)
    assert load_roots([]) == ()


def test_lists(workshop: Any, tmp_path: Path) -> None:
    crl = workshop.crl(workshop.root)
    assert load_crls([_file(tmp_path, crl)]) == (crl,)
    assert load_crls([_file(tmp_path, pem.armor("X509 CRL", crl))]) == (crl,)


def test_other_blocks_are_passed_over(workshop: Any, tmp_path: Path) -> None:
    both = pem.armor("CERTIFICATE", workshop.root.der) + pem.armor("X509 CRL", workshop.crl(workshop.root))
    path = _file(tmp_path, both)
    assert load_roots([path]) == (workshop.root.der,)
    assert len(load_crls([path])) == 1


@pytest.mark.parametrize("load", [load_roots, load_crls])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nonsense",
        pem.armor("PRIVATE KEY", b"x"),
        pem.armor("CERTIFICATE", b"x"),
        pem.armor("X509 CRL", b"x"),
    ],
)
def test_wrong_files(load: Any, content: bytes, tmp_path: Path) -> None:
    with pytest.raises(SealDeskError) as caught:
        load([_file(tmp_path, content)])
    assert caught.value.code is ErrorCode.TRUST_FILE_WRONG
    assert caught.value.facts["path"].endswith("file")


def test_truncated_pem(workshop: Any, tmp_path: Path) -> None:
    block = pem.armor("CERTIFICATE", workshop.root.der)
    with pytest.raises(SealDeskError) as caught:
        load_roots([_file(tmp_path, block[: len(block) // 2])])
    assert caught.value.code is ErrorCode.TRUST_FILE_WRONG


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SealDeskError) as caught:
        load_crls([tmp_path / "none"])
    assert caught.value.code is ErrorCode.TRUST_FILE_UNREADABLE
    assert caught.value.facts["kind"] == "crl"
