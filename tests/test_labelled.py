"""What is kept of each of many units says the same as the dictionary that it was made of."""

import pickle

from hypothesis import given
from hypothesis import strategies as st

from wuhao_batch.scoring.labelled import Labelled

VALUES = st.one_of(st.integers(), st.booleans(), st.text(max_size=3), st.decimals(allow_nan=False))


@given(st.dictionaries(st.text(max_size=4), VALUES, max_size=8))
def test_it_is_the_dictionary_before_and_behind_a_child(values: dict[str, object]) -> None:
    for found in (Labelled(values), pickle.loads(pickle.dumps(Labelled(values)))):  # noqa: S301
        assert found == values
        assert [(key, repr(value)) for key, value in found.items()] == [
            (key, repr(value)) for key, value in values.items()
        ]
        assert ("不是标签" in found, found.get("不是标签")) == (False, None)


def test_labels_and_numbers_of_two_units_are_the_same_objects() -> None:
    one, other = (
        pickle.loads(pickle.dumps(Labelled({"1-1": 12_000_000, "1-2": 3})))  # noqa: S301
        for _ in range(2)
    )
    assert [*map(id, one), *map(id, one.values())] == [*map(id, other), *map(id, other.values())]
