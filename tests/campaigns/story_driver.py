"""Drive the story of the desk in the real window on a virtual screen, and tell how its event loop fared.

    python -m tests.campaigns.story_driver FOLDER LANGUAGE

The last line that is printed is one JSON object.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget

from sealdesk import confined
from sealdesk.service.evaluation.workspace import make_evaluation

if TYPE_CHECKING:
    from tests.gui.loop_gaps import LoopGaps

LOOK_MS = 400
"""How long a person looks at least before the next step."""
STORY = Path(__file__).parents[2] / "docs" / "pictures" / "desk_story.py"


def story_module() -> ModuleType:
    """The script that photographs the story; it lies outside of every package."""
    made = importlib.util.spec_from_file_location("desk_story", STORY)
    assert made is not None and made.loader is not None
    module = importlib.util.module_from_spec(made)
    sys.modules["desk_story"] = module
    made.loader.exec_module(module)
    return module


def main() -> None:
    folder, language = Path(sys.argv[1]), sys.argv[2]
    module = story_module()
    home = folder / "workspace"
    make_evaluation(home, practice=True)
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(folder / "settings"))
    with module.virtual_screen(1):
        drive(module, home, language)


def step_told(gaps: LoopGaps, since: int) -> dict[str, Any]:
    """The longest gap of a step: in all, without waiting for a processor, and of the thread's own work."""
    at = max(range(since, gaps.ticks), key=gaps.blocked_ms.__getitem__, default=None)
    if at is None:
        return {"wall_ms": 0.0, "blocked_ms": 0.0, "cpu_ms": 0.0}
    return {"wall_ms": gaps.gaps_ms[at], "blocked_ms": gaps.blocked_ms[at], "cpu_ms": gaps.cpu_ms[at]}


def drive(module: ModuleType, home: Path, language: str) -> None:
    from sealdesk.gui.application import Desktop
    from tests.campaigns.loop_stacks import LoopStacks
    from tests.gui.loop_gaps import LoopGaps

    application = QApplication(sys.argv[:1])
    confined.warm("sealdesk.pades.preflight", "sealdesk.verification.verify")
    desktop = Desktop(application, home, [], language)
    desktop.preferences.folder = home.parent
    desktop.start()
    gaps = LoopGaps()
    stacks = LoopStacks(gaps)
    steps: dict[str, dict[str, Any]] = {}
    counted = [0]

    def seen(name: str, widget: QWidget) -> None:
        module.run_loop(LOOK_MS)
        steps[name] = step_told(gaps, counted[0]) | {"stacks": stacks.taken()}
        counted[0] = gaps.ticks

    with gaps, stacks:
        module.Story(application, desktop, home, seen, pause_ms=10).tell()
    told = {
        "summary": gaps.summary(),
        "gaps": gaps.ticks,
        "p99_ms": gaps.blocked(0.99),
        "longest_ms": gaps.blocked(1.0),
        "wall_longest_ms": gaps.longest_ms,
        "steps": steps,
    }
    print(json.dumps(told))
    desktop.stop()


if __name__ == "__main__":
    main()
