"""How workstations become known: one code, one workstation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.server.conftest import Http, problem

from sealdesk.audit import wire
from sealdesk.audit.client import new_credential
from sealdesk.server import schema
from sealdesk.server.enrolment import EnrolCode, make_code
from sealdesk.tlog.note import Signer


def _request(code: EnrolCode, key: str = "") -> wire.EnrolmentRequest:
    return wire.EnrolmentRequest(
        code.code, key or str(Signer.generate("example.com/WS-9").verifier), new_credential()
    )


def _post(http: Http, request: wire.EnrolmentRequest):
    return http.post("/v1/workstations", wire.write_enrolment_request(request))


def test_a_code_enrols_and_the_same_request_again_gets_the_same_answer(http: Http) -> None:
    request = _request(make_code(http.centre.database, "finance"))
    first, again = _post(http, request), _post(http, request)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.content == again.content
    enrolled = wire.read_enrolment(first.content)
    assert enrolled.centre_key == str(http.centre.key)
    with http.centre.database.reading() as connection:
        [row] = connection.execute(schema.workstation.select()).all()
    assert (row.id, row.tenant, row.verifier_key) == (
        enrolled.workstation,
        "finance",
        request.workstation_key,
    )


def test_a_code_as_people_type_it(http: Http) -> None:
    code = make_code(http.centre.database)
    typed = EnrolCode(code.code.lower().replace("-", " "), code.valid_until)
    assert _post(http, _request(typed)).status_code == 201


def test_a_used_code_enrols_nobody_else(http: Http) -> None:
    code = make_code(http.centre.database)
    request = _request(code)
    assert _post(http, request).status_code == 201
    assert problem(_post(http, _request(code))) == (409, "enrolled_differently")
    assert problem(_post(http, replace(request, credential=new_credential()))) == (
        409,
        "enrolled_differently",
    )


def test_a_key_enrols_once(http: Http) -> None:
    key = str(Signer.generate("example.com/WS-9").verifier)
    assert _post(http, _request(make_code(http.centre.database), key)).status_code == 201
    response = _post(http, _request(make_code(http.centre.database), key))
    assert problem(response) == (409, "enrolled_differently")


def test_an_unknown_or_expired_code_is_refused(http: Http) -> None:
    unknown = EnrolCode("AAAAA-BBBBB-CCCCC-DDDDD", make_code(http.centre.database).valid_until)
    assert problem(_post(http, _request(unknown))) == (403, "code_wrong")
    expired = make_code(http.centre.database, term=timedelta(seconds=-1))
    assert problem(_post(http, _request(expired))) == (403, "code_wrong")


@pytest.mark.parametrize("credential", ["", "short", "x" * 42, "x" * 129, "ü" * 43, "x" * 43 + "\n"])
def test_a_weak_credential_is_refused(http: Http, credential: str) -> None:
    request = replace(_request(make_code(http.centre.database)), credential=credential)
    assert problem(_post(http, request)) == (422, "credential_weak")


@pytest.mark.parametrize("key", ["x", "a+00000000+AAAA"])
def test_a_key_that_is_none_is_refused(http: Http, key: str) -> None:
    response = _post(http, _request(make_code(http.centre.database), key))
    assert problem(response) == (422, "workstation_key_wrong")


def test_a_body_that_is_no_request_is_refused(http: Http) -> None:
    assert problem(http.post("/v1/workstations", b"{}")) == (400, "body_wrong")


def test_secrets_are_kept_as_hashes_only(http: Http, tmp_path) -> None:
    code = make_code(http.centre.database)
    request = _request(code)
    _post(http, request)
    assert code.code not in repr(code)
    assert request.credential not in repr(request)
    stored = b"".join(path.read_bytes() for path in (tmp_path / "centre").glob("centre.sqlite3*"))
    for secret in (request.credential, code.code, code.code.replace("-", "")):
        assert secret.encode() not in stored
    assert request.workstation_key.encode() in stored


@pytest.mark.parametrize("tenant", ["", "a b", "x" * 65, "财务", "a\n"])
def test_a_tenant_has_a_plain_name(http: Http, tenant: str) -> None:
    with pytest.raises(ValueError, match="tenant"):
        make_code(http.centre.database, tenant)
