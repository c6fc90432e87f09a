"""Who of the company is in the workspace, and what each of them is there for."""

from sandbox.company.company import Company
from sandbox.slack.server import Person

ROLES = (
    # title, is a workspace admin, is in the alert channel
    ("Engineering manager", True, True),
    ("On-call lead", False, True),
    ("Finance", False, True),
    ("Developer, outside the channel", False, False),
)


def demo_people(company: Company) -> list[Person]:
    """Everyone with a seat has an account; the first of them have the roles that the demo is about.

    The person whose agent runs wild is outside the alert channel.
    """
    people = [
        member
        for member in company.members
        if member.service_account_id is None and member.removed_at is None and member is not company.runaway
    ]
    cast = [*people[: len(ROLES) - 1], company.runaway]
    rest = [member for member in people if member not in cast]
    leads = [
        Person(member.name, member.email, is_admin=is_admin, in_alert_channel=inside, title=title)
        for member, (title, is_admin, inside) in zip(cast, ROLES, strict=True)
    ]
    return [*leads, *(Person(member.name, member.email) for member in rest)]
