"""One side of `bench_batch`: logs in once, then seals as many documents as each line of standard input names.

    python batch_worker.py sealdesk HOME PIN_FILE
    python batch_worker.py pyhanko HOME PIN_FILE ART

A line is a JSON list of `{source, target, seal, request}`. The answer is one JSON object: `wall_s`, `cpu_s` (of this
process and the children it waited for), `token_s` (inside the token's signing and decrypting) and `token_all_s`
(inside every question to the token).
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

SIDE_MM, X_MM, Y_MM = 42, 60, 200
SIGNING_LABEL = "签名证书"

Documents = list[dict[str, str]]


def serve(work: Callable[[Documents], Counter[str]]) -> None:
    """Answer every line until the input ends; `work` tells the seconds it spent in the token."""
    tell({"ready": True})
    for line in sys.stdin:
        documents = json.loads(line)
        cpu_s, start_s = cpu(), time.perf_counter()
        token = work(documents)
        wall_s = time.perf_counter() - start_s
        told = {"wall_s": wall_s, "cpu_s": cpu() - cpu_s, "token_s": token["sign"] + token["decrypt"]}
        tell({**told, "token_all_s": token.total()})


def tell(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def sealdesk(home: Path, pin: str) -> None:
    """The batch of the program: gate, ledger, vault, signature, verification, each document an act."""
    from sealdesk.model.act import SealingOrder
    from sealdesk.model.placement import Placement
    from sealdesk.service import token_side
    from sealdesk.service.desk import open_desk
    from sealdesk.service.seal_batch import Batch, DocumentStanding, run
    from sealdesk.tokens.child import ModuleProcess

    spent: Counter[str] = Counter()
    ask = ModuleProcess.ask

    def timed(process: ModuleProcess, what: str, limit_s: float, **arguments: Any) -> Any:
        start_s = time.perf_counter()
        try:
            return ask(process, what, limit_s, **arguments)
        finally:
            spent[what] += time.perf_counter() - start_s  # type: ignore[assignment]

    setattr(ModuleProcess, "ask", timed)  # noqa: B010 - the one place where every question passes
    place = Placement(1, float(X_MM), float(Y_MM), float(SIDE_MM), float(SIDE_MM))

    def work(documents: Documents) -> Counter[str]:
        spent.clear()
        batch = Batch(
            tuple(
                SealingOrder(Path(one["source"]), Path(one["target"]), one["seal"], one["request"], (place,))
                for one in documents
            )
        )
        state = run(desk, batch)
        if state.count(DocumentStanding.SEALED) != len(documents):
            raise RuntimeError(f"not all were sealed: {state.stopped_by}")
        return spent

    with open_desk(home) as desk:
        (token,) = token_side.look(desk)
        token_side.unlock(desk, token.ref, pin)
        serve(work)


def pyhanko(home: Path, pin: str, art: Path) -> None:
    """pyHanko's signer for tokens in one process: reads, signs, writes; nothing else."""
    import os

    import pkcs11
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.pkcs11 import PKCS11Signer
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.stamp import StaticStampStyle

    from sealdesk.settings.layout import Layout
    from sealdesk.settings.settings import load_settings

    (module,) = load_settings(Layout(home)).modules
    os.environ.update(module.environment)
    token = next(iter(pkcs11.lib(str(module.path)).get_tokens()))
    spent: Counter[str] = Counter()

    class TimedSigner(PKCS11Signer):
        async def async_sign_raw(self, *arguments: Any, **more: Any) -> bytes:
            start_s = time.perf_counter()
            try:
                return bytes(await super().async_sign_raw(*arguments, **more))
            finally:
                spent["sign"] += time.perf_counter() - start_s  # type: ignore[assignment]

    def work(documents: Documents) -> Counter[str]:
        spent.clear()
        for one in documents:
            box = box_of(Path(one["source"]))
            metadata = PdfSignatureMetadata(
                field_name="Seal1", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
            )
            # Art that was drawn into one document names that document's objects: it cannot be used again.
            style = StaticStampStyle.from_pdf_file(str(art), border_width=0)
            pdf_signer = PdfSigner(
                metadata,
                signer,
                stamp_style=style,
                new_field_spec=SigFieldSpec("Seal1", on_page=0, box=box),
            )
            with Path(one["source"]).open("rb") as source, Path(one["target"]).open("xb+") as target:
                pdf_signer.sign_pdf(IncrementalPdfFileWriter(source), output=target)
        return spent

    with token.open(user_pin=pin) as session:
        signer = TimedSigner(session, cert_label=SIGNING_LABEL, key_id=b"\x01")
        serve(work)


def box_of(document: Path) -> tuple[int, int, int, int]:
    """The seal's box in the user space of the first page."""
    import pymupdf

    per_mm = 72 / 25.4
    with pymupdf.open(document) as pdf:
        height = pdf[0].mediabox.height
    x, y, half = X_MM * per_mm, height - Y_MM * per_mm, SIDE_MM / 2 * per_mm
    return round(x - half), round(y - half), round(x + half), round(y + half)


if __name__ == "__main__":
    side, home, pin_file, *rest = sys.argv[1:]
    pin = Path(pin_file).read_text("utf-8").strip()
    if side == "sealdesk":
        sealdesk(Path(home), pin)
    else:
        pyhanko(Path(home), pin, Path(rest[0]))
