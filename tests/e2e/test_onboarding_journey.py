"""From nothing to the first alert: `spendwatch init`, first start, greeting, trial, answer, and kills in between."""

import signal

import pytest

from sandbox.slack.person import Person, all_text
from tests.running import PATIENCE_S, run_process, starting

ADDRESSES = ("CURSOR_API_URL", "CURSOR_RATE_LIMIT_SCALE", "SLACK_API_URL")


@pytest.fixture
def begin(tmp_path, neighbours):
    """Starts the bot in its own process with what `init` has written; returns after two rounds."""
    addresses = {name: neighbours.env[name] for name in ADDRESSES}
    with starting(tmp_path, **addresses, COLLECT_INTERVAL_MINUTES="0.02") as start:

        def start_and_wait():
            bot = start()
            bot.waits_for("link to slack open")
            bot.waits_for("collection finished", times=2)
            return bot

        yield start_and_wait


@pytest.mark.sqlite("`init` writes a .env that names a file")
def test_a_new_installation_greets_asks_and_alerts_after_the_answer_once_through_every_kill(
    tmp_path, neighbours, begin
):
    mara, otto, ines = (
        Person(neighbours.workspace, name, patience_s=PATIENCE_S) for name in ("Mara Lind", "Otto Lead", "Ines Quiet")
    )
    made = run_process("init", "--json", "--set", "ADMIN_USERS=mara@example.com", folder=tmp_path, **neighbours.env)
    assert made.code == 0, made.err
    bot = begin()
    trial = mara.waits_for_text("I would have sent", in_="#ai-spend")
    mara.waits_for_text("until someone there presses Start alerting")
    bot.end(signal.SIGKILL)

    bot = begin()
    ines.types("/spendwatch trial", in_="#general")
    assert "$" not in all_text(ines.waits_for_text("Only members of the alert channel", in_="#general"))
    otto.clicks("Start alerting", trial)
    alert = otto.waits_for(lambda message: "Acknowledge" in all_text(message), in_="#ai-spend")
    assert "Rudi Runaway" in all_text(alert)
    bot.end(signal.SIGKILL)

    begin()
    assert len(mara.sees("bot")) == 1
    assert [message.ts for message in mara.sees("#ai-spend") if not message.thread_ts] == [trial.ts, alert.ts]
