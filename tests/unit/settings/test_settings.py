"""settings.toml: round trip, moved workspaces, clear refusals."""

from __future__ import annotations

import re
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.settings.layout import Layout, default_home
from sealdesk.settings.secrets import FileSecrets, KeyringSecrets, secret_store
from sealdesk.settings.settings import (
    CentreSetting,
    ModuleSetting,
    SecretsIn,
    Settings,
    add_module,
    load_settings,
    save_settings,
)


def settings(home: Path) -> Settings:
    return Settings(
        organisation='城南 "建设" \\ 公司',
        workstation="w-1",
        evaluation=True,
        secrets_in=SecretsIn.FILES,
        modules=(
            ModuleSetting(Path("/usr/lib/x.so"), {"SOFTHSM2_CONF": str(home / "token" / "softhsm2.conf")}),
            ModuleSetting(Path("/opt/y.so")),
        ),
        centre=CentreSetting("http://127.0.0.1:8000", "centre+00+key", "w-1"),
    )


def test_round_trip(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    save_settings(layout, settings(tmp_path))
    assert load_settings(layout) == settings(tmp_path)


def test_the_folder_of_the_seal_carrier_stays_as_chosen(tmp_path: Path) -> None:
    layout, carrier = Layout(tmp_path / "home"), tmp_path / '印章 "U盘"'
    layout.home.mkdir()
    chosen = replace(settings(layout.home), vault=carrier)
    save_settings(layout, chosen)
    assert load_settings(layout) == chosen
    text = layout.settings.read_text("utf-8")
    relative = re.sub(r"(?m)^vault = .*$", 'vault = "../carrier"', text)
    layout.settings.write_text(relative, "utf-8")
    assert load_settings(layout).vault == layout.home / "../carrier", "not where the program was started"
    layout.settings.write_text(relative.replace('"../carrier"', "7"), "utf-8")
    with pytest.raises(SealDeskError) as wrong:
        load_settings(layout)
    assert wrong.value.code is ErrorCode.SETTINGS_WRONG


def test_a_moved_workspace_finds_its_token(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    save_settings(Layout(old), settings(old))
    old.rename(new)
    environment = load_settings(Layout(new)).modules[0].environment
    assert environment["SOFTHSM2_CONF"] == str(new / "token" / "softhsm2.conf")


def test_no_workspace_has_its_own_code(tmp_path: Path) -> None:
    with pytest.raises(SealDeskError) as missing:
        load_settings(Layout(tmp_path))
    assert missing.value.code is ErrorCode.WORKSPACE_MISSING


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[workspace",
        '[workspace]\norganisation = "x"\n',
        '[workspace]\norganisation = "x"\nworkstation = "w"\nsecrets = "paper"\n',
        'modules = 3\n[workspace]\norganisation = "x"\nworkstation = "w"\n',
        '[workspace]\norganisation = "x"\nworkstation = "w"\n[centre]\nurl = "u"\n',
    ],
)
def test_wrong_settings_name_file_and_reason(tmp_path: Path, text: str) -> None:
    layout = Layout(tmp_path)
    layout.settings.write_text(text, "utf-8")
    with pytest.raises(SealDeskError) as wrong:
        load_settings(layout)
    assert wrong.value.code is ErrorCode.SETTINGS_WRONG
    assert wrong.value.facts["path"] == layout.settings


def test_home_is_chosen_by_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SEALDESK_HOME", str(tmp_path))
    assert default_home() == tmp_path
    monkeypatch.delenv("SEALDESK_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    assert default_home() == tmp_path / "share" / "sealdesk"


def test_file_secrets_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    store = secret_store(layout, settings(tmp_path))
    assert isinstance(store, FileSecrets)
    store.put("key", "geheim")
    store.put("key", "geheimer")
    assert store.get("key") == "geheimer"
    assert stat.S_IMODE((layout.secrets / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE(layout.secrets.stat().st_mode) == 0o700
    with pytest.raises(SealDeskError) as missing:
        store.get("other")
    store.remove("key")
    store.remove("key")
    assert not (layout.secrets / "key").exists()
    assert missing.value.code is ErrorCode.SECRET_MISSING


def test_a_keyring_that_keeps_nothing_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    from keyring.backends import null

    monkeypatch.setattr("keyring.core._keyring_backend", null.Keyring())
    with pytest.raises(SealDeskError) as missing:
        KeyringSecrets("w").put("key", "geheim")
    assert missing.value.code is ErrorCode.SECRET_STORE_MISSING
    assert "geheim" not in str(missing.value)


def test_a_machine_without_a_keyring_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backends import fail

    monkeypatch.setattr("keyring.core._keyring_backend", fail.Keyring())
    assert isinstance(keyring.get_keyring(), fail.Keyring)
    with pytest.raises(SealDeskError) as missing:
        KeyringSecrets("w").put("key", "geheim")
    assert missing.value.code is ErrorCode.SECRET_STORE_MISSING
    assert "geheim" not in str(missing.value)


def written(tmp_path: Path, modules: str) -> Layout:
    layout = Layout(tmp_path)
    text = f'[workspace]\norganisation = "x"\nworkstation = "w"\n{modules}'
    layout.settings.write_text(text, "utf-8")
    return layout


def test_what_a_module_cannot_be_added_to_stays_as_it_is(tmp_path: Path) -> None:
    layout = written(tmp_path, "")
    layout.settings.write_text(f"modules = []\n{layout.settings.read_text('utf-8')}", "utf-8")
    before = layout.settings.read_bytes()
    with pytest.raises(SealDeskError) as caught:
        add_module(layout, ModuleSetting(tmp_path / "a.so"))
    assert caught.value.code is ErrorCode.SETTINGS_WRONG
    assert layout.settings.read_bytes() == before


def test_a_module_is_added_once_by_whatever_name(tmp_path: Path) -> None:
    layout = written(tmp_path, "")
    real, link, hard = (tmp_path / name for name in ("a.so", "link.so", "hard.so"))
    real.touch()
    link.symlink_to(real)
    hard.hardlink_to(real)
    for path in (real, link, hard, tmp_path / "sub" / ".." / "a.so", real):
        add_module(layout, ModuleSetting(path))
    names = [module.path.name for module in load_settings(layout).modules]
    assert names[0] == "a.so"
    assert "link.so" not in names
    assert "hard.so" not in names


def test_a_path_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    layout = written(tmp_path, "")
    with pytest.raises(SealDeskError) as caught:
        add_module(layout, ModuleSetting(tmp_path / "a\nb.so"))
    assert caught.value.code is ErrorCode.SETTINGS_WRONG
