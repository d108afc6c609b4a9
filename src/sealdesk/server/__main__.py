"""`python -m sealdesk.server`: serve, or make an enrolment code. Answers are one JSON object a line."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sealdesk.errors import SealDeskError
from sealdesk.formats.fields import moment_text
from sealdesk.server.serve import DEFAULT_HOST, DEFAULT_PORT, new_enrol_code, serve


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status as in `sealdesk.errors.ExitStatus`."""
    choices = _parser().parse_args(arguments)
    try:
        if choices.command == "enrol-code":
            code, key = new_enrol_code(choices.data, tenant=choices.tenant, database_url=choices.database_url)
            _answer({"code": code.code, "valid_until": moment_text(code.valid_until), "key": key})
        else:
            _serve(choices)
    except SealDeskError as error:
        _tell(error)
        return error.code.exit_status
    except ValueError as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    return 0


def _serve(choices: argparse.Namespace) -> None:
    serve(
        choices.data,
        choices.host,
        choices.port,
        database_url=choices.database_url,
        certificate=choices.certificate,
        private_key=choices.private_key,
        behind_tls_proxy=choices.behind_tls_proxy,
        ready=lambda url: _answer({"url": url}),
    )


def _answer(answer: dict[str, str]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _tell(error: SealDeskError) -> None:
    """One line: code, what happened, what to do now."""
    from sealdesk.texts import error_text

    language = os.environ.get("SEALDESK_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "zh"
    text = error_text(error, language)
    line = f"sealdesk: [{error.code}] {text.heading}: {text.happened} {text.now}"
    sys.stderr.write(" ".join(line.split()) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sealdesk.server", description="The audit endpoint.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the key pair and the database")
    parser.add_argument("--database-url", default="", help="another database than SQLite in that folder")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("serve", help="serve until stopped; prints its address when ready")
    run.add_argument("--host", default=DEFAULT_HOST)
    run.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 lets the system choose")
    run.add_argument("--certificate", type=Path, help="PEM; with it the centre speaks TLS itself")
    run.add_argument("--private-key", type=Path, help="PEM")
    run.add_argument("--behind-tls-proxy", action="store_true", help="TLS ends at a proxy before this")
    code = commands.add_parser("enrol-code", help="make a one-time code for a workstation")
    code.add_argument("--tenant", default="default", help="organisation unit the workstation belongs to")
    return parser


if __name__ == "__main__":
    sys.exit(main())
