"""The admin's guide says of every threshold what the table of settings says."""

from pathlib import Path

import pytest

from tracker.settings import SETTINGS

GUIDE = (Path(__file__).parents[2] / "docs" / "admin.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("key", SETTINGS)
def test_the_guide_tells_of_a_threshold_what_it_does_its_default_and_its_bounds(key):
    spec = SETTINGS[key]
    assert f"| `{key}` | {spec.title} | {spec.describe(spec.default)} | {spec.bounds} |" in GUIDE
    assert f"- `{key}`: {spec.help}" in GUIDE


def test_the_guide_tells_of_no_other_threshold():
    assert GUIDE.count("\n| `") == len(SETTINGS)
    assert GUIDE.count("\n- `") == len(SETTINGS)
