"""The seal maker of a real workspace: registered by two administrators, renewed without losing its earlier seals."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.ses_algorithms import RSA_SHA256
from sealdesk.model.ledger import EntryKind
from sealdesk.service import maker_setup, seal_making
from sealdesk.service.desk import open_desk
from sealdesk.service.maker_setup import MakerFile, set_up_maker
from sealdesk.service.new_workspace import NewAdministrator, NewWorkspace, make_workspace
from sealdesk.service.sign_in import SignIn
from sealdesk.settings.settings import SecretsIn
from tests.issuers import DAY, ISSUING, NOW, Holder, holder
from tests.journeys.conftest import Workspace

PEOPLE = (NewAdministrator("A1", "甲", "password one"), NewAdministrator("A2", "乙", "password two"))
BOTH = tuple(SignIn(one.id, one.password) for one in PEOPLE)
PASSWORD = "makers password"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("real") / "home"
    make_workspace(home, NewWorkspace("江城建设", PEOPLE, SecretsIn.FILES))
    return home


@pytest.fixture
def home(fresh: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(fresh, tmp_path / "home"))


def p12(folder: Path, maker: Holder, password: str = "secret") -> MakerFile:
    path = folder / "maker.p12"
    encryption = BestAvailableEncryption(password.encode())
    path.write_bytes(serialize_key_and_certificates(b"", maker.key, maker.certificate, None, encryption))
    return MakerFile(path, "secret")


def test_a_workspace_gets_a_maker_and_its_maker_new_keys(home: Path) -> None:
    with open_desk(home) as desk:
        assert maker_setup.makers(desk) == ()
        first = set_up_maker(desk, BOTH, PASSWORD)
        assert seal_making.open_maker(desk, PASSWORD).certificate == first
        assert first.subject.rfc4514_string() == "CN=江城建设（制章）,O=江城建设,C=CN"
    with open_desk(home) as desk:  # nothing hangs on what was kept in memory
        assert desk.trust.version == 2
        second = set_up_maker(desk, BOTH, "another password")
        assert maker_setup.makers(desk) == (first, second)
        assert len(desk.trust.makers) == 2
        assert seal_making.open_maker(desk, "another password").certificate == second
        with pytest.raises(SealDeskError) as caught:
            seal_making.open_maker(desk, PASSWORD)
        assert caught.value.code is ErrorCode.MAKER_PASSWORD_WRONG
        last = next(desk.ledger.entries(kind=EntryKind.TRUST_SET, newest_first=True))
        assert (last.body["version"], last.body["signed_by"]) == (3, ["A1", "A2"])


def test_an_authoritys_key_and_certificate_are_taken(home: Path, tmp_path: Path) -> None:
    issued = holder("某制章单位", key=rsa.generate_private_key(65537, 2048))
    with open_desk(home) as desk:
        assert set_up_maker(desk, BOTH, PASSWORD, p12(tmp_path, issued)) == issued.certificate
        opened = seal_making.open_maker(desk, PASSWORD).keys
    assert (opened.certificate, opened.algorithm) == (issued.der, RSA_SHA256)
    issued.key.public_key().verify(opened.sign(b"seal"), b"seal", *_pkcs1())


def _pkcs1() -> tuple[object, object]:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    return padding.PKCS1v15(), hashes.SHA256()


@pytest.mark.parametrize(
    ("maker", "reason"),
    [
        (holder("弱", key=rsa.generate_private_key(65537, 1024)), "maker key"),
        (holder("过期", until=NOW - timedelta(hours=1)), "maker validity"),
        (holder("未到", since=NOW + DAY), "maker validity"),
        (holder("签发者", usages=ISSUING), "key_usage"),
    ],
)
def test_a_file_that_signs_no_seals_is_refused(
    home: Path, tmp_path: Path, maker: Holder, reason: str
) -> None:
    with open_desk(home) as desk, pytest.raises(SealDeskError) as caught:
        set_up_maker(desk, BOTH, PASSWORD, p12(tmp_path, maker))
    assert (caught.value.code, caught.value.facts["reason"]) == (ErrorCode.MAKER_FILE_WRONG, reason)
    assert not (home / "maker" / "maker.key").exists()


@pytest.mark.parametrize(
    ("people", "password", "code"),
    [
        (BOTH[:1], PASSWORD, ErrorCode.PERSON_TWO_NEEDED),
        ((BOTH[0], BOTH[0]), PASSWORD, ErrorCode.PERSON_TWO_NEEDED),
        ((BOTH[0], SignIn("A2", "wrong")), PASSWORD, ErrorCode.PERSON_PASSWORD_WRONG),
        (BOTH, "short", ErrorCode.USAGE_WRONG),
    ],
)
def test_nobody_else_sets_up_a_maker(
    home: Path, people: tuple[SignIn, ...], password: str, code: ErrorCode
) -> None:
    with open_desk(home) as desk:
        with pytest.raises(SealDeskError) as caught:
            set_up_maker(desk, people, password)
        assert caught.value.code is code
        assert maker_setup.makers(desk) == ()


def test_a_crash_before_the_register_got_its_name_is_mended(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCutError(Exception):
        pass

    def cut(*_: object) -> None:
        raise PowerCutError

    with open_desk(home) as desk, monkeypatch.context() as patched, pytest.raises(PowerCutError):
        patched.setattr(maker_setup.files, "put_in_force", cut)
        set_up_maker(desk, BOTH, PASSWORD)
    with open_desk(home) as desk:
        assert (desk.trust.version, len(maker_setup.makers(desk))) == (2, 1)


def test_an_earlier_register_does_not_come_back(home: Path) -> None:
    with open_desk(home) as desk:
        old = desk.layout.trust.read_bytes()
        set_up_maker(desk, BOTH, PASSWORD)
        desk.layout.trust.write_bytes(old)
    with open_desk(home) as desk, pytest.raises(SealDeskError) as caught:
        _ = desk.trust
    assert caught.value.code is ErrorCode.REGISTER_BROKEN


def test_by_command(workspace: Workspace) -> None:
    """New keys for the evaluation's maker: its seals of before still open."""
    secret = workspace.folder / "new"
    secret.write_text("a new password\n", "utf-8")
    passwords = workspace.home / "passwords"
    done = workspace.command(
        "seals", "maker-set-up", "--maker-password-file", secret, "--json",
        "--as", "P4001", "--password-file", passwords / "P4001",
        "--as2", "P4002", "--password-file2", passwords / "P4002",
    )  # fmt: skip
    assert done.status == 0, done.err
    assert (len(done.json["makers"]), done.json["key_here"]) == (2, True)
    shown = workspace.command("seals", "maker")
    assert "城南建设有限公司" in shown.out
    from sealdesk.service import seal_vault, seals, token_side

    with workspace.open() as desk:
        seal_making.open_maker(desk, "a new password")
        (info,) = desk.tokens.tokens()
        token_side.unlock(desk, info.ref, workspace.pin)
        assert seal_vault.open_picture(desk, seals.find_seal(desk, workspace.seal()), info.ref)
