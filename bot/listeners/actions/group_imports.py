"""Import… and Export CSV below the report of billing groups, and the controls of a preview."""

from blocks.group_import import changed_message, exported_message, import_modal, page_numbers
from blocks.notices import private_notice
from blocks.report_query import QueryRefused, ReportQuery, query_of
from bot.delivery.files import send_file
from bot.delivery.pages import MADE_EARLIER
from bot.listeners.group_work import require_admin
from bot.listeners.modals import open_modal
from bot.requests import Asker, Click, Reply
from bot.services import Services
from bot.words import WordsRefused
from tracker.groups.csv_files import LIMITS_IN_WORDS

DECISIONS = {"approve": True, "reject": False}


def open_import(asker: Asker, trigger_id: str | None, services: Services) -> Reply:
    """Open the form for a file; raises AccessRefused."""
    require_admin(asker, services, to="import billing groups")
    if trigger_id is None:  # asked in a sentence, where there is no trigger
        return Reply.private(private_notice("Type `/groups import`, or press Import… below `/groups`."))
    view = import_modal(limits_in_words=LIMITS_IN_WORDS)
    return open_modal(services, trigger_id, view, again="Please try again.")


def send_export(asker: Asker, services: Services) -> Reply:
    """Send everyone's group as a file to the person's conversation with the bot; raises AccessRefused."""
    require_admin(asker, services, to="export billing groups")
    now = services.clock()
    content, lines = services.imports.export(by=asker.user_id, source="slack", now=now)
    name = f"billing-groups-{now:%Y-%m-%d}.csv"
    channel = send_file(services.slack, asker.user_id, exported_message(name, lines), content, name)
    if channel == asker.channel_id:
        return Reply.nothing()
    return Reply.private(private_notice(f"`{name}` is in your own conversation with me."))


def import_groups(click: Click, services: Services) -> Reply:
    return open_import(click, click.trigger_id, services)


def choose_moves(click: Click, services: Services) -> Reply:
    """Approve the ticked moves of a page, and reject the others."""
    require_admin(click, services)
    query, number = _query(click)
    ticked = tuple(int(value) for value in click.ticked)
    services.imports.choose(number, page_numbers(click.blocks), ticked, made_at=click.made_at)
    return services.delivery.update(click, query)


def decide_moves(click: Click, services: Services) -> Reply:
    """Approve or reject a page of moves, or all of them."""
    require_admin(click, services)
    query, number = _query(click)
    decision, _, scope = click.value.partition("/")
    if decision not in DECISIONS or scope not in {"page", "all"}:
        raise WordsRefused(MADE_EARLIER)
    services.imports.decide(
        number,
        approved=DECISIONS[decision],
        numbers=page_numbers(click.blocks) if scope == "page" else None,
        target=query.target,
    )
    return services.delivery.update(click, query)


def apply_import(click: Click, services: Services) -> Reply:
    require_admin(click, services)
    query, number = _query(click)
    outcome = services.imports.apply(number, by=click.user_id, source="slack", now=services.clock())
    if outcome.change_id is not None:
        services.home.refresh(click.user_id)
    redrawn = services.delivery.update(click, query)
    return Reply(changed_message(outcome.meanwhile), redrawn.then) if outcome.meanwhile else redrawn


def cancel_import(click: Click, services: Services) -> Reply:
    require_admin(click, services)
    query, number = _query(click)
    services.imports.cancel(number)
    return services.delivery.update(click, query)


def undo_import(click: Click, services: Services) -> Reply:
    require_admin(click, services)
    query, number = _query(click)
    outcome = services.imports.undo(number, by=click.user_id, source="slack", now=services.clock())
    services.home.refresh(click.user_id)
    redrawn = services.delivery.update(click, query)
    if outcome.meanwhile:
        return Reply(private_notice(f"{outcome.meanwhile[0].what}."), redrawn.then)
    return redrawn


def _query(click: Click) -> tuple[ReportQuery, int]:
    """The query of the import that the message shows; raises WordsRefused for another version's message."""
    try:
        query = query_of(click.blocks)
    except QueryRefused as error:
        raise WordsRefused(MADE_EARLIER) from error
    if query is None or query.group_import is None:
        raise WordsRefused(MADE_EARLIER)
    return query, query.group_import
