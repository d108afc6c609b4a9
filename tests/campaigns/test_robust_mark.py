"""The robust mark's long campaign: nothing is read where nothing was written."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.degraded import unmarked

from sealdesk.impression.drawing import draw_seal
from sealdesk.impression.presets import presets
from sealdesk.impression.robust_mark import read

PICTURES = 1000


@pytest.mark.prove
def test_no_mark_is_read_in_a_thousand_pictures_without_one() -> None:
    seals = [
        draw_seal(preset.design("城南建设工程有限公司" if preset.width_mm > 25 else "张三之印"))
        for preset in presets().values()
    ]
    read_in = []

    for number, pixels in enumerate(unmarked(seals, PICTURES, np.random.default_rng(1))):
        height, width = pixels.shape[:2]
        if read(width, height, pixels.tobytes()):
            read_in.append(number)

    print(f"pictures without a mark: {PICTURES}; marks read in them: {len(read_in)}")
    assert not read_in
