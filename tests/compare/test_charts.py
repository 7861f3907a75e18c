"""What the charts show."""

from dataclasses import replace
from functools import partial

from pytestqt.qtbot import QtBot

from explorer.kit.actions import Action
from explorer.kit.paint import text_width
from explorer.kit.text import Para
from explorer.kit.theme import Look
from explorer.rooms.compare.document.results import PredictedNumbers, Result
from explorer.rooms.compare.measurements.measurements_pane import BarRow, MeasurementsView, longest_of
from explorer.rooms.compare.measurements.measures import (
    MeasuredAnswers,
    MeasurementsContent,
    measurements_content_of,
)
from tests.compare.making import result

TITLES = {"a": "Alpha", "b": "Beta"}


def content(*results: Result) -> MeasurementsContent:
    return measurements_content_of(TITLES, MeasuredAnswers(results))


def test_a_bar_is_the_median_of_a_column_with_its_number_and_range(qtbot: QtBot, look: Look) -> None:
    made = content(*(result("a", speed=speed) for speed in (10.0, 30.0, 11.0)))
    assert made.charts[0].title == "Generation"
    (spread,) = made.charts[0].spreads
    bar = BarRow("Alpha", made.charts[0], spread, longest_of(made))
    qtbot.addWidget(bar)
    assert bar.accessibleName() == "Alpha: 11.0, 10.0 to 30.0 in all, 3 answers"


def test_the_middle_half_is_shown_from_four_answers_on(qtbot: QtBot, look: Look) -> None:
    made = content(*(result("a", speed=speed) for speed in (10.0, 11.0, 12.0, 13.0)))
    (spread,) = made.charts[0].spreads
    assert spread.low is not None
    assert spread.high is not None
    assert spread.low < spread.median < spread.high
    bar = BarRow("Alpha", made.charts[0], spread, longest_of(made))
    qtbot.addWidget(bar)
    assert "middle half" in bar.toolTip()


def test_columns_that_did_not_answer_have_no_bar() -> None:
    assert {spread.column for chart in content(result("b")).charts for spread in chart.spreads} == {"b"}


def test_nothing_measured_makes_no_chart() -> None:
    assert content().charts == ()


def test_energy_is_shown_only_where_the_system_tells() -> None:
    assert "Energy" not in {chart.title for chart in content(result("a")).charts}
    assert "Energy" in {chart.title for chart in content(replace(result("a"), joules=22.0)).charts}


def test_estimates_stand_beside_what_came_with_their_error() -> None:
    said = replace(result("a", speed=10.0), predicted=PredictedNumbers(tokens_per_second=8.0))
    told = "Generation: Alpha 8.0 tokens/s → 10.0 tokens/s"
    assert content(said, said, said).estimates == (f"{told} (off by 25 %)",)
    assert content(said, said).estimates == (told,)
    assert content(replace(said, beside=1)).estimates == ()


def test_conditions_say_engine_machine_and_settings() -> None:
    words = content(result("a"), result("b")).conditions
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
    made = measurements_content_of(titles, MeasuredAnswers(tuple(results)))
    longest = longest_of(made)
    rows = [BarRow(titles[one.column], chart, one, longest) for chart in made.charts for one in chart.spreads]
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
    made = content(result("a"))
    assert made.conditions.startswith("1 answer, medians.")
    assert made.charts[0].counted(made.charts[0].spreads[0]) == "1 answer"
