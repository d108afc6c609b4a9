"""What holds for every test: no deadlines on examples, no way into the home of whoever runs them."""

from __future__ import annotations

import os

import hypothesis
import pytest

# As the program sets it (`sealdesk.impression`): before anything imports numpy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

hypothesis.settings.register_profile("house", deadline=None, max_examples=60)
hypothesis.settings.register_profile("prove", deadline=None, max_examples=2000)


def pytest_configure(config: pytest.Config) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    proving = config.getoption("markexpr") == "prove"
    hypothesis.settings.load_profile("prove" if proving else "house")
    # A workspace, language or proxy of the surroundings must not decide what a test says.
    for name in (
        "SEALDESK_HOME",
        "LANGUAGE",
        "ALL_PROXY",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "http_proxy",
        "https_proxy",
    ):
        os.environ.pop(name, None)


@pytest.fixture(autouse=True, scope="session")
def _home_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    for name, folder in {
        "XDG_DATA_HOME": "data",
        "XDG_CONFIG_HOME": "config",
        "XDG_STATE_HOME": "state",
    }.items():
        os.environ[name] = str(home / folder)
