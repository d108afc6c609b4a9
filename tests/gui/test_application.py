"""Starting the window."""

from __future__ import annotations

import pytest

from sealdesk.gui.application import dialogs_by_portal


@pytest.mark.parametrize(
    ("environment", "by_portal"),
    [
        ({}, False),
        ({"XDG_CURRENT_DESKTOP": "GNOME"}, False),
        ({"QT_QPA_PLATFORMTHEME": "gtk3"}, False),
        ({"QT_QPA_PLATFORMTHEME": "xdgdesktopportal"}, True),
        ({"FLATPAK_ID": "example.SealDesk"}, True),
        ({"SNAP": "/snap/sealdesk/1"}, True),
        ({"SNAP": ""}, False),
    ],
)
def test_where_the_portal_would_show_file_dialogs_they_are_qts_own(
    environment: dict[str, str], by_portal: bool
) -> None:
    assert dialogs_by_portal(environment) is by_portal
