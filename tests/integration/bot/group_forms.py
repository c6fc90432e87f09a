"""Billing groups as an admin changes them in Slack: the report, the forms, their menus."""

from tests.integration.bot.people import ADMIN

ANN, BOB, EVE = "ann@example.com", "bob@example.com", "eve@example.com"


def where(desk):
    """Each person's group."""
    options = desk.services.reports.person_options("", now=desk.services.clock())
    return {option.actor.key: option.group for option in options}


def asks_for_groups(desk, name=ADMIN, words="/groups 7d"):
    desk.asks(name, words, in_="bot")
    return desk.report(name)


def opens(desk, label, on, name=ADMIN, **choice):
    person = desk.person(name)
    desk.after(person.clicks(label, on, **choice))
    return person.modal()


def offered(desk, view, action_id, typed, name=ADMIN):
    person = desk.person(name)
    delivery = person.acts.suggest_options(person.id, view.id, action_id, typed)
    return delivery.ack_payload["options"]


def chosen(desk, view, action_id, typed):
    """The first of what a menu offers for what is typed."""
    return offered(desk, view, action_id, typed)[0]


def submits(desk, view, values, name=ADMIN):
    return desk.after(desk.person(name).fills(values, in_=view).submits())


def hibob(*people):
    """HiBob's file of (e-mail, team)."""
    return "\n".join(["Email;Department;Team", *(f"{email};R&D;{team}" for email, team in people)]).encode("utf-16")


FILE = hibob((ANN, "Core"), (BOB, "Core"), (EVE, "Core"), ("zoe@example.com", "Web"))
