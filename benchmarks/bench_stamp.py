"""A whole `sealdesk stamp` against pyHanko's own command line: same file, token, key, place and kind of stamp.

pyHanko reads the file, signs and writes. `sealdesk stamp` does that and also checks request, seal and
certificate, keeps the ledger durable before and after, opens the vault and verifies what it wrote.
"""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from pathlib import Path

import pymupdf
from paired import Contestant, compare, remove
from workbench import CONTRACT, PROGRAMS, SEALDESK, Workspace, long_document, sealdesk

ROUNDS = 9
PT_PER_MM = 72 / 25.4
SIGNING_LABEL = "签名证书"
SIDE_MM, X_MM, Y_MM = 42, 60, 200


def main() -> None:
    place = Path(tempfile.mkdtemp(prefix="sealdesk-bench-"))
    try:
        workspace = Workspace(place / "home")
        config = pyhanko_config(place, workspace)
        small = Path(shutil.copy(CONTRACT, place / "contract.pdf"))
        duel("contract, 3 pages", place, workspace, config, small)
        duel("1,000 pages", place, workspace, config, long_document(place / "long.pdf", 1000))
    finally:
        shutil.rmtree(place)


def duel(title: str, place: Path, workspace: Workspace, config: Path, document: Path) -> None:
    request = workspace.approved(document, ROUNDS + 1)
    output = place / "stamped.pdf"
    ours = [*SEALDESK, "stamp", str(document), "--output", str(output), "--seal", request["seal"]]
    ours += ["--request", request["id"], "--page", "1", "--at", f"{X_MM},{Y_MM}", "--json"]
    ours += ["--pin-file", workspace.facts["pin_file"], "--home", str(workspace.home)]
    theirs = [str(PROGRAMS / "pyhanko"), "--config", str(config), "sign", "addsig", "--use-pades"]
    theirs += ["--field", f"1/{box(document)}/Seal1", "--style-name", "seal"]
    theirs += ["pkcs11", "--p11-setup", "evaluation", str(document), str(output)]
    compare(
        f"stamp and sign: {title}",
        Contestant("sealdesk stamp", lambda _: ours, remove(output)),
        Contestant(
            "pyhanko sign addsig", lambda _: theirs, remove(output), environment=token_environment(workspace)
        ),
        rounds=ROUNDS,
    )


def box(document: Path) -> str:
    """The seal's box in the user space of the first page."""
    with pymupdf.open(document) as pdf:
        height = pdf[0].mediabox.height
    x, y, half = X_MM * PT_PER_MM, height - Y_MM * PT_PER_MM, SIDE_MM / 2 * PT_PER_MM
    return ",".join(f"{value:.0f}" for value in (x - half, y - half, x + half, y + half))


def modules(workspace: Workspace) -> list[dict[str, object]]:
    return list(tomllib.loads((workspace.home / "settings.toml").read_text("utf-8"))["modules"])


def token_environment(workspace: Workspace) -> dict[str, str]:
    (module,) = modules(workspace)
    environment = module.get("environment", {})
    assert isinstance(environment, dict)
    return {name: str(value).replace("{home}", str(workspace.home)) for name, value in environment.items()}


def pyhanko_config(place: Path, workspace: Workspace) -> Path:
    """pyHanko's profile of the same token, and a red ring, a picture of the seal's size, as its stamp."""
    art = place / "ring.pdf"
    with pymupdf.open() as drawing, pymupdf.open() as stamp:
        ring = drawing.new_page(width=100, height=100)
        ring.draw_circle((50, 50), 46, color=(0.85, 0, 0), width=5)
        side = SIDE_MM * PT_PER_MM
        page = stamp.new_page(width=side, height=side)
        page.insert_image(page.rect, pixmap=ring.get_pixmap(dpi=720, alpha=True))
        stamp.save(art)
    (module,) = modules(workspace)
    (token,) = sealdesk("tokens", "list", "--json", "--home", workspace.home)
    config = place / "pyhanko.yml"
    config.write_text(
        f"""
pkcs11-setups:
  evaluation:
    module-path: {module["path"]}
    token-label: {token["label"]}
    cert-label: {SIGNING_LABEL}
    user-pin: "{Path(workspace.facts["pin_file"]).read_text().strip()}"
stamp-styles:
  seal:
    type: text
    background: {art}
    stamp-text: " "
    border-width: 0
""",
        "utf-8",
    )
    return config


if __name__ == "__main__":
    main()
