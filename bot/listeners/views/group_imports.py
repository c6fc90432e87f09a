"""The submitted file of billing groups; problems are shown in the form.

Most files are fetched and read in the time that Slack allows for a submission, so that an error shows next to the
field. For a slower one the form is replaced by a waiting view, and an error brings the form back with the reason at the
top.
"""

import logging
import secrets
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any

from slack_bolt import Ack

from blocks import action_ids
from blocks.group_import import import_modal, previewed_view, reading_view
from blocks.report_query import ReportQuery
from bot.answers import Answers
from bot.delivery.downloads import download
from bot.listeners.group_work import require_admin
from bot.listeners.modals import show_instead
from bot.refusals import MEANT_FOR_PEOPLE
from bot.requests import Reply, Submission
from bot.services import Services
from tracker.groups.csv_files import LARGEST_BYTES, LIMITS_IN_WORDS, CsvRefused, refuse_large

log = logging.getLogger(__name__)

WAIT_S = 1.5  # of the three seconds after which Slack calls a submission lost
FAILED = "Something went wrong on my side, so the file was not read. Nothing was changed; try again."


@dataclass(frozen=True)
class SubmittedFiles(Submission):
    """A submitted form with its files as Slack describes them.

    `outcome` is the reason why the file was refused, or None. Once it is cancelled nobody waits for it any more, and
    the view `external_id` has replaced the form.
    """

    external_id: str = ""
    outcome: "Future[str | None]" = field(default_factory=Future)

    @property
    def files(self) -> list[dict[str, Any]]:
        """Every file of the form."""
        block = self.values.get(action_ids.IMPORT_FILE) or {}
        return list((block.get(action_ids.IMPORT_FILE) or {}).get("files") or ())


def import_submitted(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Hand the file over, wait a moment, and show an error next to the field."""
    submission = replace(SubmittedFiles.from_body(body), external_id=f"import.{secrets.token_hex(8)}")
    reason = _reason(submission.files)
    if reason is None:
        answers.later(submission, _preview)
        try:
            reason = submission.outcome.result(WAIT_S)
        except TimeoutError:
            if submission.outcome.cancel():
                ack(response_action="update", view=reading_view(external_id=submission.external_id))
                return
            reason = submission.outcome.result()  # the outcome came just before it could be cancelled
    if reason is None:
        ack()
    else:
        ack(response_action="errors", errors={action_ids.IMPORT_FILE: reason})


def _reason(files: list[dict[str, Any]]) -> str | None:
    if len(files) != 1:
        return "Choose one file."
    try:
        refuse_large(int(files[0].get("size") or 0))
    except CsvRefused as refused:
        return str(refused)
    return None


def _preview(submission: SubmittedFiles, services: Services) -> Reply:
    """Save and post the preview, and report the outcome to the form."""
    try:
        number = _read(submission, services)
    except MEANT_FOR_PEOPLE as refusal:
        log.info("file refused user=%s reason=%s", submission.user_id, type(refusal).__name__)
        if not _report_outcome(submission, services, str(refusal)):
            raise
        return Reply.nothing()
    except Exception:
        _report_outcome(submission, services, FAILED)
        raise
    posted = services.delivery.post(submission, ReportQuery("import", group_import=number))
    _report_outcome(submission, services, None)
    return posted


def _report_outcome(submission: SubmittedFiles, services: Services, reason: str | None) -> bool:
    """Answer the waiting submission, or else update the view that replaced the form; False if that was closed."""
    if submission.outcome.set_running_or_notify_cancel():
        submission.outcome.set_result(reason)
        return True
    external_id = submission.external_id
    if reason is None:
        return show_instead(services, previewed_view(external_id=external_id))
    again = import_modal(limits_in_words=LIMITS_IN_WORDS, refused=reason, external_id=external_id)
    return show_instead(services, again)


def _read(submission: SubmittedFiles, services: Services) -> int:
    """Save the preview and return its number; raises errors that are written for people."""
    require_admin(submission, services)
    file = submission.files[0]
    content = download(services.slack, file, at_most=LARGEST_BYTES)
    name = str(file.get("name") or "file")
    return services.imports.preview(content, name, by=submission.user_id, source="slack", now=services.clock())
