"""The vocabulary for sentences: words that name a command, filler words and small talk."""

import re
from collections.abc import Mapping
from enum import StrEnum

from bot.sections import ALIASES, BADGES_BY_WORDS, USER_ALIASES

WEEKLY = "weekly"  # the only subcommand of /spendwatch that takes a group
WHAT_IF = "what if"
TIMELINE = "timeline"


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The first match wins: "top models" asks about models, "my incidents" about incidents.
WORDS_BY_COMMAND: Mapping[str, frozenset[str]] = {
    "/incidents": _set("incident incidents alert alerts anomaly anomalies timeline mttd mtti mttr"),
    "/groups": _set("groups"),
    "/spendwatch": _set(
        "help know status fresh freshness stale settings audit notices trial weekly digest digests changed"
    ),
    "/insights": _set(
        "insights adoption dau mcp tools commands modes plan ask skills files extensions versions clients repositories "
        "repository repos tabs edits conversations exhaustion exhausted client cli bugbot"
    ),
    "/models": _set("model models cheaper saving savings save"),
    "/topspenders": _set(
        "topspenders spender spenders top who whom most biggest largest highest rank ranking members people badge "
        "badges"
    ),
    "/cycle": _set("cycle forecast invoice billing seats seat budget"),
    "/user": _set("user i my me mine myself"),
    "/spend": _set(
        "spend spends spent spending cost costs usage money dollars bill burn burned pay paid expensive team overview "
        "summary"
    ),
}
KEYWORDS = frozenset[str]().union(*WORDS_BY_COMMAND.values())
OWN = re.compile(r"\b(my|mine|myself|(do|did|have|am|was) I)\b", re.IGNORECASE)  # not "I would like to see"
HELP = _set("help know")
WHICH = {
    **{"timeline": TIMELINE, "anomaly": TIMELINE, "anomalies": TIMELINE, "mine": "mine", "my": "mine"},
    **{"open": "open", "unresolved": "open", "all": "all"},
}
ABOUT_THE_BOT = {
    **{word: word for word in ("settings", "audit", "notices", "status", "trial")},
    **dict.fromkeys(("fresh", "freshness", "stale"), "status"),
    **dict.fromkeys((WEEKLY, "digest", "digests", "changed"), WEEKLY),
}
# The most specific word first: "plan" comes last, as plans are also used up.
SECTIONS = {alias: ALIASES[alias].value for alias in sorted(ALIASES, key=len, reverse=True)}
USER_SECTIONS = {alias: USER_ALIASES[alias].value for alias in USER_ALIASES}
FILLERS = _set(
    "please pls can could would may you like to see want need get let show give tell send us what whats which how much "
    "many did do does has have had is are was were be been the a an of for in on at by from with during over and or we "
    "our it its this that so far now about there any use used uses using report reports chart figures numbers list "
    "group compare department per day days each within up until total all open unresolved more less just than cursor "
    "vs versus against between go went gone going doing hello hi hey thanks thank "
    "anyone anybody someone everyone their they them am mode her his me work works worked working happen "
    "happened happens exceed request requests token tokens cheap cheapest why because also only yet ever average"
)
# Words in the phrases below that are not names.
PHRASE_WORDS = _set(
    "not never isn't aren't doesn't don't didn't hasn't haven't license licenses licences plans "
    "unused up down out ran run runs running if idle inactive what "
    "rise rises risen rose rising increase increased jump jumped grow grown grew drop dropped fall fell change higher "
    "lower"
)

# Phrases, matched before single words: a pattern, the command, and words that only this command knows.
_CHANGE = r"go|goes|went|gone|going|ris\w+|rose|increas\w+|jump\w*|grow\w*|grew|up|down|drop\w*|fell|fall\w*|chang\w+"
PHRASES = tuple(
    (re.compile(pattern, re.IGNORECASE), command, own_words)
    for pattern, command, own_words in (
        (r"\b(who|what) are you\b|\bwhat (can|do) you (do|know|answer)\b", "/spendwatch", "help"),
        (r"\b(use|used|uses|using) up\b|\b(ran|run|runs|running) out\b|\bexhaust\w*", "/insights", "exhaustion"),
        (rf"\bwhy\b.*\b(spend|spent|spending|costs?|usage|bill)\b.*\b({_CHANGE})\b", "/spendwatch", WEEKLY),
        (r"\b(not|never|n['’]t|hardly) (use|uses|used|using)\b|n['’]t (use|used|using)\b", "/cycle", ""),
        (r"\bunused\b|\b(idle|inactive) (seats?|members?|people|users?)\b", "/cycle", ""),
        (r"\bcheaper\b|\bwhat if\b|\bsav(e|es|ed|ing|ings)\b", "/models", WHAT_IF),
        *(
            (rf"\b{re.escape(words)}s?\b", "/topspenders", words)
            for words in sorted(BADGES_BY_WORDS, key=len, reverse=True)
        ),
    )
)
HOW_IS = re.compile(
    r"\bhow (is|are|was|has|have|does|did) (.+) (doing|do|been|going|working|getting on)\Z", re.IGNORECASE
)


class SmallTalk(StrEnum):
    """Text that does not ask for anything."""

    HELLO = "hello"
    THANKS = "thanks"


_ADDRESSED = r"( (there|spendwatch|bot|all|everyone|again|you))?"
_SMALL_TALK = {
    SmallTalk.HELLO: re.compile(
        rf"(hello|hi|hey|hiya|good (morning|afternoon|evening|day)|morning){_ADDRESSED}", re.IGNORECASE
    ),
    SmallTalk.THANKS: re.compile(
        rf"((many |ok |great )?(thanks|thank you|thx|cheers|ty)( a lot| (so |very )?much)?{_ADDRESSED}"
        r"|ok|okay|great|perfect|nice|cool|awesome|good (bot|job|work)|well done|bye|goodbye)",
        re.IGNORECASE,
    ),
}


def small_talk(words: str) -> SmallTalk | None:
    """The kind of small talk that a text without punctuation is; None if it is none."""
    return next((kind for kind, form in _SMALL_TALK.items() if form.fullmatch(words)), None)
