"""A modal can be opened only once and within three seconds: whoever is too late is told how to try again."""

import pytest

from sandbox.slack.faults import Fault, FaultKind
from sandbox.slack.person import all_text


@pytest.mark.parametrize("reason", ["expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"])
@pytest.mark.parametrize("words", ["/spendwatch settings", "/groups import"])
def test_a_modal_that_comes_too_late_says_so_and_opens_the_next_time(desk, reason, words):
    desk.workspace.faults.arm(Fault(FaultKind.REFUSED, "views.open", error=reason))
    (told,) = desk.asks("Mara Lind", words)
    assert "too long" in all_text(told)
    assert "once more" in all_text(told) or "again" in all_text(told)

    mara = desk.person("Mara Lind")
    desk.after(mara.types(words, in_="#general"))
    assert mara.modal is not None
