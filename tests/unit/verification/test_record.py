"""SealDesk's entries of a signature, as the signer wrote them."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string

from sealdesk.model.signature import SignatureRecord
from sealdesk.verification.record import claimed_time, further_entries, seal_entries, text_entry


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


def _further(*own: dict[str, Any], shared: dict[str, Any]) -> Any:
    array = generic.ArrayObject([_dictionary(one) for one in own])
    return _dictionary({"/SDSK_Seal": _dictionary({**shared, "/Further": array})})


def test_further_seals_have_entries_of_their_own_and_those_that_all_share() -> None:
    first = {
        "/SealId": pdf_string("A"),
        "/EntryId": pdf_string("1"),
        "/ActId": pdf_string("act"),
        "/WorkstationKey": pdf_string("key"),
    }
    value = _further({"/SealId": pdf_string("B"), "/EntryId": pdf_string("2")}, shared=first)
    assert further_entries(value) == (
        {"seal_id": "B", "entry_id": "2", "act_id": "act", "workstation_key": "key"},
    )
    assert seal_entries(value)["seal_id"] == "A"


def test_a_further_seal_does_not_pass_for_the_first() -> None:
    """What it leaves out it does not have: an entry of the first seal is not its own."""
    first = {"/SealId": pdf_string("A"), "/EntryId": pdf_string("1"), "/ActId": pdf_string("act")}
    (told,) = further_entries(_further({"/SealId": pdf_string("B")}, shared=first))
    assert told == {"seal_id": "B", "act_id": "act"}


def test_odd_further_seals_are_left_out() -> None:
    shared = {"/SealId": pdf_string("A")}
    for odd in (generic.NullObject(), pdf_string("B"), _dictionary({})):
        array = generic.ArrayObject([odd])
        value = _dictionary({"/SDSK_Seal": _dictionary({**shared, "/Further": array})})
        assert further_entries(value) == ()
    assert (
        further_entries(_dictionary({"/SDSK_Seal": _dictionary({**shared, "/Further": pdf_string("B")})}))
        == ()
    )
    assert further_entries(_dictionary({})) == ()
    many = _further(*[{"/SealId": pdf_string(str(number))} for number in range(300)], shared=shared)
    assert len(further_entries(many)) == 100
