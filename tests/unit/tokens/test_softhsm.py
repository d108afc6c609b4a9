from __future__ import annotations

import stat
from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.tokens import softhsm
from sealdesk.tokens.client import TokenProcess


def test_tokens_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    module = softhsm.make_token(folder, "测试一", "11112222", "333444")
    softhsm.make_token(folder, "测试二", "11112222", "555666")
    for path in [folder, *folder.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path
    with TokenProcess((module,)) as process:
        by_label = {info.ref.label: info.ref for info in process.tokens()}
        assert set(by_label) == {"测试一", "测试二"}
        assert by_label["测试一"].serial != by_label["测试二"].serial
        process.login(by_label["测试一"], "333444")
        assert not process.logged_in(by_label["测试二"]), "a login is of one token"
        process.login(by_label["测试二"], "555666")
        assert process.logged_in(by_label["测试一"])
        with pytest.raises(SealDeskError):
            process.login(by_label["测试二"], "000000")
        assert process.logged_in(by_label["测试一"]), "a wrong PIN locks no other token"


def test_no_pin_stands_in_the_tools_arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    real = softhsm.subprocess.Popen

    def noting(command: list[str], **named: object) -> object:
        started.append(command)
        assert not any("333444" in value or "11112222" in value for value in named["env"].values())  # type: ignore[attr-defined]
        return real(command, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(softhsm.subprocess, "Popen", noting)
    softhsm.make_token(tmp_path / "made", "测试", "11112222", "333444")
    assert len(started) == 1
    assert not {"333444", "11112222"} & set(started[0])


def test_a_missing_tool_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SealDeskError) as caught:
        softhsm.make_token(tmp_path / "made", "测试", "11112222", "333444")
    assert caught.value.code is ErrorCode.TOOL_MISSING
    assert caught.value.facts == {"tool": "softhsm2"}
    assert not (tmp_path / "made").exists()


def test_a_pin_the_tool_refuses_ends_with_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(softhsm, "_TIME_LIMIT_S", 1.0)
    with pytest.raises(SealDeskError) as caught:
        softhsm.make_token(tmp_path / "made", "测试", "1", "1")
    assert caught.value.code in (ErrorCode.TOKEN_MODULE_FAILED, ErrorCode.TOKEN_MODULE_TIMEOUT)
