"""200 documents sealed in one login, beside pyHanko signing the same documents with the same token in one process.

Both sides run in turn, twenty documents a round, each in a process that logged in once. pyHanko reads, signs and
writes. A batch of ours makes each document an act: request and gate, two durable ledger entries, the vault, the
signature, and the verification of the written file in a limited process.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pymupdf
from batch_worker import SIDE_MM
from workbench import CONTRACT, Workspace

ROUNDS, EACH = 10, 20
WORKER = Path(__file__).with_name("batch_worker.py")


@dataclass
class Side:
    """A worker, and what it told of each round."""

    name: str
    process: subprocess.Popen[str]
    told: list[dict[str, float]] = field(default_factory=list)

    def seal(self, documents: list[dict[str, str]]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(documents) + "\n")
        self.process.stdin.flush()
        self.told.append(self.answer())

    def answer(self) -> dict[str, float]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended")
        return dict(json.loads(line))

    def close(self) -> None:
        self.process.communicate()

    def per_second(self) -> list[float]:
        return [EACH / told["wall_s"] for told in self.told]

    def median(self, what: str) -> float:
        return statistics.median(told[what] for told in self.told)


def main() -> None:
    place = Path(tempfile.mkdtemp(prefix="sealdesk-bench-"))
    try:
        workspace = Workspace(place / "home")
        documents = approved_documents(place, workspace, (ROUNDS + 1) * EACH)
        pin_file = workspace.facts["pin_file"]
        ours = start("sealdesk batch", "sealdesk", workspace.home, pin_file)
        theirs = start("pyhanko, PKCS11Signer", "pyhanko", workspace.home, pin_file, ring(place))
        take_turns(place, documents, ours, theirs)
        tell(ours, theirs)
        ours.close()
        theirs.close()
    finally:
        shutil.rmtree(place)


def start(name: str, *words: str | Path) -> Side:
    process = subprocess.Popen(
        [sys.executable, str(WORKER), *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    side = Side(name, process)
    side.answer()
    return side


def take_turns(place: Path, documents: list[dict[str, str]], ours: Side, theirs: Side) -> None:
    for number in range(ROUNDS + 1):
        some = documents[number * EACH : (number + 1) * EACH]
        for side in (ours, theirs) if number % 2 == 0 else (theirs, ours):
            folder = place / f"{side.name.partition(' ')[0].strip(',')}-{number}"
            folder.mkdir()
            side.seal([{**one, "target": str(folder / Path(one["source"]).name)} for one in some])
            shutil.rmtree(folder)
    for side in (ours, theirs):
        del side.told[0]  # caches warm for both alike; not counted


def tell(ours: Side, theirs: Side) -> None:
    ratios = [mine / other for mine, other in zip(ours.per_second(), theirs.per_second(), strict=True)]
    print(f"\n{ROUNDS * EACH} documents in one login (rounds of {EACH} in turn, medians)")
    for side in (ours, theirs):
        share = side.median("token_s") / side.median("wall_s")
        whole = side.median("token_all_s") / side.median("wall_s")
        print(
            f"  {side.name:<34}{statistics.median(side.per_second()):>7.1f} documents/s"
            f"{side.median('cpu_s') / EACH * 1000:>8.0f} ms CPU each"
            f"   in the token: {share:.1%} signing and decrypting, {whole:.1%} with every question"
        )
    print(
        f"  documents/s, ours as a multiple of theirs: {statistics.median(ratios):.2f}"
        f" (spread {min(ratios):.2f} to {max(ratios):.2f});"
        f" CPU time: {ours.median('cpu_s') / theirs.median('cpu_s'):.2f}"
    )


def approved_documents(place: Path, workspace: Workspace, count: int) -> list[dict[str, str]]:
    """Contracts that differ, each with an approved request of its own."""
    from sealdesk.model.document import DocumentClass
    from sealdesk.service import approvals, requests
    from sealdesk.service.desk import open_desk

    seal = next(one["id"] for one in workspace.facts["seals"] if one["kind"] == "contract")
    applicant = person(workspace, "roles", "user")
    approvers = [person(workspace, "positions", one) for one in ("department_head", "general_manager")]
    folder = place / "documents"
    folder.mkdir()
    made = []
    with open_desk(workspace.home) as desk, pymupdf.open(CONTRACT) as contract:
        for number in range(count):
            source = folder / f"contract-{number:03d}.pdf"
            contract.set_metadata({"title": f"合同 {number}"})
            contract.save(source)
            draft = requests.RequestDraft(source, seal, "签订合同", DocumentClass.CONTRACT)
            asked = requests.new(desk, draft, *applicant).request.id
            for approver in approvers:
                approvals.approve(desk, asked, *approver)
            made.append({"source": str(source), "seal": seal, "request": asked})
    return made


def person(workspace: Workspace, what: str, value: str) -> tuple[str, str]:
    """Id and password of somebody with this role or position."""
    found: dict[str, Any] = next(one for one in workspace.facts["people"] if value in one[what])
    return found["id"], Path(found["password_file"]).read_text("utf-8").strip()


def ring(place: Path) -> Path:
    """A red ring, a picture of the seal's size, as a page that pyHanko draws."""
    art = place / "ring.pdf"
    with pymupdf.open() as drawing, pymupdf.open() as stamp:
        page = drawing.new_page(width=100, height=100)
        page.draw_circle((50, 50), 46, color=(0.85, 0, 0), width=5)
        side = SIDE_MM * 72 / 25.4
        target = stamp.new_page(width=side, height=side)
        target.insert_image(target.rect, pixmap=page.get_pixmap(dpi=720, alpha=True))
        stamp.save(art, deflate=True)
    return art


if __name__ == "__main__":
    main()
