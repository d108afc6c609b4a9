"""`sealdesk seals apply-esl|make-from-esl`: take an electronic seal that somebody else made into use here."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sealdesk.cli.common import desk_of, maker_password_of
from sealdesk.cli.seal_steps import Verbs, add_common, add_people, people_of, step_verb, tell
from sealdesk.model.seal import SealKind, SealShape
from sealdesk.service.token_side import only_token, token_named

if TYPE_CHECKING:
    from cryptography import x509


def add_parser(verbs: Verbs[argparse.ArgumentParser]) -> None:
    """These verbs below `sealdesk seals`."""
    said = "ask for a seal to be made from an electronic seal (.esl) that is checked first and attached"
    applying = verbs.add_parser("apply-esl", help=said, description=said[:1].upper() + said[1:] + ".")
    applying.add_argument(
        "file", type=Path, metavar="F.esl", help="of whichever maker (see `seals show-esl`)"
    )
    _add_roots(applying)
    applying.add_argument("--custodian", required=True, metavar="PERSON", help="who shall keep it, by id")
    applying.add_argument(
        "--kind", choices=[one.value for one in SealKind], help="needed where the file does not say it"
    )
    applying.add_argument(
        "--shape", choices=[one.value for one in SealShape], help="default: as the file says"
    )
    for name, said in (
        ("holder", "the organisation"),
        ("credit-code", "统一社会信用代码"),
        ("department", "whose it is"),
    ):
        applying.add_argument(
            f"--{name}", default="", metavar="TEXT", help=f"{said} (default: as the file says)"
        )
    applying.add_argument("--years", type=int, default=5, metavar="N", help="how long it shall be valid (5)")
    applying.add_argument("--id", default="", metavar="SEAL", help="its id (default: the next free one)")
    applying.add_argument("--reason", required=True, metavar="TEXT", help="what it is for")
    add_people(applying, 1)
    add_common(applying, _apply)
    said = "make the reviewed seal with the picture of the electronic seal attached to its application"
    making = step_verb(verbs, "make-from-esl", said, _make, 1, attachable=False)
    _add_roots(making)
    making.add_argument("--reason", default="", metavar="TEXT", help="why")
    making.add_argument(
        "--maker-password-file", type=Path, metavar="F", help="file with the password of the seal maker's key"
    )
    making.add_argument(
        "--token",
        action="append",
        default=[],
        metavar="SERIAL",
        help="a plugged-in token that shall sign with it (default: the only one); may be repeated",
    )


def _add_roots(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--root",
        type=Path,
        action="append",
        default=[],
        metavar="PEM",
        help="certificate to trust for its maker",
    )


def _roots(arguments: argparse.Namespace) -> tuple[x509.Certificate, ...]:
    from cryptography import x509

    from sealdesk.verification.loading import load_roots

    return tuple(x509.load_der_x509_certificate(der) for der in load_roots(arguments.root))


def _apply(arguments: argparse.Namespace) -> int:
    from sealdesk.service.eseal_import import ForeignWanted, apply_with_eseal

    roots = _roots(arguments)
    wanted = ForeignWanted(
        custodian_id=arguments.custodian,
        years=arguments.years,
        kind=SealKind(arguments.kind) if arguments.kind else None,
        shape=SealShape(arguments.shape) if arguments.shape else None,
        holder=arguments.holder,
        credit_code=arguments.credit_code,
        department=arguments.department,
        seal_id=arguments.id,
    )
    with desk_of(arguments) as desk:
        (by,) = people_of(arguments)
        done = apply_with_eseal(desk, arguments.file, wanted, by, arguments.reason, roots)
        return tell(arguments, desk, done)


def _make(arguments: argparse.Namespace) -> int:
    from sealdesk.service.eseal_import import make_from_eseal

    with desk_of(arguments) as desk:
        (by,) = people_of(arguments)
        maker_password = maker_password_of(arguments)
        tokens = tuple(token_named(desk, one) for one in arguments.token) or (only_token(desk),)
        reason, roots = arguments.reason, _roots(arguments)
        done = make_from_eseal(desk, arguments.seal, maker_password, tokens, by, reason, roots)
        return tell(arguments, desk, done)
