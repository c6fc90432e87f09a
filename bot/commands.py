"""The table of slash commands, from which listeners, help, the manifest check and the docs are made."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CommandInfo:
    """A slash command as people see it."""

    name: str
    usage: str
    description: str
    details: tuple[str, ...]  # examples, each with what it answers


COMMANDS = (
    CommandInfo(
        "/spend",
        "[range] [group]",
        "What the team spends, day by day, and who drives it",
        (
            "`/spend` this billing cycle",
            "`/spend 7d` the last 7 days",
            "`/spend last week Platform` one billing group's last week",
        ),
    ),
    CommandInfo(
        "/topspenders",
        "[n] [range] [group, name or e-mail]",
        "Who spends most and how: requests, lines, main model, context, badges",
        (
            "`/topspenders` this cycle",
            "`/topspenders 10 7d` the ten largest of the last 7 days",
            "`/topspenders 30d mia` everyone whose name or e-mail contains it",
            "`/topspenders power user` those with a badge",
        ),
    ),
    CommandInfo(
        "/models",
        "[range] [group or person]",
        "What each model costs, and what a cheaper one would have saved",
        (
            "`/models` this cycle; its menu leads to efficiency and to what each member or group could save",
            "`/models what if` who would have saved what with a cheaper model; `/models efficiency` ranks models",
            "`/models 30d Platform` one billing group's last 30 days",
            "`/models @mia 30d` one person's models against the team's median",
        ),
    ),
    CommandInfo(
        "/user",
        "[@person, e-mail or name] [range]",
        "One person's spend, models, hours, adoption, tools and code",
        (
            "`/user` your own figures; `/user code` your repositories, likewise models, activity, adoption and tools",
            "`/user @ines 30d` or `/user ines@example.com 30d` somebody else's, for members of the alert channel",
        ),
    ),
    CommandInfo(
        "/insights",
        "[section] [range] [group]",
        "How the team works with the tool: people, models, MCP tools, edits, versions, code",
        (
            "`/insights` the headline of each section, the last 30 days",
            "`/insights mcp 7d Platform` the MCP tools of one billing group",
            "sections: dau, models, edits, commands, mcp, modes, skills, files, versions, repositories, exhaustion and "
            "conversations",
        ),
    ),
    CommandInfo(
        "/incidents",
        "[open, mine, all, timeline, number] [range]",
        "Open incidents with their buttons, and how fast they are handled",
        (
            "`/incidents` the open ones",
            "`/incidents all last cycle` all of the last cycle",
            "`/incidents 12` one incident in full, with its audit trail",
            "`/incidents timeline 30d Platform` every anomaly of one billing group's people, or of one person",
        ),
    ),
    CommandInfo(
        "/cycle",
        "[last cycle]",
        "The billing cycle: compared with the last one, forecast, unused seats, CSV",
        ("`/cycle` the current cycle up to now", "`/cycle last cycle` all of the last cycle, as it was billed"),
    ),
    CommandInfo(
        "/groups",
        "[range] [group], import or export",
        "Billing groups side by side; admins create, rename, delete, fill, import and export them",
        (
            "`/groups` this billing cycle",
            "`/groups 30d Platform` one group's people; admins move them from there",
            "`/groups import` a file from HiBob or `/groups export`, previewed move by move (admins)",
        ),
    ),
    CommandInfo(
        "/spendwatch",
        "[help, status, trial, groups, notices, weekly, settings, audit]",
        "Help, data age, billing groups, notices; for admins the settings and the audit trail",
        (
            "`/spendwatch help` this list",
            "`/spendwatch status` data age, what failed, what waits to be sent",
            "`/spendwatch trial` alerts I would have sent in the last 14 days; a new installation starts alerts here",
            "`/spendwatch groups 30d` spend, requests and members of each billing group",
            "`/spendwatch notices` notices the alert channel will get besides incidents, and those it got",
            "`/spendwatch weekly Platform` what changed last week and why; a button has it sent every Monday",
            "`/spendwatch settings` change when to raise an alarm, with a preview (admins)",
            "`/spendwatch audit` who changed what and handled which incident (admins)",
        ),
    ),
)

# For people who may not read team reports.
OWN_COMMANDS = (
    CommandInfo("/user", "[section] [range]", "Your own spend, models, hours, adoption, tools and code", ()),
    CommandInfo("/models", "[range]", "What your own models cost", ()),
    CommandInfo("/spendwatch", "help", "This list", ()),
)

COMMANDS_BY_NAME = {command.name: command for command in COMMANDS}
