"""The admin's guide describes every setting as the settings table does."""

from pathlib import Path

import pytest

from tracker.preferences import EVERY_SETTING

GUIDE = (Path(__file__).parents[2] / "docs" / "admin.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("key", EVERY_SETTING)
def test_the_guide_tells_of_a_setting_what_it_does_its_default_and_its_bounds(key):
    spec = EVERY_SETTING[key]
    assert f"| `{key}` | {spec.title} | {spec.describe(spec.default)} | {spec.bounds} |" in GUIDE
    assert f"- `{key}`: {spec.help}" in GUIDE


def test_the_guide_tells_of_no_other_setting():
    assert GUIDE.count("\n| `") == len(EVERY_SETTING)
    assert GUIDE.count("\n- `") == len(EVERY_SETTING)
