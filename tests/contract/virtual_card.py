"""A PIV card without hardware (NIST SP 800-73-4 part 2), speaking the vpcd protocol to a virtual reader.

Connecting to the reader is insertion, closing the connection is a pull. It has two signing keys, of which the
second asks for the PIN before every use, and one for decryption; it counts PIN tries down and locks.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

PIN = "135790"
PUK = "86420864"
TRIES = 3
SIGN, SIGN_ALWAYS_ASKING, DECRYPT = 0x9A, 0x9C, 0x9D
"""Key references (SP 800-73-4 part 1, table 4b)."""
_CERTIFICATE_OBJECTS = {SIGN: "5fc105", SIGN_ALWAYS_ASKING: "5fc10a", DECRYPT: "5fc10b"}
_APPLICATION = bytes.fromhex("A000000308000010000100")
_RESPONSE_BYTES = 256

OK, WRONG_DATA, NOT_FOUND, NO_SUCH_COMMAND, PIN_NEEDED, PIN_BLOCKED = (
    b"\x90\x00",
    b"\x6a\x80",
    b"\x6a\x82",
    b"\x6d\x00",
    b"\x69\x82",
    b"\x69\x83",
)
SELECT, GET_DATA, GET_RESPONSE, VERIFY, CHANGE_REFERENCE, AUTHENTICATE = 0xA4, 0xCB, 0xC0, 0x20, 0x24, 0x87
RESET_RETRY_COUNTER = 0x2C


def tlv(tag: str, value: bytes) -> bytes:
    """A BER-TLV data object."""
    size = len(value)
    if size < 0x80:
        length = bytes([size])
    elif size < 0x100:
        length = bytes([0x81, size])
    else:
        length = b"\x82" + size.to_bytes(2, "big")
    return bytes.fromhex(tag) + length + value


class PivApplet:
    """The card's side of the commands. `verify_commands` counts the PINs it was given, `resets` the PUKs.

    OpenSC labels the token by the first certificate's subject: `name`, and the key's reference.
    """

    def __init__(self, keys: Mapping[int, rsa.RSAPrivateKey], name: str) -> None:
        self.keys = keys
        self.certificates = {
            reference: _certificate(key, f"{name} {reference:02X}") for reference, key in keys.items()
        }
        self.pin = PIN
        self.tries_left = TRIES
        self.verify_commands = 0
        self.puk_tries_left = TRIES
        self.resets = 0
        self._verified = self._just_verified = False
        self._chained = b""
        self._waiting = b""
        self._objects = self._data_objects()

    def reset(self) -> None:
        """What power does to a card."""
        self._verified = self._just_verified = False
        self._chained = self._waiting = b""

    def answer(self, command: bytes) -> bytes:
        """Response to one APDU (ISO/IEC 7816-4 §5)."""
        instruction, p2, data = command[1], command[3], _command_data(command)
        if command[0] & 0x10:
            self._chained += data
            return OK
        data, self._chained = self._chained + data, b""
        answers = {
            SELECT: lambda: self._select(data),
            GET_DATA: lambda: self._get_data(data),
            GET_RESPONSE: self._more,
            VERIFY: lambda: self._verify(data),
            CHANGE_REFERENCE: lambda: self._change_pin(data),
            RESET_RETRY_COUNTER: lambda: self._reset_retry_counter(data),
            AUTHENTICATE: lambda: self._use_key(p2, data),
        }
        return answers.get(instruction, lambda: NO_SUCH_COMMAND)()

    def _select(self, data: bytes) -> bytes:
        if not data or not _APPLICATION.startswith(data[:5]):
            return NOT_FOUND
        self.reset()
        return self._say(tlv("61", tlv("4F", _APPLICATION[5:]) + tlv("79", tlv("4F", _APPLICATION[:5]))))

    def _get_data(self, data: bytes) -> bytes:
        found = self._objects.get(data[2 : 2 + data[1]].hex()) if len(data) > 2 else None
        return NOT_FOUND if found is None else self._say(found)

    def _verify(self, data: bytes) -> bytes:
        if not data:
            return OK if self._verified else self._tries()
        self.verify_commands += 1
        if not self.tries_left:
            return PIN_BLOCKED
        if not self._right(data):
            return self._count_down()
        self._verified = self._just_verified = True
        return OK

    def _change_pin(self, data: bytes) -> bytes:
        if not self.tries_left:
            return PIN_BLOCKED
        if not self._right(data[:8]):
            return self._count_down()
        self.pin = data[8:16].rstrip(b"\xff").decode("ascii")
        return OK

    def _reset_retry_counter(self, data: bytes) -> bytes:
        """PUK and new PIN, eight bytes each (SP 800-73-4 part 2 §3.2.3)."""
        self.resets += 1
        if not self.puk_tries_left:
            return PIN_BLOCKED
        if data[:8] != PUK.encode():
            self.puk_tries_left -= 1
            return bytes([0x63, 0xC0 | self.puk_tries_left]) if self.puk_tries_left else PIN_BLOCKED
        self.puk_tries_left = self.tries_left = TRIES
        self.pin = data[8:16].rstrip(b"\xff").decode("ascii")
        return OK

    def _right(self, padded_pin: bytes) -> bool:
        right = padded_pin == self.pin.encode().ljust(8, b"\xff")
        if right:
            self.tries_left = TRIES
        return right

    def _count_down(self) -> bytes:
        self._verified = self._just_verified = False
        self.tries_left -= 1
        return self._tries()

    def _tries(self) -> bytes:
        return bytes([0x63, 0xC0 | self.tries_left]) if self.tries_left else PIN_BLOCKED

    def _use_key(self, name: int, data: bytes) -> bytes:
        if name not in self.keys:
            return WRONG_DATA
        if not (self._just_verified if name == SIGN_ALWAYS_ASKING else self._verified):
            return PIN_NEEDED
        self._just_verified = False
        numbers = self.keys[name].private_numbers()
        size = self.keys[name].key_size // 8
        block = int.from_bytes(data[-size:], "big")
        value = pow(block, numbers.d, numbers.p * numbers.q).to_bytes(size, "big")
        return self._say(tlv("7C", tlv("82", value)))

    def _say(self, data: bytes) -> bytes:
        self._waiting = data
        return self._more()

    def _more(self) -> bytes:
        part, self._waiting = self._waiting[:_RESPONSE_BYTES], self._waiting[_RESPONSE_BYTES:]
        if not self._waiting:
            return part + OK
        return part + bytes([0x61, len(self._waiting) % 256 if len(self._waiting) < 256 else 0])

    def _data_objects(self) -> dict[str, bytes]:
        empty = b"".join(tlv(tag, b"") for tag in ("F6", "F7", "FA", "FB", "FC", "FD", "FE"))
        capabilities = (
            tlv("F0", b"\xa0\x00\x00\x01\x16\xff\x02" + bytes(14))
            + tlv("F1", b"\x21")
            + tlv("F2", b"\x21")
            + tlv("F3", b"")
            + tlv("F4", b"\0")
            + tlv("F5", b"\x10")
            + empty
        )
        holder = (
            tlv("30", bytes(25))
            + tlv("34", bytes(range(16)))
            + tlv("35", b"20490101")
            + tlv("3E", b"")
            + tlv("FE", b"")
        )
        objects = {
            "5fc107": tlv("53", capabilities),
            "5fc102": tlv("53", holder),
            "7e": tlv("7E", tlv("4F", _APPLICATION) + tlv("5F2F", b"\x40\x00")),
        }
        for name, der in self.certificates.items():
            objects[_CERTIFICATE_OBJECTS[name]] = tlv(
                "53", tlv("70", der) + tlv("71", b"\0") + tlv("FE", b"")
            )
        return objects


class VirtualCard:
    """A card to insert into and pull from a virtual reader on a local TCP port."""

    ATR = bytes.fromhex("3B88015345414C4445534B")
    """One protocol, T=1, eight historical bytes (ISO/IEC 7816-3 §8); the check byte is added below."""

    def __init__(self, applet: PivApplet, port: int) -> None:
        self.applet = applet
        self._port = port
        self._connection: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self.pull_at: int | None = None
        """Instruction during which the card is pulled instead of answering."""

    def insert(self) -> None:
        self.applet.reset()
        self._connection = socket.create_connection(("127.0.0.1", self._port), timeout=10)
        self._connection.settimeout(None)
        self._thread = threading.Thread(target=self._serve, args=(self._connection,), daemon=True)
        self._thread.start()

    def pull(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        with suppress(OSError):  # pulled already, at `pull_at`
            connection.shutdown(socket.SHUT_RDWR)
        if self._thread is not None:
            self._thread.join()
        connection.close()

    def _serve(self, connection: socket.socket) -> None:
        try:
            while True:
                message = _receive(connection, int.from_bytes(_receive(connection, 2), "big"))
                answer = self._answer(message)
                if answer is not None:
                    connection.sendall(len(answer).to_bytes(2, "big") + answer)
        except (EOFError, OSError):
            connection.close() if self._connection is None else connection.shutdown(socket.SHUT_RDWR)

    def _answer(self, message: bytes) -> bytes | None:
        if len(message) == 1:  # vpcd's control codes: off, on, reset, ATR
            if message == b"\x04":
                return self.ATR + bytes([_exclusive_or(self.ATR[1:])])
            self.applet.reset()
            return None
        if message[1] == self.pull_at:
            raise EOFError
        return self.applet.answer(message)


def _receive(connection: socket.socket, size: int) -> bytes:
    received = b""
    while len(received) < size:
        part = connection.recv(size - len(received))
        if not part:
            raise EOFError
        received += part
    return received


def _command_data(command: bytes) -> bytes:
    body = command[4:]
    if len(body) <= 1:
        return b""
    if body[0] == 0 and len(body) > 3:
        return body[3 : 3 + int.from_bytes(body[1:3], "big")]
    return body[1 : 1 + body[0]]


def _exclusive_or(data: bytes) -> int:
    result = 0
    for byte in data:
        result ^= byte
    return result


def _certificate(key: rsa.RSAPrivateKey, name: str) -> bytes:
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    return built.public_bytes(Encoding.DER)
