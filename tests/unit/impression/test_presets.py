"""The presets: every one draws, sizes are those of the rules, faulty files are named."""

from __future__ import annotations

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.impression.drawing import compose
from sealdesk.impression.presets import load, presets
from sealdesk.model.seal import SealKind, SealShape


@pytest.mark.parametrize("key", list(presets()))
def test_every_preset_draws_within_its_size(key: str) -> None:
    preset = presets()[key]
    name = "李明远印" if preset.shape is SealShape.RECTANGLE else "城南建设有限公司"
    for part in compose(preset.design(name)):
        bounds = part.whole.bounds
        assert bounds is not None
        assert bounds.x0 >= -1e-6
        assert bounds.y0 >= -1e-6
        assert bounds.x1 <= preset.width_mm + 1e-6
        assert bounds.y1 <= preset.height_mm + 1e-6


def test_every_kind_but_other_has_a_preset() -> None:
    assert {preset.kind for preset in presets().values()} >= set(SealKind) - {SealKind.OTHER}


def test_a_line_is_the_presets_unless_given() -> None:
    preset = presets()["contract"]
    assert preset.design("城南建设有限公司").centre_text == "合同专用章"
    assert preset.design("城南建设有限公司", line="合同专用章(1)").centre_text == "合同专用章(1)"
    assert preset.design("城南建设有限公司", line="").centre_text == ""


GOOD = 'key = "a"\nkind = "unit"\nshape = "round"\nwidth_mm = 40.0\nheight_mm = 40.0\nborder_mm = 1.0\n'


@pytest.mark.parametrize(
    "content",
    [
        "[[preset]\n",
        "[[preset]]\n" + GOOD.replace("unit", "nobody"),
        "[[preset]]\n" + GOOD.replace("width_mm = 40.0", "width_mm = 400.0"),
        "[[preset]]\n" + GOOD.replace("border_mm = 1.0", "border_mm = 20.0"),
        "[[preset]]\n" + GOOD.replace("width_mm", "breadth_mm"),
        f"[[preset]]\n{GOOD}[[preset]]\n{GOOD}",
    ],
)
def test_a_faulty_file_is_named(tmp_path, content: str) -> None:
    path = tmp_path / "presets.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(SealDeskError) as caught:
        load(path)
    assert caught.value.code is ErrorCode.SETTINGS_WRONG
    assert caught.value.facts["path"] == path


def test_a_good_file_is_read(tmp_path) -> None:
    path = tmp_path / "presets.toml"
    path.write_text(f"[[preset]]\n{GOOD}", "utf-8")
    assert load(path)["a"].width_mm == 40.0
