"""The sections of the insights about features: models, MCP tools, commands, skills, plan and ask mode."""

from blocks import chart_theme as theme
from blocks.insights_view import (
    View,
    bar,
    colored,
    first_of,
    lines_of_days,
    name_of,
    number,
    ranking,
    shares_of_days,
)
from blocks.numbers import NONE, count, counted, percent
from blocks.tables import Number, Table, share
from tracker.reports.types import (
    FeatureUse,
    InsightsSection,
    ModelAdoption,
    Modes,
    NamedUse,
    ServerUse,
)

_SERVERS_LISTED = 5
_NOUNS = {
    InsightsSection.COMMANDS: ("Commands were used", "use", "command"),
    InsightsSection.MCP: ("MCP tools were called", "call", "tool"),
    InsightsSection.SKILLS: ("Skills were used", "use", "skill"),
}


def models_view(figures: ModelAdoption) -> View:
    """The models' shares of the messages."""
    use = figures.use
    if not use.uses:
        return View("No models were used on these days")
    first = use.top[0]
    short = f"{percent(first.uses, use.uses)} of {counted(use.uses, 'message')} went to {name_of(first.name)}"
    then = [f"{name_of(each.name)} {percent(each.uses, use.uses)}" for each in use.top[1:3]]
    rest = f", then {' and '.join(then)}" if then else ""
    named = [sum(course.messages[index] for course in figures.courses) for index in range(len(use.days))]
    return View(
        short,
        f"{rest}; {counted(use.names, 'model')} in all",
        stats=(("Messages", count(use.uses)), ("Models", count(use.names))),
        table=Table(
            caption=first_of(len(use.top), use.names, "model"),
            columns=("Model", "Messages", "Share", "Most people in a day"),
            rows=tuple(
                (name_of(each.name), number(each.uses), share(each.uses, use.uses), _users(each)) for each in use.top
            ),
        ),
        charts=(
            shares_of_days(
                InsightsSection.MODELS,
                f"{theme.chart_label(first.name, 36)} has {percent(first.uses, use.uses)} of all messages",
                "Share of messages by model and UTC day",
                [day.date for day in use.days],
                [(course.model, course.messages) for course in figures.courses],
                [day.uses - known for day, known in zip(use.days, named, strict=True)],
            ),
        ),
        caveats=("Messages are counted by Cursor's analytics; see /models for what they cost.",),
    )


def _users(use: NamedUse) -> Number:
    return Number(0, NONE) if use.most_users is None else number(use.most_users)


def feature_view(section: InsightsSection, figures: FeatureUse) -> View:
    """The most used tools, commands or skills."""
    verb, use_noun, noun = _NOUNS[section]
    is_mcp = section is InsightsSection.MCP
    if not figures.uses:
        return View(f"No {'MCP tool' if is_mcp else noun}s were used on these days")
    first = figures.top[0]
    on_server = f" of {name_of(first.server)}" if is_mcp else ""
    servers = colored([server.server for server in figures.servers])
    color_of = {server.server: each.color for server, each in zip(figures.servers, servers, strict=False)}
    bars = [
        bar(each.name, each.uses, figures.uses, color_of.get(each.server, theme.REST) if is_mcp else theme.MAIN)
        for each in figures.top
    ]
    return View(
        f"{verb} {counted(figures.uses, 'time')}",
        f", {percent(first.uses, figures.uses)} of them {name_of(first.name)}{on_server}; "
        f"{counted(figures.names, 'different ' + noun)}",
        stats=(
            (f"{use_noun.capitalize()}s", count(figures.uses)),
            (f"Different {noun}s", count(figures.names)),
        ),
        table=_feature_table(figures, noun, f"{use_noun.capitalize()}s", with_server=is_mcp),
        lists=_server_lines(figures),
        charts=ranking(
            section,
            f"{verb} {counted(figures.uses, 'time')}",
            f"{first_of(len(figures.top), figures.names, noun)}{'; coloured by server' if is_mcp else ''}",
            bars,
            servers,
        ),
    )


def _feature_table(figures: FeatureUse, noun: str, uses: str, *, with_server: bool) -> Table:
    return Table(
        caption=first_of(len(figures.top), figures.names, noun),
        columns=(noun.capitalize(), *(("Server",) if with_server else ()), uses, "Share"),
        rows=tuple(
            (
                name_of(each.name),
                *((name_of(each.server),) if with_server else ()),
                number(each.uses),
                share(each.uses, figures.uses),
            )
            for each in figures.top
        ),
    )


def _server_lines(figures: FeatureUse) -> tuple[str, ...]:
    def line(server: ServerUse) -> str:
        part = percent(server.uses, figures.uses)
        return f"{name_of(server.server)}: {counted(server.uses, 'call')} ({part}) to {counted(server.tools, 'tool')}"

    shown = figures.servers[:_SERVERS_LISTED]
    rest = len(figures.servers) - len(shown)
    return (*map(line, shown), *((f"and {counted(rest, 'more server')}",) if rest else ()))


def modes_view(figures: Modes) -> View:
    """Uses of plan mode and of ask mode."""
    parts = [("Plan mode", figures.plan), ("Ask mode", figures.ask)]
    known = [(name, use) for name, use in parts if use is not None]
    if not any(use.uses for _, use in known):
        return View(f"Nobody used {' or '.join(name.lower() for name, _ in known)} on these days")
    said = [f"{name} was used {counted(use.uses, 'time')}" for name, use in known]
    busiest = max((each for _, use in known for each in use.top), key=lambda each: each.uses)
    missing = [f"Cursor gives no figures for {name.lower()}." for name, use in parts if use is None]
    by_model = [{each.name: each.uses for each in use.top} for _, use in known]
    models = sorted(
        {name for uses in by_model for name in uses}, key=lambda name: (-sum(u.get(name, 0) for u in by_model), name)
    )
    return View(
        ", ".join([said[0], *(clause[:1].lower() + clause[1:] for clause in said[1:])]),
        f", most with {name_of(busiest.name)}",
        stats=tuple((name, counted(use.uses, "time")) for name, use in known),
        table=Table(
            caption="Uses by model, most used first; default stands for Auto",
            columns=("Model", *(name for name, _ in known)),
            rows=tuple((name_of(model), *(number(uses.get(model, 0)) for uses in by_model)) for model in models),
        ),
        charts=(
            lines_of_days(
                InsightsSection.MODES,
                "; ".join(said),
                "Uses by UTC day",
                [day.date for day in known[0][1].days],
                [(name, [day.uses for day in use.days]) for name, use in known],
            ),
        ),
        caveats=tuple(missing),
    )
