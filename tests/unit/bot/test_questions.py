"""Free text is understood as the command that it amounts to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import COMMANDS_BY_NAME
from bot.question_words import SmallTalk, small_talk
from bot.questions import SAMPLES, nearest_samples, understand, without_punctuation
from bot.words import WordsRefused

GROUPS = ("Platform", "Data", "Data and ML", "Sales > Nordics", "Top")


@pytest.mark.parametrize(
    ("sentence", "line"),
    [
        ("spend last week platform", "/spend last week Platform"),
        ("who spent most this cycle?", "/topspenders this cycle"),
        ("/spend 7d", "/spend 7d"),
        ("/topspenders 10 7d", "/topspenders 10 7d"),
        ("How much did we spend yesterday?", "/spend yesterday"),
        ("How much did Data and ML spend in the last 7 days?", "/spend last 7 days Data and ML"),
        ("what did mia spend yesterday", "/spend yesterday mia"),
        ("show me my spend", "/user"),
        ("what did I cost last week?", "/user last week"),
        ("show me the spend", "/spend"),
        ("top 10 spenders past 2 weeks", "/topspenders 10 past 2 weeks"),
        ("top models 30d", "/models 30d"),
        ("Which model is the most expensive?", "/models"),
        ("my incidents", "/incidents mine"),
        ("any open incidents?", "/incidents open"),
        ("all alerts of last month", "/incidents all last month"),
        ("anomalies last week", "/incidents timeline last week"),
        ("what happened in incident 12?", "/incidents 12"),
        ("compare the groups 30d", "/groups 30d"),
        ("who is in the groups last week platform", "/groups last week Platform"),
        ("show me the settings", "/spendwatch settings"),
        ("audit please", "/spendwatch audit"),
        ("weekly", "/spendwatch weekly"),
        ("weekly digest platform", "/spendwatch weekly Platform"),
        ("what changed last week in platform?", "/spendwatch weekly last week Platform"),
        ("what changed in the settings", "/spendwatch settings"),
        ("show me the trial", "/spendwatch trial"),
        ("which mcp tools do we use?", "/insights mcp"),
        ("client versions", "/insights versions"),
        ("who has exhausted the plan", "/insights exhaustion"),
        ("DAU of platform last 30 days", "/insights dau last 30 days Platform"),
        ("mia's models 30d", "/models 30d mia"),
        ("what's the forecast?", "/cycle"),
        ("last cycle", "/cycle last cycle"),
        ("is the data fresh?", "/spendwatch status"),
        ("Platform's spend", "/spend Platform"),
        ("sales > nordics, last week", "/spend last week Sales > Nordics"),
        ("last week?", "/spend last week"),
        ("Mia Fox", "/spend Mia Fox"),
        ("spend of <@U0ONCALL01> 7d", "/spend 7d <@U0ONCALL01>"),
        ("<@U0ONCALL01>", "/spend <@U0ONCALL01>"),
        ("<mailto:mia@example.com|mia@example.com> 30d", "/spend 30d mia@example.com"),
        ("who used up the plan?", "/insights exhaustion"),
        ("did anyone run out of their plan last month", "/insights exhaustion last month"),
        ("plan mode", "/insights modes"),
        ("compare platform and data", "/groups"),
        ("spend Platform vs Data last 7 days", "/groups last 7 days"),
        ("models of elif", "/models elif"),
        ("incidents of elif", "/incidents timeline elif"),
        ("open incidents of platform", "/incidents open"),
        ("cycle forecast for Data", "/cycle"),
        ("last cycle for finance", "/cycle last cycle"),
        ("forecast this month", "/cycle"),
        ("who has power user badge", "/topspenders power user"),
        ("power users of platform 30d", "/topspenders power user 30d Platform"),
        ("which members are over budget?", "/topspenders over budget"),
        ("spend for the last quarter", "/spend last quarter"),
        ("spend in october", "/spend in october"),
        ("what did we spend in june?", "/spend in june"),
        ("Platform in the last 3 months", "/spend last 3 months Platform"),
        ("why did spend go up last week?", "/spendwatch weekly last week"),
        ("why did our costs rise", "/spendwatch weekly"),
        ("mttr", "/incidents"),
        ("what is our mttd in october", "/incidents in october"),
        ("who is not using cursor?", "/cycle"),
        ("who doesn't use it?", "/cycle"),
        ("unused seats", "/cycle"),
        ("how is elif doing", "/spend elif"),
        ("how are we doing this month?", "/spend this month"),
        ("how am I doing", "/user"),
        ("my models", "/user models"),
        ("I would like to see the models", "/models"),
        ("my repositories", "/user code"),
        ("what would we save with cheaper models?", "/models what if"),
        ("savings of platform", "/models what if Platform"),
        ("hello, spend last week", "/spend last week"),
        ("hi, how are we doing?", "/spend"),
        ("who hasn't used cursor in the last month", "/cycle"),
        ("which repositories did elif work on last week", "/insights repositories last week elif"),
        ("did elif use up her plan", "/insights exhaustion elif"),
        ("what did June Carter spend in june", "/spend in june June Carter"),
        ("who are you?", "/spendwatch help"),
        ("what happened yesterday", "/spend yesterday"),
        ("cost per request of platform", "/spend Platform"),
    ],
)
def test_a_sentence_amounts_to_a_command(sentence, line):
    question = understand(sentence, groups=GROUPS)
    assert question is not None
    assert question.typed == line


@pytest.mark.parametrize("sentence", ["", "?", "why is the sky so blue", "asdf qwer zxcv uiop", "the of and"])
def test_a_sentence_without_any_word_of_ours_is_no_question(sentence):
    assert understand(sentence, groups=GROUPS) is None


@pytest.mark.parametrize(
    ("sentence", "left_out"),
    [
        ("cycle forecast for Data", ("Data",)),
        ("open incidents of platform", ("Platform",)),
        ("forecast this month", ("this month",)),
        ("top spenders of platform and data 7d", ("Data",)),
        ("spend of platform and coffee", ("coffee",)),
        ("what changed yesterday", ("yesterday",)),
        ("status of elif", ("elif",)),
        ("forecast of <@U0ONCALL01>", ("the person you mention",)),
        ("spend last week platform", ()),
        ("compare platform and data", ()),
    ],
)
def test_what_a_command_cannot_take_is_left_out_by_name(sentence, left_out):
    question = understand(sentence, groups=GROUPS)
    assert question is not None
    assert question.left_out == left_out


@pytest.mark.parametrize(
    ("sentence", "line"),
    [
        ("repositories of elif", "/user code Elif Byrne"),
        ("mcp tools of elif 30d", "/user tools 30d Elif Byrne"),
        ("adoption of elif", "/user adoption Elif Byrne"),
        ("models of elif", "/models Elif Byrne"),
        ("top spenders elif", "/user Elif Byrne"),
        ("incidents of elif", "/incidents timeline Elif Byrne"),
        ("open incidents of elif", "/incidents open"),
        ("how is elif doing", "/user Elif Byrne"),
    ],
)
def test_a_sentence_about_a_person_keeps_its_section(sentence, line):
    question = understand(sentence, groups=GROUPS)
    assert question is not None
    assert (question.of_person("Elif Byrne") if question.about else question).typed == line


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("thanks!", SmallTalk.THANKS),
        ("Thank you so much", SmallTalk.THANKS),
        ("great", SmallTalk.THANKS),
        ("Hello!", SmallTalk.HELLO),
        ("good morning everyone", SmallTalk.HELLO),
        ("help", None),
        ("thanks, and spend last week?", None),
    ],
)
def test_what_asks_nothing_is_small_talk(text, kind):
    assert small_talk(without_punctuation(text)) == kind


def test_a_group_named_like_a_word_of_ours_does_not_swallow_the_word():
    question = understand("top spenders", groups=GROUPS)
    assert question is not None
    assert (question.command, question.about) == ("/topspenders", "")


def test_two_ranges_are_refused_with_both_named():
    with pytest.raises(WordsRefused, match="I found two ranges"):
        understand("spend this week against last week")


@pytest.mark.parametrize("sample", SAMPLES)
def test_what_is_suggested_is_understood(sample):
    question = understand(sample)
    assert question is not None
    assert question.command in COMMANDS_BY_NAME
    assert not question.about


@given(st.text(max_size=300))
def test_whatever_is_written_is_a_known_command_or_no_question(text):
    try:
        question = understand(text, groups=GROUPS)
    except WordsRefused:
        return
    assert question is None or question.command in COMMANDS_BY_NAME


def test_three_questions_are_suggested_the_nearest_first():
    assert nearest_samples("top spendrs", reads_team=True)[0].startswith("top 10 spenders")
    assert nearest_samples("explain the forecst", reads_team=True)[0] == "forecast of the billing cycle"
    defaults = ("spend this cycle", "who spent most this cycle?", "open incidents")
    assert nearest_samples("zzz", reads_team=True) == defaults
    assert nearest_samples("why is the sky so blue", reads_team=True) == defaults
    assert set(nearest_samples("zzz", reads_team=False)) == {"my spend this cycle", "my spend last week", "help"}
