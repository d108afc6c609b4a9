"""Publishing files: never over another, never half, and each trouble by its name."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sealdesk.documents import files
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.document import DocumentDigest


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "合同.pdf"
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20)
    return path


@contextlib.contextmanager
def refused(code: ErrorCode):
    with pytest.raises(SealDeskError) as caught:
        yield
    assert caught.value.code is code


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def write(source: Path, target: Path, update: bytes = b"update", act_id: str = "act-1") -> Path:
    return files.write_new(source, source.stat().st_size, update, target, act_id)


# digest_of


def test_digest_is_that_of_the_bytes(source: Path) -> None:
    content = source.read_bytes()
    assert files.digest_of(source) == DocumentDigest(hashlib.sha256(content).hexdigest(), len(content))


def test_digest_of_nothing(tmp_path: Path) -> None:
    with refused(ErrorCode.DOCUMENT_NOT_FOUND):
        files.digest_of(tmp_path / "none.pdf")
    with refused(ErrorCode.DOCUMENT_UNREADABLE):
        files.digest_of(tmp_path)


# check_target


def test_a_free_name_in_a_folder_is_fine(source: Path, tmp_path: Path) -> None:
    files.check_target(source, tmp_path / "out.pdf")


def test_the_input_by_any_name_is_no_target(source: Path, tmp_path: Path, monkeypatch) -> None:
    hard, soft = tmp_path / "hard.pdf", tmp_path / "soft.pdf"
    os.link(source, hard)
    soft.symlink_to(source)
    monkeypatch.chdir(tmp_path)
    for target in (
        source,
        hard,
        soft,
        Path(source.name),
        tmp_path / "." / ".." / tmp_path.name / source.name,
    ):
        with refused(ErrorCode.OUTPUT_IS_INPUT):
            files.check_target(source, target)
    # Also where the input is reached through the link.
    with refused(ErrorCode.OUTPUT_IS_INPUT):
        files.check_target(soft, source)


def test_a_name_in_use_is_no_target(source: Path, tmp_path: Path) -> None:
    taken, dangling, circle = tmp_path / "taken.pdf", tmp_path / "dangling.pdf", tmp_path / "circle.pdf"
    taken.write_bytes(b"")
    dangling.symlink_to(tmp_path / "nowhere")
    circle.symlink_to(circle)
    (tmp_path / "folder.pdf").mkdir()
    for target in (taken, dangling, circle, tmp_path / "folder.pdf"):
        with refused(ErrorCode.OUTPUT_EXISTS):
            files.check_target(source, target)


def test_a_folder_must_be_there_and_be_one(source: Path, tmp_path: Path) -> None:
    for target in (tmp_path / "none" / "out.pdf", source / "out.pdf"):
        with refused(ErrorCode.OUTPUT_FOLDER_MISSING):
            files.check_target(source, target)


def test_a_folder_must_be_writable(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "read-only"
    folder.mkdir(0o555)
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere; the read-only mount below shows it")
    with refused(ErrorCode.OUTPUT_NOT_WRITABLE):
        files.check_target(source, folder / "out.pdf")
    with refused(ErrorCode.OUTPUT_NOT_WRITABLE):
        write(source, folder / "out.pdf")


# write_new


@pytest.mark.parametrize("kernel", [True, False])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(content=st.binary(max_size=300_000), update=st.binary(max_size=5_000))
def test_the_source_is_a_prefix(tmp_path_factory, kernel: bool, content: bytes, update: bytes) -> None:
    folder = tmp_path_factory.mktemp("prefix")
    source = folder / "in.pdf"
    source.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        if not kernel:
            patch.setattr(os, "copy_file_range", _refuse(errno.EXDEV))
            patch.setattr(files, "_CHUNK", 1000)
        part = write(source, folder / "out.pdf", update)
    assert part.read_bytes() == content + update
    assert source.read_bytes() == content
    assert part.name == ".sealdesk-act-1.part"


def test_a_source_of_another_length_has_changed(source: Path, tmp_path: Path) -> None:
    length = source.stat().st_size
    for wrong in (length - 1, length + 1):
        with refused(ErrorCode.DOCUMENT_CHANGED_MEANWHILE):
            files.write_new(source, wrong, b"", tmp_path / "out.pdf", "act-1")
    assert names(tmp_path) == {source.name}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, ErrorCode.OUTPUT_DISK_FULL),
        (errno.EDQUOT, ErrorCode.OUTPUT_DISK_FULL),
        (errno.EIO, ErrorCode.OUTPUT_IO_ERROR),
        (errno.EROFS, ErrorCode.OUTPUT_NOT_WRITABLE),
    ],
)
@pytest.mark.parametrize("call", ["copy_file_range", "write", "fsync"])
def test_a_fault_leaves_nothing(source: Path, tmp_path: Path, monkeypatch, call, number, code) -> None:
    monkeypatch.setattr(os, call, _refuse(number))
    with refused(code):
        write(source, tmp_path / "out.pdf")
    monkeypatch.undo()
    assert names(tmp_path) == {source.name}


def test_a_part_file_of_the_same_act_is_not_overwritten(source: Path, tmp_path: Path) -> None:
    part = write(source, tmp_path / "out.pdf")
    before = part.read_bytes()
    with refused(ErrorCode.OUTPUT_EXISTS):
        write(source, tmp_path / "out.pdf", b"other")
    assert part.read_bytes() == before


def test_a_link_in_the_parts_place_is_not_followed(source: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    files.part_path(tmp_path / "out.pdf", "act-1").symlink_to(victim)
    with refused(ErrorCode.OUTPUT_EXISTS):
        write(source, tmp_path / "out.pdf")
    assert not victim.exists()


# publish


def test_a_part_gets_its_name_and_everything_is_synced(source: Path, tmp_path: Path, monkeypatch) -> None:
    synced: list[str] = []
    real = os.fsync

    def noting(fd: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{fd}").readlink()))
        real(fd)

    monkeypatch.setattr(os, "fsync", noting)
    part = write(source, tmp_path / "out.pdf")
    files.publish(part, tmp_path / "out.pdf")
    assert synced == [str(part), str(tmp_path)]
    assert names(tmp_path) == {source.name, "out.pdf"}
    assert (tmp_path / "out.pdf").read_bytes() == source.read_bytes() + b"update"


@pytest.mark.parametrize("flag", [True, False], ids=["renameat2", "link"])
def test_nothing_is_ever_replaced(source: Path, tmp_path: Path, monkeypatch, flag: bool) -> None:
    if not flag:
        monkeypatch.setattr(files, "_renameat2", _refuse(errno.EINVAL))
    target = tmp_path / "out.pdf"
    part = write(source, target)
    target.write_bytes(b"somebody was quicker")
    with refused(ErrorCode.OUTPUT_EXISTS):
        files.publish(part, target)
    assert target.read_bytes() == b"somebody was quicker"
    assert part.exists()
    target.unlink()
    target.symlink_to(tmp_path / "nowhere")
    with refused(ErrorCode.OUTPUT_EXISTS):
        files.publish(part, target)
    target.unlink()
    files.publish(part, target)
    assert names(tmp_path) == {source.name, "out.pdf"}


def test_a_folder_that_went_away(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    part = write(source, folder / "out.pdf")
    shutil.rmtree(folder)
    with refused(ErrorCode.OUTPUT_FOLDER_MISSING):
        files.publish(part, folder / "out.pdf")


# write_content, stray_parts, remove_quietly


def test_own_content_is_published_whole_or_not_at_all(tmp_path: Path, monkeypatch) -> None:
    files.write_content(b"report", tmp_path / "report.html")
    assert (tmp_path / "report.html").read_bytes() == b"report"
    with refused(ErrorCode.OUTPUT_EXISTS):
        files.write_content(b"other", tmp_path / "report.html")
    monkeypatch.setattr(os, "write", _refuse(errno.ENOSPC))
    with refused(ErrorCode.OUTPUT_DISK_FULL):
        files.write_content(b"other", tmp_path / "second.html")
    monkeypatch.undo()
    assert names(tmp_path) == {"report.html"}


def test_stray_parts_are_found_by_their_act(source: Path, tmp_path: Path) -> None:
    part = write(source, tmp_path / "out.pdf", act_id="0192-ab")
    (tmp_path / ".sealdesk-x.part.txt").write_bytes(b"")
    (tmp_path / "sealdesk-y.part").write_bytes(b"")
    assert files.stray_parts(tmp_path) == {"0192-ab": part}
    assert files.stray_parts(tmp_path / "none") == {}


def test_removing_what_is_gone_says_nothing(tmp_path: Path) -> None:
    files.remove_quietly(tmp_path / "none")
    files.remove_quietly(tmp_path)
    assert tmp_path.is_dir()


# a real full disk, a real read-only one

_ON_A_SMALL_DISK = """
import sys
from pathlib import Path
from sealdesk.documents import files
from sealdesk.errors import SealDeskError
source, target = Path(sys.argv[1]), Path(sys.argv[2])
try:
    files.check_target(source, target)
    files.publish(files.write_new(source, source.stat().st_size, bytes(5000), target, "act"), target)
except SealDeskError as error:
    print(error.code.text)
print(sorted(path.name for path in target.parent.iterdir()))
"""


@pytest.mark.parametrize(
    ("options", "length", "expected"),
    [
        ("size=64k", 200_000, ["output.disk_full", "[]"]),
        ("size=64k", 62_000, ["output.disk_full", "[]"]),
        ("size=64k", 20_000, ["['out.pdf']"]),
        ("size=64k,ro", 20_000, ["output.not_writable", "[]"]),
    ],
)
def test_on_a_real_small_disk(tmp_path: Path, options: str, length: int, expected: list[str]) -> None:
    if (
        not shutil.which("unshare")
        or subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode
    ):
        pytest.skip("no mount namespaces here")
    disk, source = tmp_path / "disk", tmp_path / "in.pdf"
    disk.mkdir()
    source.write_bytes(bytes(length))
    script = f'mount -t tmpfs -o {options} tmpfs "$1" && exec "$2" -c "$3" "$4" "$1/out.pdf"'
    command = [
        "unshare",
        "-rm",
        "sh",
        "-c",
        script,
        "sh",
        str(disk),
        sys.executable,
        _ON_A_SMALL_DISK,
        str(source),
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == expected


def _refuse(number: int):
    def refusing(*_args, **_more):
        raise OSError(number, os.strerror(number))

    return refusing


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_what_may_never_end_is_not_read(tmp_path: Path, kind: str) -> None:
    path = {"pipe": tmp_path / "pipe", "device": Path("/dev/zero"), "folder": tmp_path}[kind]
    if kind == "pipe":
        os.mkfifo(path)
    with pytest.raises(SealDeskError) as refused:
        files.digest_of(path)
    assert refused.value.code is ErrorCode.DOCUMENT_UNREADABLE


def test_a_name_too_long_is_refused_before_anything_is_begun(tmp_path: Path) -> None:
    source = tmp_path / "in.pdf"
    source.write_bytes(b"%PDF-1.7")
    with pytest.raises(SealDeskError) as refused:
        files.check_target(source, tmp_path / ("章" * 86 + ".pdf"))
    assert refused.value.code.text.startswith("output.")
    files.check_target(source, tmp_path / ("章" * 80 + ".pdf"))


def test_a_name_that_cannot_be_made_durable_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(folder: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    part, target = tmp_path / ".sealdesk-a.part", tmp_path / "out.pdf"
    part.write_bytes(b"%PDF-1.7")
    monkeypatch.setattr(files, "_sync_folder", broken)
    with pytest.raises(SealDeskError) as refused:
        files.publish(part, target)
    assert refused.value.code is ErrorCode.OUTPUT_IO_ERROR
    assert part.exists()
    assert not target.exists()
