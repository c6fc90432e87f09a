"""Everyone's main models, found in columns, are those of each one's requests."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from tracker.store.columns import added_up
from tracker.store.queries_spend import main_model, main_models

MODELS = st.sampled_from(["auto", "Opus", "opus", "sonnet"])
REQUESTS = st.dictionaries(
    st.tuples(st.integers(1, 5), MODELS), st.integers(0, 3)
)  # few values, so that many are equal


def test_among_equals_the_main_model_is_the_first_of_the_alphabet():
    requests = {"sonnet": {1: 4, 2: 2}, "auto": {1: 4, 2: 3}, "opus": {1: 3, 3: 0}}
    assert main_models({model: added_up([list(of.items())], ("requests",)) for model, of in requests.items()}) == {
        1: "auto",
        2: "auto",
    }


def test_nobody_has_a_main_model_where_nothing_was_requested():
    assert main_models({}) == {}
    assert main_models({"auto": added_up([], ("requests",))}) == {}


@given(REQUESTS)
def test_everyones_main_models_follow_the_rule_for_one(requests):
    by_model: dict[str, list[tuple[int, int]]] = defaultdict(list)
    by_actor: dict[int, dict[str, int]] = defaultdict(dict)
    for (actor_id, model), count in requests.items():
        by_model[model].append((actor_id, count))
        by_actor[actor_id][model] = count
    found = main_models({model: added_up([rows], ("requests",)) for model, rows in by_model.items()})
    assert {actor_id: found.get(actor_id) for actor_id in by_actor} == {
        actor_id: main_model(models) for actor_id, models in by_actor.items()
    }
