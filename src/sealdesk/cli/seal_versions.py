"""`sealdesk seals make-from|change|renew`: the steps that make a seal, or another version of it."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from sealdesk.cli.common import add_pin, desk_of, maker_password_of, unlock_asked
from sealdesk.cli.seal_steps import Verbs, add_reason, add_size, attachments_of, people_of, step_verb, tell
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.seal import SealPicture
from sealdesk.model.seal_life import LifeAction, SealApplication
from sealdesk.service import seal_life
from sealdesk.service.desk import Desk
from sealdesk.service.token_side import only_token, token_named


def add_parser(verbs: Verbs[argparse.ArgumentParser]) -> None:
    """These verbs below `sealdesk seals`."""
    _add_make_from(verbs)
    said = (
        "make another version of a seal: name, size, picture; a platform administrator and an approver sign"
    )
    changing = step_verb(verbs, "change", said, _change, 2)
    changing.add_argument("--name", metavar="TEXT", help="its new name (default: as it is)")
    changing.add_argument("--department", metavar="TEXT", help="its new department (default: as it is)")
    add_size(changing, required=False)
    _add_picture(changing, required=False)
    said = "make a seal valid for a further term, from today; a platform administrator and an approver sign"
    renewing = step_verb(verbs, "renew", said, _renew, 2)
    for parser, action in ((changing, LifeAction.CHANGE), (renewing, LifeAction.RENEW)):
        add_reason(parser, action)
        _add_maker(parser)
        parser.add_argument(
            "--token", metavar="SERIAL", help="a token that opens the seal (default: the only one)"
        )
        parser.add_argument(
            "--years", type=int, metavar="N", help="how long it shall be valid (default: as before)"
        )
        add_pin(parser, "that token's PIN")


def _add_make_from(verbs: Verbs[argparse.ArgumentParser]) -> None:
    said = "make the seal that was reviewed, as a platform administrator, with the maker's key"
    parser = step_verb(verbs, "make-from", said, _make, 1, attachable=False)
    add_reason(parser, LifeAction.MAKE)
    _add_picture(parser, required=True)
    _add_maker(parser)
    parser.add_argument(
        "--token",
        action="append",
        default=[],
        metavar="SERIAL",
        help="a plugged-in token that shall sign with it (default: the only one); may be repeated",
    )
    add_pin(parser, "the PIN of the first token, where one is asked for")


def _add_picture(parser: argparse.ArgumentParser, *, required: bool) -> None:
    ways = parser.add_mutually_exclusive_group(required=required)
    ways.add_argument("--design", type=Path, metavar="F", help="draw it from this design (see `seals make`)")
    ways.add_argument(
        "--picture",
        type=Path,
        metavar="F",
        help="import it from this picture; it waits for a second person's check",
    )


def _add_maker(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--maker-password-file", type=Path, metavar="F", help="file with the password of the seal maker's key"
    )


def _make(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        (by,) = people_of(arguments)
        maker_password = maker_password_of(arguments)
        application = seal_life.life(desk, arguments.seal).application
        new = _picture(arguments, application)
        tokens = tuple(token_named(desk, one) for one in arguments.token) or (only_token(desk),)
        if _has_pin(arguments):
            unlock_asked(arguments, desk, tokens[0])
        done = seal_life.make(
            desk, arguments.seal, new.picture, new.source, maker_password, tokens, by, arguments.reason
        )
        return tell(arguments, desk, done)


def _has_pin(arguments: argparse.Namespace) -> bool:
    return bool(arguments.pin_stdin or arguments.pin_file is not None)


def _opening(arguments: argparse.Namespace, desk: Desk) -> seal_life.Opening:
    maker_password = maker_password_of(arguments)
    token = token_named(desk, arguments.token) if arguments.token else only_token(desk)
    unlock_asked(arguments, desk, token)
    return seal_life.Opening(maker_password, token)


def _change(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        present = seal_life.life(desk, arguments.seal).application
        anew = arguments.design is not None or arguments.picture is not None
        if not anew and _looks_different(arguments, present):
            raise SealDeskError(ErrorCode.USAGE_WRONG, what="picture")  # before anybody is asked for secrets
        by, opening = people_of(arguments), _opening(arguments, desk)
        wanted = replace(
            present,
            name=arguments.name or present.name,
            department=present.department if arguments.department is None else arguments.department,
            width_mm=arguments.width or present.width_mm,
            height_mm=arguments.height or arguments.width or present.height_mm,
            years=arguments.years or present.years,
        )
        new = _picture(arguments, wanted) if anew else None
        done = seal_life.change(
            desk, arguments.seal, opening, by, arguments.reason, wanted, new, attachments_of(arguments)
        )
        return tell(arguments, desk, done)


def _looks_different(arguments: argparse.Namespace, present: SealApplication) -> bool:
    """Whether another name or size is asked for, which takes another picture."""
    pairs = (
        (present.name, arguments.name),
        (present.width_mm, arguments.width),
        (present.height_mm, arguments.height or arguments.width),
    )
    return any(asked not in (None, now) for now, asked in pairs)


def _renew(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        by, opening = people_of(arguments), _opening(arguments, desk)
        done = seal_life.renew(
            desk,
            arguments.seal,
            opening,
            by,
            arguments.years,
            reason=arguments.reason,
            attachments=attachments_of(arguments),
        )
        return tell(arguments, desk, done)


def _picture(arguments: argparse.Namespace, asked: SealApplication) -> seal_life.NewPicture:
    if arguments.design is not None:
        return seal_life.NewPicture(_drawn(arguments.design), seal_life.Source.DRAWN)
    from sealdesk.service.seal_import import import_picture

    imported = import_picture(arguments.picture, width_mm=asked.width_mm, height_mm=asked.height_mm)
    return seal_life.NewPicture(imported.picture, seal_life.Source.IMPORTED)


def _drawn(path: Path) -> SealPicture:
    from sealdesk.formats.seal_design import read_design
    from sealdesk.impression.drawing import draw_seal

    try:
        return draw_seal(read_design(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError) as trouble:
        reason = type(trouble).__name__
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=path, reason=reason) from trouble
