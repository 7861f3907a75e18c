"""No answer of the Hub, whatever is missing or of another kind in it, breaks a row."""

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.base.resources import resource
from explorer.domain.fit import Yardstick
from explorer.hub.responses import discussions_of, family_of, gate_terms, row_of, rows_of
from explorer.local.hub_search.filters import Filters, filtered, with_reason
from explorer.local.hub_search.repo_lines import RepoLine, line_of
from explorer.local.hub_search.uses import uses
from explorer.rooms.discover.row_tips import all_tips
from explorer.transparency.licensing.licenses import load_licenses
from tests.hub.samples import GATED, QUANTIZED, SAMPLES

NOW = datetime(2026, 11, 24, tzinfo=UTC)
YARDSTICK = Yardstick(16_000_000_000)
LICENSES = load_licenses(resource("licenses.yaml"))
FILTERS = [
    Filters(fits=True, data_named=True),
    Filters(license_kind="commercial", size="1-4"),
    Filters(language="en", size="-200"),
    *(Filters(use=use.id) for use in uses()),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value inside."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in items for place in places(inner, (*path, key)))]


def lines_of(answer: object) -> list[RepoLine]:
    """Every text of every line is made, and every filter looks at it."""
    lines = [line_of(row, LICENSES, YARDSTICK, NOW) for row in rows_of(answer)]
    for line in lines:
        assert line.row.id in all_tips(line)
        assert line.name
        assert line.spoken.startswith(line.name)
        assert json.dumps([line.license, line.size, line.downloads, line.likes, str(line.age)])
    for filters in FILTERS:
        assert set(map(id, filtered(lines, filters))) <= set(map(id, lines))
    for use in uses():
        assert [with_reason(line, use).row for line in lines] == [line.row for line in lines]
    return lines


MUTATIONS = [(number, place) for number, sample in enumerate(SAMPLES) for place in places(sample)[1:]]


@given(mutation=st.sampled_from(MUTATIONS), value=JSON)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_value_of_any_kind_never_breaks_a_row(mutation: tuple[int, tuple[Any, ...]], value: Any) -> None:
    number, place = mutation
    answer = copy.deepcopy(SAMPLES[number])
    holder: Any = answer
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = value
    lines = lines_of([answer, *SAMPLES])
    assert len(lines) >= len(SAMPLES)
    gate_terms(answer), family_of(answer), discussions_of(answer)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_a_missing_value_never_breaks_a_row(mutation: tuple[int, tuple[Any, ...]]) -> None:
    number, place = mutation
    answer = copy.deepcopy(SAMPLES[number])
    holder: Any = answer
    for key in place[:-1]:
        holder = holder[key]
    del holder[place[-1]]
    assert len(lines_of([answer])) == (row_of(answer) is not None)


def test_the_fit_is_that_of_the_file_which_is_best_here() -> None:
    small, large = (line_of(row, LICENSES, YARDSTICK, NOW) for row in rows_of([QUANTIZED, GATED]))
    assert (small.judged, small.fit and str(small.fit.word)) == ("Q4_K_M", "Fits")
    assert (large.judged, large.fit and str(large.fit.word)) == ("UD-Q4_K_XL", "Too big")
    roomy = Yardstick(200_000_000_000)
    again = line_of(large.row, LICENSES, roomy, NOW)
    assert again.fit is not None
    assert again.fit.word.is_good
    assert "for its UD-Q4_K_XL file" in all_tips(again)
    assert "Architecture: deepseek2" in all_tips(again)


def test_a_gate_says_what_it_wants_and_a_family_who_belongs_to_it() -> None:
    terms = gate_terms(GATED)
    assert (terms.heading, terms.fields) == ("Meet the clan", ("Name", "Birthday", "Why"))
    assert terms.prompt == "### Glen\n\nBe kind."
    family = family_of({**QUANTIZED, "childrenModelCount": {"quantized": 3, "adapter": -1, "merge": "x"}})
    assert (family.parents, family.relation) == (("river-lab/Brook-1B-it",), "quantized")
    assert family.children == {"quantized": 3}
    assert discussions_of({"count": 14}) == 14
