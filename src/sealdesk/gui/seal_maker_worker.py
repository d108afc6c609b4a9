"""The threads that draw and take in seals and look for files, beside the desk's: they need no workspace."""

from __future__ import annotations

from functools import cache

from sealdesk.gui.worker import Worker


@cache
def drawing_worker() -> Worker:
    """The one thread that draws seals: MuPDF's fonts are read by one thread at a time."""
    return _worker("seal drawing")


@cache
def import_worker() -> Worker:
    """The one thread that waits for the child in which pictures are taken in."""
    return _worker("seal import")


@cache
def files_worker() -> Worker:
    """The one thread that looks whether chosen files are there: they may lie on a slow share."""
    return _worker("chosen files")


def _worker(name: str) -> Worker:
    worker = Worker(name)
    worker.crashed.connect(_crash)
    return worker


def _crash(bug: BaseException) -> None:
    raise bug  # to the crash dialog
