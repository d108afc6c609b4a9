"""Prove the two commands on a bare machine: a fresh Debian 12 with python3, make and git, and nothing else.

    sudo python3 packaging/bare_root.py [--targets run,test] [--root DIR] [--keep]

Makes the root with debootstrap from this machine's own package mirror, clones the project at HEAD into it,
and calls each target twice: first with network, then cut off from it (a network namespace with loopback
only). Prints the wall time of every call. Needs root and debootstrap; the mounts live in a namespace of
their own and vanish with it.

Exit status: 0 all calls passed · 1 a call failed · 2 this machine cannot make the root.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
RELEASE = "bookworm"
BARE = ("ca-certificates", "python3", "make", "git")
INSIDE = "/root/sealdesk"
IN_NAMESPACE = "SEALDESK_BARE_ROOT_NAMESPACE"
PASSED_ON = ("http_proxy", "https_proxy", "no_proxy", "PIP_INDEX_URL", "UV_DEFAULT_INDEX")

LOOPBACK_UP = """
import fcntl, os, socket, struct, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sH14x", b"lo", 0x1))  # SIOCSIFFLAGS, IFF_UP
os.execvp(sys.argv[1], sys.argv[1:])
"""


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the project's commands in a bare Debian root.")
    parser.add_argument("--targets", default="run,test", help="make targets, in order")
    parser.add_argument("--root", type=Path, help="where to make the root, or one made before")
    parser.add_argument("--keep", action="store_true", help="leave the root for a look")
    chosen = parser.parse_args()
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        print("needs root, and the package debootstrap", file=sys.stderr)
        return 2
    if IN_NAMESPACE not in os.environ:
        again = ["unshare", "--mount", "--propagation", "private", sys.executable, __file__, *sys.argv[1:]]
        return subprocess.run(again, env={**os.environ, IN_NAMESPACE: "1"}, check=False).returncode
    root = (chosen.root or Path(tempfile.mkdtemp(prefix="sealdesk-bare-", dir="/var/tmp"))).resolve()
    try:
        make_root(root)
        clone(root)
        return call_all(root, chosen.targets.split(","))
    finally:
        if chosen.keep:
            print(f"kept: {root}")
        else:
            leave_and_remove(root)


def make_root(root: Path) -> None:
    """Debian's minimal root, with what a person has who got `python3 make git` and a network."""
    started = time.monotonic()
    if not (root / "usr/bin/git").exists():
        include = f"--include={','.join(BARE)}"
        run(["debootstrap", "--variant=minbase", include, RELEASE, str(root), mirror()])
        for name in ("etc/resolv.conf", "etc/hosts", "etc/ssl/certs/ca-certificates.crt"):
            shutil.copy(Path("/", name), root / name)
        (root / "etc/apt/sources.list").unlink(missing_ok=True)
        shutil.copytree("/etc/apt/sources.list.d", root / "etc/apt/sources.list.d", dirs_exist_ok=True)
        if Path("/etc/apt/sources.list").exists():
            shutil.copy("/etc/apt/sources.list", root / "etc/apt/sources.list")
    run(["mount", "--bind", "/proc", str(root / "proc")])
    run(["mount", "--rbind", "/dev", str(root / "dev")])
    print(f"bare root: {' '.join(BARE)}  {time.monotonic() - started:.0f} s", flush=True)


def mirror() -> str:
    """The package mirror of this machine."""
    lists = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]
    for each in lists:
        text = each.read_text("utf-8") if each.exists() else ""
        found = re.search(r"^(?:URIs:|deb)\s+(?:\[.*?\]\s*)?(\S+)", text, re.MULTILINE)
        if found:
            return found[1]
    raise SystemExit("no package mirror in this machine's apt sources")


def clone(root: Path) -> None:
    place = root / INSIDE.lstrip("/")
    shutil.rmtree(place, ignore_errors=True)
    run(
        [
            "git",
            "-c",
            f"safe.directory={PROJECT / '.git'}",
            "clone",
            "--quiet",
            "--no-hardlinks",
            str(PROJECT),
            str(place),
        ]
    )
    head = run(["git", "-C", str(place), "log", "-1", "--format=%h %s"])
    print(f"clone: {head.strip()}", flush=True)


def call_all(root: Path, targets: Sequence[str]) -> int:
    failed = 0
    for network in (True, False):
        for target in targets:
            started = time.monotonic()
            status = call(root, target, network)
            failed += status != 0
            where = "network" if network else "no network"
            print(
                f"make {target:<6} {where:<11} status {status}  {time.monotonic() - started:.0f} s",
                flush=True,
            )
    return 1 if failed else 0


def call(root: Path, target: str, network: bool) -> int:
    """One make target inside the root, with an environment that owes nothing to this machine's."""
    bundle = "/etc/ssl/certs/ca-certificates.crt"
    environment = {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/root",
        "LANG": "C.UTF-8",
        "PIP_CERT": bundle,
        "SSL_CERT_FILE": bundle,
        **{name: os.environ[name] for name in PASSED_ON if name in os.environ},
    }
    inside = ["chroot", str(root), "/usr/bin/make", "--no-print-directory", "-C", INSIDE, target]
    cut_off = [] if network else ["unshare", "--net", sys.executable, "-c", LOOPBACK_UP]
    return subprocess.run(
        [*cut_off, *inside], env=environment, stdin=subprocess.DEVNULL, check=False
    ).returncode


def leave_and_remove(root: Path) -> None:
    """Unmount first: what is mounted must not be removed with the root."""
    for name in ("dev", "proc"):
        subprocess.run(["umount", "--recursive", str(root / name)], check=False, capture_output=True)
    mounted = Path("/proc/self/mounts").read_text("utf-8")
    if f" {root}/" in mounted:
        print(f"still mounted, left alone: {root}", file=sys.stderr)
        return
    shutil.rmtree(root)


def run(command: Sequence[str]) -> str:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}")
    return ran.stdout


if __name__ == "__main__":
    sys.exit(main())
