"""What the charts show."""

from dataclasses import replace
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from explorer.kit.actions import Action
from explorer.kit.paint import text_width
from explorer.kit.text import Para
from explorer.kit.theme import Look
from explorer.rooms.compare.document.results import PredictedNumbers
from explorer.rooms.compare.measurements.charts import (
    charts_of,
    conditions_text,
    estimate_checks_of,
    measurements_content_of,
)
from explorer.rooms.compare.measurements.measurements_pane import BarRow, MeasurementsView, longest_of
from explorer.rooms.compare.measurements.measures import MeasuredAnswers
from tests.compare.making import result

TITLES = {"a": "Alpha", "b": "Beta"}


def test_a_bar_is_the_median_of_a_columns_answers_with_their_number_and_range() -> None:
    results = [result("a", speed=speed) for speed in (10.0, 30.0, 11.0)]
    chart = charts_of(TITLES, results)[0]
    assert chart.title == "Generation"
    assert [(bar.text, bar.counted, bar.spread) for bar in chart.bars] == [
        ("11.0", "3 answers", "10.0 to 30.0 in all")
    ]


def test_the_middle_half_is_shown_from_four_answers_on() -> None:
    results = [result("a", speed=speed) for speed in (10.0, 11.0, 12.0, 13.0)]
    bar = charts_of(TITLES, results)[0].bars[0]
    assert bar.low is not None
    assert bar.high is not None
    assert bar.low < bar.value < bar.high
    assert bar.spread.startswith("middle half")


def test_columns_that_did_not_answer_have_no_bar() -> None:
    charts = charts_of(TITLES, [result("b")])
    assert {bar.title for chart in charts for bar in chart.bars} == {"Beta"}


def test_nothing_measured_makes_no_chart() -> None:
    assert charts_of(TITLES, []) == ()


def test_energy_is_shown_only_where_the_system_tells() -> None:
    assert "Energy" not in {chart.title for chart in charts_of(TITLES, [result("a")])}
    told = [replace(result("a"), joules=22.0)]
    assert "Energy" in {chart.title for chart in charts_of(TITLES, told)}


def test_estimates_stand_beside_what_came_with_their_error() -> None:
    said = replace(result("a", speed=10.0), predicted=PredictedNumbers(tokens_per_second=8.0))
    (estimate,) = estimate_checks_of(TITLES, [said] * 3)
    assert estimate.pairs == ("Alpha 8.0 tokens/s → 10.0 tokens/s",)
    assert estimate.error == pytest.approx(0.25)
    (few,) = estimate_checks_of(TITLES, [said] * 2)
    assert few.error is None
    assert estimate_checks_of(TITLES, [replace(said, beside=1)]) == ()


def test_conditions_say_engine_machine_and_settings() -> None:
    words = conditions_text([result("a"), result("b")])
    assert words.startswith("2 answers, medians.")
    assert "llama.cpp 1, CPU, 4 threads" in words
    assert "seed 42" in words


def test_answers_that_do_not_count_are_told_with_the_reason() -> None:
    words = measurements_content_of(TITLES, MeasuredAnswers((), stopped=1, stale=2)).left_out
    assert words == (
        "Stopped answers, which do not count: 1. Answers that were asked otherwise, which do not count: 2."
    )
    assert measurements_content_of(TITLES, MeasuredAnswers(())).left_out == ""


def test_all_bars_of_all_charts_share_one_track_and_the_numbers_one_line(qtbot: QtBot, look: Look) -> None:
    titles = {"a": "Al", "b": "A much longer name of a model"}
    results = [result("a", speed=1.0, load_s=9.0), *(result("b", speed=12345.6) for _answer in range(12))]
    charts = charts_of(titles, results)
    longest = longest_of(charts)
    rows = [BarRow(bar, chart.top, longest) for chart in charts for bar in chart.bars]
    for row in rows:
        qtbot.addWidget(row)
        row.resize(520, row.sizeHint().height())
    tracks = {(row.track.left(), row.track.right()) for row in rows}
    assert len(tracks) == 1
    ((left, right),) = tracks
    assert 0 < left < right
    number = text_width("12345.6", look.font(strong=True, numbers=True))
    count = text_width("12 answers", look.font("secondary", numbers=True))
    assert right + number + count < 520  # no number is cut


def test_the_conditions_under_the_charts_are_read_as_text(qtbot: QtBot, look: Look) -> None:
    read = partial(measurements_content_of, TITLES, MeasuredAnswers((result("a"),)))
    view = MeasurementsView(read, Action("Ask", lambda: None))
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show()
    said = next(para for para in view.findChildren(Para) if "llama.cpp 1" in para.text())
    assert said.text_font().pixelSize() == look.font().pixelSize()
    assert said.text_colour() == look.theme.text


def test_one_of_a_thing_is_told_as_one() -> None:
    words = conditions_text([result("a")])
    assert words.startswith("1 answer, medians.")
    (bar,) = charts_of(TITLES, [result("a")])[0].bars
    assert bar.counted == "1 answer"
