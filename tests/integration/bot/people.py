"""Who is in the workspace, and what they may."""

from sandbox.slack.server import Person

INSIDER = ADMIN = "Mara Lind"  # an admin of the workspace, and in the alert channel
LEAD = "Otto Lead"  # in the alert channel, and no admin
OUTSIDER = "Ines Quiet"  # neither


PEOPLE = [
    Person("Mara Lind", "mara@example.com", is_admin=True, in_alert_channel=True),
    Person("Otto Lead", "Otto@Example.com", in_alert_channel=True),
    Person("Ines Quiet", "ines@example.com"),
]
