"""SealDesk's entries of a signature, as the signer wrote them."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string

from sealdesk.model.signature import SignatureRecord
from sealdesk.verification.record import claimed_time, seal_entries, text_entry


def _dictionary(entries: dict[str, Any]) -> Any:
    return generic.DictionaryObject({pdf_name(key): value for key, value in entries.items()})


def test_every_field_of_the_record_is_found_by_its_name() -> None:
    names = [field.name for field in fields(SignatureRecord)]
    own = {"/" + "".join(part.capitalize() for part in name.split("_")): pdf_string(name) for name in names}
    assert seal_entries(_dictionary({"/SDSK_Seal": _dictionary(own)})) == {name: name for name in names}


def test_chinese_text_and_text_that_is_bytes() -> None:
    own = {"/Holder": pdf_string("城南建设有限公司"), "/Method": generic.ByteStringObject("指纹".encode())}
    read = seal_entries(_dictionary({"/SDSK_Seal": _dictionary(own)}))
    assert read == {"holder": "城南建设有限公司", "method": "指纹"}


def test_what_is_no_text_is_left_out() -> None:
    own = {"/SealId": generic.NumberObject(7), "/SealName": generic.NullObject(), "/Holder": pdf_string("A")}
    assert seal_entries(_dictionary({"/SDSK_Seal": _dictionary(own)})) == {"holder": "A"}


def test_no_or_odd_dictionaries_give_nothing() -> None:
    for value in (_dictionary({}), _dictionary({"/SDSK_Seal": pdf_string("x")})):
        assert seal_entries(value) == {}


def test_entries_and_text_are_bounded() -> None:
    own = {f"/Key{number}": pdf_string("x" * 5000) for number in range(100)}
    read = seal_entries(_dictionary({"/SDSK_Seal": _dictionary(own)}))
    assert len(read) == 64 and max(map(len, read.values())) == 4096


def test_usual_entries() -> None:
    value = _dictionary({"/Reason": pdf_string("同意"), "/M": pdf_string("D:20260304050607+08'00'")})
    assert text_entry(value, "/Reason") == "同意"
    assert text_entry(value, "/Name") == ""
    time = claimed_time(value)
    assert time is not None and time.astimezone(dt.UTC) == dt.datetime(2026, 3, 3, 21, 6, 7, tzinfo=dt.UTC)


def test_a_time_that_is_none() -> None:
    assert claimed_time(_dictionary({"/M": pdf_string("yesterday")})) is None
    assert claimed_time(_dictionary({})) is None
