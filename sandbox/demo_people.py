"""Who of the company is in the workspace, and what each of them is there for."""

from collections.abc import Iterable

from sandbox.company.company import Company
from sandbox.slack.server import Person
from sandbox.slack.state import Workspace

ROLES = (
    # what they are, whether they are a workspace admin, whether they are in the alert channel
    ("engineering manager", True, True),
    ("on-call lead", False, True),
    ("finance", False, True),
    ("developer, outside the channel", False, False),
)


def demo_people(company: Company) -> list[Person]:
    """Everyone with a seat has an account; the first of them have the roles that the demo is about.

    The person whose agent runs wild is the one outside the alert channel.
    """
    people = [
        member
        for member in company.members
        if member.service_account_id is None and member.removed_at is None and member is not company.runaway
    ]
    cast = [*people[: len(ROLES) - 1], company.runaway]
    leads = [
        Person(member.name, member.email, is_admin=is_admin, in_alert_channel=inside)
        for member, (_, is_admin, inside) in zip(cast, ROLES, strict=True)
    ]
    return [*leads, *(Person(member.name, member.email) for member in people[len(ROLES) - 1 :])]


def roles_by_user_id(workspace: Workspace, people: Iterable[Person]) -> dict[str, str]:
    """What the people with a role are, by Slack user id."""
    titles = {person.email: title for person, (title, _, _) in zip(people, ROLES, strict=False)}
    return {user.id: titles[user.email] for user in workspace.directory.people() if user.email in titles}
