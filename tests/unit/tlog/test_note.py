"""Signed notes against the published vectors of golang.org/x/mod/sumdb/note, and strictness both ways."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.tlog import note
from sealdesk.tlog.note import NoteError, Signer, Verifier

PETER_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_LINE = (
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCH_LINE = (
    "— EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)
BOTH = f"{TEXT}\n{PETER_LINE}{ENOCH_LINE}"


def names(opened: note.Note) -> list[str]:
    return [signature.name for signature in opened.signatures]


def damaged(line: str) -> str:
    name, encoded = line.rstrip("\n").rsplit(" ", 1)
    data = bytearray(base64.b64decode(encoded))
    data[20] ^= 1
    return f"{name} {base64.b64encode(data).decode()}\n"


def test_published_vector_is_reproduced() -> None:
    signer = Signer.parse(PETER_SECRET)
    assert str(signer.verifier) == PETER
    assert note.sign(TEXT, signer) == f"{TEXT}\n{PETER_LINE}"


def test_unknown_signers_are_ignored() -> None:
    opened = note.open_note(BOTH, [Verifier.parse(PETER)])
    assert opened.text == TEXT
    assert names(opened) == ["PeterNeumann"]


def test_every_known_signer_is_listed_once() -> None:
    opened = note.open_note(BOTH + ENOCH_LINE, [Verifier.parse(ENOCH), Verifier.parse(PETER)])
    assert names(opened) == ["PeterNeumann", "EnochRoot"]


def test_no_known_signer_fails() -> None:
    with pytest.raises(NoteError, match="known key"):
        note.open_note(BOTH, [])
    with pytest.raises(NoteError, match="known key"):
        note.open_note(BOTH, [Signer.generate("PeterNeumann").verifier])


@pytest.mark.parametrize(
    "signed",
    [
        f"{TEXT}\n{damaged(PETER_LINE)}",
        f"{TEXT}\n{PETER_LINE}{damaged(PETER_LINE)}",
        f"{TEXT}\n{damaged(PETER_LINE)}{PETER_LINE}",
        f"{TEXT}\n{ENOCH_LINE}{damaged(PETER_LINE)}",
        f"x{BOTH}",
    ],
)
def test_wrong_signature_of_a_known_signer_fails_the_note(signed: str) -> None:
    with pytest.raises(NoteError, match="wrong signature"):
        note.open_note(signed, [Verifier.parse(PETER), Verifier.parse(ENOCH)])


@pytest.mark.parametrize(
    "signed",
    [
        "",
        "\n",
        "\n\n",
        TEXT,
        f"{TEXT}\n",
        f"{TEXT}\n{PETER_LINE}"[:-1],
        f"{TEXT}\n{PETER_LINE}Unexpected line.\n",
        f"{TEXT}\n{PETER_LINE.replace('—', '-')}",
        f"{TEXT}\n{PETER_LINE.replace('— ', '—')}",
        f"{TEXT}\n{PETER_LINE.replace(' x08', '  x08')}",
        f"{TEXT}\n{PETER_LINE.replace('=', '')}",
        f"{TEXT}\n{PETER_LINE.replace('nAM=', 'nAN=')}",  # spare bits of base64
        f"{TEXT}\n{PETER_LINE.replace('PeterNeumann', 'Peter Neumann')}",
        f"{TEXT}\n{PETER_LINE.replace('PeterNeumann', 'Peter+Neumann')}",
        f"{TEXT}\n— PeterNeumann AAAA\n",
        f"{TEXT}\n{PETER_LINE}".replace("\n", "\r\n"),
        f"\x01{TEXT}\n{PETER_LINE}",
        f"\udcff{TEXT}\n{PETER_LINE}",
        f"{TEXT}\n{PETER_LINE * 101}",
        f"{'x' * 1_000_001}\n\n{PETER_LINE}",
    ],
)
def test_what_is_no_note_is_refused(signed: str) -> None:
    with pytest.raises(NoteError):
        note.open_note(signed, [Verifier.parse(PETER)])


@pytest.mark.parametrize("text", ["", "abc", "a\tb\n", "\udcff\n", "a\r\n"])
def test_what_cannot_be_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(NoteError):
        note.sign(text, Signer.parse(PETER_SECRET))


def test_a_note_needs_a_signer() -> None:
    with pytest.raises(NoteError):
        note.sign(TEXT)


@pytest.mark.parametrize("key", [PETER, ENOCH])
def test_every_mangled_verifier_key_is_refused(key: str) -> None:
    mangled = [key[:cut] for cut in range(len(key))] + [key[cut:] for cut in range(1, len(key))]
    mangled += [key[:at] + chr(ord(key[at]) + 1) + key[at + 1 :] for at in range(len(key))]
    mangled += [key.upper(), f"{key} ", f" {key}", key.replace("+AR", "+ZR").replace("+AT", "+ZT")]
    mangled.append("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==")
    mangled.append("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    for wrong in mangled:
        with pytest.raises(NoteError):
            Verifier.parse(wrong)


def test_every_mangled_signer_key_is_refused_without_showing_it() -> None:
    secret = PETER_SECRET
    mangled = [secret[:cut] for cut in range(len(secret))]
    mangled += [secret[:at] + chr(ord(secret[at]) + 1) + secret[at + 1 :] for at in range(len(secret))]
    for wrong in mangled:
        with pytest.raises(NoteError) as refused:
            Signer.parse(wrong)
        assert "FALVFGyNhPJEMzD1QIDr" not in str(refused.value)


def test_a_signer_does_not_show_its_key_by_accident() -> None:
    signer = Signer.generate("workstation.example/1")
    secret = signer.secret_text().rsplit("+", 1)[1]
    assert secret not in repr(signer)
    assert secret not in repr([signer])
    for shown in (str, "{}".format, "%s".__mod__):
        with pytest.raises(TypeError) as refused:
            shown(signer)
        assert secret not in str(refused.value)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b", "a\nb", "a\x00", "\udcff"])
def test_bad_key_names_are_refused(name: str) -> None:
    with pytest.raises(NoteError):
        Signer.generate(name)


def test_cosigning_adds_a_signature_and_keeps_the_others() -> None:
    centre = Signer.generate("centre.example")
    both = note.cosign(f"{TEXT}\n{PETER_LINE}", centre)
    assert both.startswith(f"{TEXT}\n{PETER_LINE}")
    assert names(note.open_note(both, [centre.verifier])) == ["centre.example"]
    assert len(note.open_note(both, [centre.verifier, Verifier.parse(PETER)]).signatures) == 2
    with pytest.raises(NoteError):
        note.cosign(TEXT, centre)


lines = st.text(
    alphabet=st.characters(exclude_categories=("Cs",), min_codepoint=0x20) | st.just("\n"), max_size=200
)


@given(text=lines, name=st.sampled_from(["a", "例子.example/工作站", "sealdesk.invalid/people/zhang"]))
def test_whatever_is_signed_opens_to_the_same_text(text: str, name: str) -> None:
    signer = Signer.generate(name)
    again = Signer.parse(signer.secret_text())
    signed = note.sign(f"{text}\n", again)
    opened = note.open_note(signed, [Verifier.parse(str(signer.verifier))])
    assert opened.text == f"{text}\n"


@given(at=st.integers(0, len(BOTH.encode()) - 1), bit=st.integers(0, 7))
def test_no_flipped_bit_leaves_a_note_that_says_something_else(at: int, bit: int) -> None:
    data = bytearray(BOTH.encode())
    data[at] ^= 1 << bit
    try:
        opened = note.open_note(data.decode("utf-8", "surrogateescape"), [Verifier.parse(PETER)])
    except NoteError:
        return
    assert opened.text == TEXT


def test_the_text_of_a_note_alone_is_read_without_keys_but_in_its_form() -> None:
    assert note.text_of(BOTH) == TEXT
    assert note.text_of(f"{TEXT}\n{damaged(PETER_LINE)}") == TEXT  # nothing is verified
    for broken in ("", TEXT, f"{TEXT}\n", f"{TEXT}\nno signature\n"):
        with pytest.raises(NoteError):
            note.text_of(broken)
