"""The settings form as an admin fills it in, its preview, and its entries in the trail."""

from sqlmodel import select

from sandbox.slack import payloads
from tests.integration.bot.people import ADMIN
from tracker.store.tables import AuditRow


def trail(store):
    with store.reading() as session:
        rows = session.exec(select(AuditRow).order_by(AuditRow.id)).all()
        return [(row.by, row.source, row.about, row.old_value, row.new_value) for row in rows]


def opens(desk, name=ADMIN):
    desk.asks(name, "/spendwatch settings")
    return desk.person(name).modal()


def previews(desk, values, name=ADMIN, form=None):
    """The preview that is pushed over the form when `values` are submitted."""
    person = desk.person(name)
    form = form or opens(desk, name)
    delivery = desk.after(person.fills(values, in_=form).submits())
    assert not delivery.errors, delivery.errors
    return person.modal()


def saves(desk, name=ADMIN):
    """The reply after pressing Save."""
    desk.after(desk.person(name).fills({}).submits())
    return desk.report(name)


def forged(desk, name, callback_id, metadata, values=None):
    """A submission that no Slack client would send; returns the bot's answer to Slack."""
    person, workspace = desk.person(name), desk.workspace
    view = {"id": "V1", "type": "modal", "callback_id": callback_id, "private_metadata": metadata, "blocks": []}
    view["state"] = {"values": values or {}}
    body = payloads.interaction(workspace.installation, "view_submission", person.user, view=view)
    return desk.takes(body)
