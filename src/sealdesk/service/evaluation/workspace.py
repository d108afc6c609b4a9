"""Making an evaluation workspace.

Real parts throughout: a SoftHSM2 token whose initial PIN was changed, a test authority of three levels, signed
registers, drawn seals in the vault, an approved request. Its keys lie in 0600 files, by explicit choice, so that it
works without a desktop keyring; its PIN and passwords lie in files beside them, so that programs can drive it.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key

from sealdesk import resources
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.people import PeopleRegister, write_people
from sealdesk.model.ledger import EntryKind
from sealdesk.model.people import Person, Position, Role
from sealdesk.model.request import RequestStanding
from sealdesk.model.seal import Seal, SealKind
from sealdesk.model.seal_life import SealApplication
from sealdesk.model.token import TokenRef
from sealdesk.policy.gate import MissingStep, missing_steps
from sealdesk.service import approvals, requests, seal_making, workstation
from sealdesk.service.desk import ADMINISTRATOR_KEYS, WORKSTATION_KEY, Desk, open_desk
from sealdesk.service.evaluation import practice as practising
from sealdesk.service.evaluation.authority import CREDIT_CODE, ORGANISATION, TestAuthority, pem
from sealdesk.service.evaluation.cast import (
    APPLICANT,
    CAST,
    CONTRACT_REQUEST,
    CUSTODIAN,
    PLATFORM_ADMIN,
    PRACTICE_REQUESTS,
    SYSTEM_ADMIN,
    CastMember,
    CastRequest,
    CastSeal,
    cast_seals,
    practice_seals,
)
from sealdesk.service.new_workspace import fresh_folder
from sealdesk.service.past_life import PastPeople, enter_past_life
from sealdesk.service.registers import write_trust
from sealdesk.service.token_registration import registration_facts
from sealdesk.settings.layout import Layout
from sealdesk.settings.secrets import secret_store
from sealdesk.settings.settings import ModuleSetting, SecretsIn, Settings, save_settings
from sealdesk.store.ledger import Transaction
from sealdesk.tlog import note
from sealdesk.tlog.note import Signer
from sealdesk.tokens.client import TokenModule, TokenProcess
from sealdesk.vault.maker_key import MakerKeys
from sealdesk.vault.personal_key import Argon2Cost, lock_key
from sealdesk.vault.recovery import recovery_key

TOKEN_LABEL = "城南建设-01"  # noqa: S105 - a label printed on a device
SIGNING_KEY_ID, ENCRYPTION_KEY_ID = b"\x01", b"\x02"
SIGNING_LABEL, ENCRYPTION_LABEL = "签名证书", "加密证书"
MAKER_NAME = f"{ORGANISATION}（制章）"
SEAL_YEARS = 2
SAMPLES = ("contract.pdf", "official.pdf", "certificate.pdf")
_KEY_COST = Argon2Cost(passes=2, lanes=4, memory_kib=19 * 1024)
"""OWASP's smaller setting: the evaluation's passwords lie in files beside the keys anyway."""


@dataclass(frozen=True)
class EvaluationPerson:
    person: Person
    password_file: Path


@dataclass(frozen=True)
class EvaluationWorkspace:
    """What was made, as `sealdesk demo` tells it."""

    home: Path
    pin_file: Path
    root: Path
    crls: tuple[Path, ...]
    seals: tuple[Seal, ...]
    requests: tuple[tuple[str, Path, str], ...]
    documents: tuple[Path, ...]
    people: tuple[EvaluationPerson, ...]
    maker_password_file: Path


def make_evaluation(home: Path, *, key_kind: str = "rsa2048", practice: bool = False) -> EvaluationWorkspace:
    """Make an evaluation workspace in a new or empty folder.

    Args:
        key_kind: Of the seal's signing key: `rsa2048`, `rsa3072` or `p256`.
        practice: For people who train: the seals say that they are for practising, and requests wait for each
            sample document, with impressions enough for a day.

    Raises:
        SealDeskError: `WORKSPACE_NOT_EMPTY`; `OUTPUT_NOT_WRITABLE`; `USAGE_WRONG` for a name that the software
            token's settings cannot hold (control characters, not UTF-8); `TOOL_MISSING` without SoftHSM2 or
            the seal's typeface. Whatever was made by then is removed.
    """
    home = home.absolute()
    if not str(home).isprintable():
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="DIR")
    with fresh_folder(home):
        return EvaluationMaker(Layout(home), key_kind, practice=practice).make()


class EvaluationMaker:
    """Makes the workspace, part by part."""

    encryption_kind = "rsa2048"

    def __init__(self, layout: Layout, key_kind: str, *, practice: bool = False) -> None:
        self.layout = layout
        self.key_kind = key_kind
        self.practice = practice
        self.authority = TestAuthority()
        self.now = datetime.now(UTC)
        self.signers = {member.id: Signer.generate(f"sealdesk.invalid/people/{member.id}") for member in CAST}
        self.maker = self._maker_keys()
        self.maker_password = secrets.token_urlsafe(12)
        self.passwords = {member.id: secrets.token_urlsafe(12) for member in CAST}
        self.pin = f"{secrets.randbelow(900_000) + 100_000}{secrets.randbelow(90) + 10}"

    def make(self) -> EvaluationWorkspace:
        self._make_folders()
        module = self._make_token()
        root, crls = self._write_authority()
        self._write_settings(module)
        people = tuple(self._person(member) for member in CAST)
        self._write_secrets()
        self._write_registers(people)
        maker_password = self._write_maker()
        documents = self._copy_samples()
        with open_desk(self.layout.home) as desk:
            self._record_registers(desk)
            desk.record(EntryKind.TOKEN_REGISTERED, registration_facts(desk, self.token))
            maker = seal_making.open_maker(desk, self.maker_password)
            cast = practice_seals() if self.practice else cast_seals()
            made = tuple(self._make_seal(desk, maker, seal) for seal in cast)
            asked = tuple(self._make_request(desk, documents, made, one) for one in self._requests())
        self._private_file("so-pin", self.so_pin)
        return EvaluationWorkspace(
            home=self.layout.home,
            pin_file=self._private_file("pin", self.pin),
            root=root,
            crls=crls,
            maker_password_file=maker_password,
            seals=made,
            requests=asked,
            documents=documents,
            people=tuple(
                EvaluationPerson(
                    person, self._private_file(f"passwords/{person.id}", self.passwords[person.id])
                )
                for person in people
            ),
        )

    def _make_folders(self) -> None:
        if self.practice:
            self._private_file(self.layout.practice_mark.name, practising.MARK)
        for folder in (
            self.layout.people.parent,
            self.layout.seals,
            self.layout.vault,
            self.layout.person_keys,
            self.layout.crls,
            self.layout.home / "samples",
        ):
            folder.mkdir(mode=0o700)

    def _private_file(self, name: str, content: str) -> Path:
        path = self.layout.home / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content + "\n")
        return path

    # The token: initial PIN changed, two key pairs with a certificate each (双证书).

    def _make_token(self) -> ModuleSetting:
        from sealdesk.tokens.softhsm import make_token

        initial_pin, self.so_pin = (f"{secrets.randbelow(90_000_000) + 10_000_000}" for _ in range(2))
        module = make_token(self.layout.home / "token", TOKEN_LABEL, self.so_pin, initial_pin)
        with TokenProcess((module,)) as tokens:
            (info,) = tokens.tokens()
            self.token = info.ref
            tokens.login(info.ref, initial_pin)
            tokens.change_pin(info.ref, initial_pin, self.pin)
            self.signing = self._key_pair(tokens, info.ref, SIGNING_KEY_ID, for_signing=True)
            self.encryption = self._key_pair(tokens, info.ref, ENCRYPTION_KEY_ID, for_signing=False)
            return _module_setting(module)

    def _key_pair(
        self, tokens: TokenProcess, ref: TokenRef, key_id: bytes, *, for_signing: bool
    ) -> x509.Certificate:
        kind, usage, label = self.encryption_kind, "decrypt", ENCRYPTION_LABEL
        if for_signing:
            kind, usage, label = self.key_kind, "sign", SIGNING_LABEL
        elif kind == "p256":
            usage = "derive"
        spki = tokens.generate_key_pair(ref, kind, label, key_id, usage)
        public_key = load_der_public_key(spki)
        if not isinstance(public_key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
            raise TypeError(f"no key for a seal: {type(public_key).__name__}")
        certificate = self.certificate(public_key, for_signing=for_signing)
        tokens.import_certificate(ref, certificate.public_bytes(Encoding.DER), key_id, label)
        return certificate

    def certificate(
        self, public_key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey, *, for_signing: bool
    ) -> x509.Certificate:
        """The organisation's certificate for one of the token's keys."""
        name = f"{ORGANISATION}（{'签名' if for_signing else '加密'}）"
        return self.authority.certificate(name, public_key, for_signing=for_signing)

    def _write_authority(self) -> tuple[Path, tuple[Path, ...]]:
        root = self.layout.home / "root.pem"
        root.write_text(pem(self.authority.root), "ascii")
        paths = []
        for name, crl in zip(("issuing", "middle", "root"), self.authority.crls(), strict=True):
            path = self.layout.crls / f"{name}.crl"
            path.write_bytes(crl.public_bytes(Encoding.DER))
            paths.append(path)
        return root, tuple(paths)

    def _write_settings(self, module: ModuleSetting) -> None:
        settings = Settings(
            organisation=ORGANISATION,
            workstation=f"evaluation-{secrets.token_hex(4)}",
            evaluation=True,
            secrets_in=SecretsIn.FILES,
            modules=(module,),
        )
        save_settings(self.layout, settings)
        self.settings = settings

    # The seal maker, people and registers, signed by the two administrators.

    def _maker_keys(self) -> MakerKeys:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self.authority.certificate(MAKER_NAME, key.public_key(), for_signing=True)
        return MakerKeys(Signer.generate("sealdesk.invalid/seal-maker"), certificate, key)

    def _write_maker(self) -> Path:
        path = self.layout.maker_key
        path.parent.mkdir(mode=0o700)
        path.write_bytes(self.maker.locked(self.maker_password, _KEY_COST))
        path.chmod(0o600)
        return self._private_file("passwords/seal-maker", self.maker_password)

    def _person(self, member: CastMember) -> Person:
        signer = self.signers[member.id]
        key_file = lock_key(member.id, signer.secret_text(), self.passwords[member.id], _KEY_COST)
        self.layout.person_key(member.id).write_bytes(key_file)
        return Person(
            id=member.id,
            name=member.name,
            department=member.department,
            roles=frozenset(member.roles),
            positions=frozenset(member.positions),
            public_key=str(signer.verifier),
            certificates=self.listed() if member is CUSTODIAN else (),
            recovery_key=recovery_key(signer.secret_text()).hex() if member.administers else "",
        )

    def _write_secrets(self) -> None:
        store = secret_store(self.layout, self.settings)
        workstation = Signer.generate(f"sealdesk.invalid/workstation/{self.settings.workstation}")
        store.put(WORKSTATION_KEY, workstation.secret_text())
        store.put(ADMINISTRATOR_KEYS, "\n".join(str(signer.verifier) for signer in self._administrators()))

    def _administrators(self) -> tuple[Signer, Signer]:
        return self.signers[PLATFORM_ADMIN.id], self.signers[SYSTEM_ADMIN.id]

    def _write_registers(self, people: tuple[Person, ...]) -> None:
        policy = resources.path("policy.toml").read_text("utf-8")
        trust = write_trust(
            1,
            [pem(self.authority.root)],
            [pem(certificate) for certificate in self.authority.intermediates],
            [str(self.maker.note.verifier)],
            [pem(self.maker.maker_certificate)],
        )
        texts = {
            self.layout.people: write_people(PeopleRegister(1, people)),
            self.layout.policy: policy,
            self.layout.trust: trust,
        }
        for path, text in texts.items():
            path.write_text(note.sign(text, *self._administrators()), "utf-8")

    def _record_registers(self, desk: Desk) -> None:
        layout = self.layout
        signed_by = [PLATFORM_ADMIN.id, SYSTEM_ADMIN.id]
        with desk.recording() as transaction:
            transaction.append(EntryKind.WORKSPACE_MADE, {"organisation": ORGANISATION, "evaluation": True})
            for kind, path in (
                (EntryKind.PEOPLE_REGISTERED, layout.people),
                (EntryKind.POLICY_SET, layout.policy),
                (EntryKind.TRUST_SET, layout.trust),
            ):
                digest = sha256(path.read_bytes()).hexdigest()
                transaction.append(kind, {"version": 1, "sha256": digest, "signed_by": signed_by})
            enrolled = workstation.enrolment_facts(
                desk.signer.verifier, desk.administrators, self.settings.secrets_in, signed_by
            )
            transaction.append(EntryKind.WORKSTATION_ENROLLED, enrolled)

    # Seals and the request.

    def _make_seal(self, desk: Desk, maker: seal_making.Maker, made: CastSeal) -> Seal:
        from sealdesk.impression.drawing import draw_seal
        from sealdesk.impression.png import write_png

        design = made.design
        application = SealApplication(
            seal_id=made.id,
            kind=design.kind,
            name=made.name,
            holder=ORGANISATION,
            credit_code=CREDIT_CODE,
            shape=design.shape,
            width_mm=design.width_mm,
            height_mm=design.height_mm,
            department=made.name.removeprefix(ORGANISATION) if design.kind is SealKind.DEPARTMENT else "",
            custodian_id=CUSTODIAN.id,
            years=SEAL_YEARS,
        )

        def enter(transaction: Transaction, seal: Seal) -> None:
            enter_past_life(
                desk,
                transaction,
                application,
                seal,
                self.signers,
                PastPeople(
                    APPLICANT.id, self._approver(desk, seal.kind).id, PLATFORM_ADMIN.id, SYSTEM_ADMIN.id
                ),
                filing_number=f"EVAL-{made.id.rpartition('-')[2]}",
                reason="评估工作区启用",
            )

        return seal_making.make_seal(
            desk,
            application,
            write_png(draw_seal(design)),
            maker,
            (self.token,),
            enter,
            person_id=PLATFORM_ADMIN.id,
            certificates=self.listed(),
        )

    def _approver(self, desk: Desk, kind: SealKind) -> CastMember:
        """Who decides on seals of this kind, by the policy."""
        steps = desk.policy.kind_rules(kind).steps
        allowed = frozenset[Position]().union(*(step.positions for step in steps))
        return next(one for one in CAST if Role.APPROVER in one.roles and allowed & set(one.positions))

    def listed(self) -> tuple[str, ...]:
        """SHA-256 of the certificates that may sign with the seals."""
        return (sha256(self.signing.public_bytes(Encoding.DER)).hexdigest(),)

    def _copy_samples(self) -> tuple[Path, ...]:
        folder = self.layout.home / "samples"
        return tuple(
            Path(shutil.copyfile(resources.path(f"samples/{name}"), folder / name)) for name in SAMPLES
        )

    def _requests(self) -> tuple[CastRequest, ...]:
        return PRACTICE_REQUESTS if self.practice else (CONTRACT_REQUEST,)

    def _make_request(
        self, desk: Desk, documents: Iterable[Path], made: Iterable[Seal], asked_for: CastRequest
    ) -> tuple[str, Path, str]:
        seal = next(one for one in made if one.kind is asked_for.kind)
        document = next(one for one in documents if one.name == asked_for.document)
        draft = requests.RequestDraft(
            document=document,
            seal_id=seal.id,
            reason=asked_for.reason,
            document_class=asked_for.document_class,
            impressions=asked_for.impressions,
            recipient=asked_for.recipient,
        )
        asked = requests.new(desk, draft, APPLICANT.id, self.passwords[APPLICANT.id])
        while missing := self._missing(desk, asked, seal):
            approver = missing[0].people[0].id
            asked = approvals.approve(desk, asked.request.id, approver, self.passwords[approver], "同意")
        return asked.request.id, document, seal.id

    def _missing(self, desk: Desk, asked: RequestStanding, seal: Seal) -> tuple[MissingStep, ...]:
        """Steps of the policy that nobody has taken yet."""
        return missing_steps(desk.policy, asked.request, seal, asked.approvals, desk.people)


def _module_setting(module: TokenModule) -> ModuleSetting:
    return ModuleSetting(module.path, dict(module.environment))
