"""Copies of requested documents, by digest, so that the custodian stamps the bytes that were approved."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from sealdesk.documents import files
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.document import DocumentDigest
from sealdesk.settings.layout import Layout


def keep_copy(layout: Layout, document: Path, digest: DocumentDigest) -> Path:
    """Keep the document's bytes under their digest; a good copy that is there already is kept.

    Raises:
        SealDeskError: `DOCUMENT_CHANGED_MEANWHILE` when the file is not what was digested any more;
            `OUTPUT_DISK_FULL` and its family.
    """
    kept = layout.document(digest.sha256)
    if kept.is_file() and files.digest_of(kept) == digest:
        return kept
    draft = kept.with_suffix(f".{os.getpid()}.new")
    try:
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(document, draft)
        draft.chmod(0o600)
        if files.digest_of(draft) != digest:
            raise SealDeskError(ErrorCode.DOCUMENT_CHANGED_MEANWHILE, path=document)
        draft.replace(kept)
    except OSError as trouble:
        full = trouble.errno in (errno.ENOSPC, errno.EDQUOT)
        code = ErrorCode.OUTPUT_DISK_FULL if full else ErrorCode.OUTPUT_IO_ERROR
        raise SealDeskError(code, path=kept, reason=trouble.strerror) from trouble
    finally:
        draft.unlink(missing_ok=True)
    return kept


def copy_of(layout: Layout, digest: DocumentDigest) -> Path:
    """The kept copy of a requested document, its bytes checked.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND` without a copy, `DOCUMENT_CHANGED_MEANWHILE` when it was changed.
    """
    kept = layout.document(digest.sha256)
    if files.digest_of(kept) != digest:
        raise SealDeskError(ErrorCode.DOCUMENT_CHANGED_MEANWHILE, path=kept)
    return kept
