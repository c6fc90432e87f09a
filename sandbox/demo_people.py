"""The people of the demo's workspace, and their roles."""

from collections.abc import Iterable

from sandbox.company.company import Company
from sandbox.slack.server import Person
from sandbox.slack.state import Workspace

ROLES = (
    # title, whether a workspace admin, whether in the alert channel
    ("engineering manager", True, True),
    ("on-call lead", False, True),
    ("finance", False, True),
    ("developer, outside the channel", False, False),
)


def demo_people(company: Company) -> list[Person]:
    """Everyone with a seat gets an account; the first of them have the demo's roles.

    The person with the runaway agent is the one outside of the alert channel.
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
    """The titles of people with a role, by Slack user id."""
    titles = {person.email: title for person, (title, _, _) in zip(people, ROLES, strict=False)}
    return {user.id: titles[user.email] for user in workspace.directory.people() if user.email in titles}
