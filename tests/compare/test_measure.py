"""What the charts show."""

from explorer.compare.measure import charts_of, conditions_text
from tests.compare.making import column, result


def test_a_bar_is_the_median_of_a_columns_answers_with_their_number() -> None:
    results = [result("a", speed=speed) for speed in (10.0, 30.0, 11.0)]
    chart = charts_of((column("a"),), results)[0]
    assert chart.title == "Generation"
    assert [(bar.text, bar.count, bar.low) for bar in chart.bars] == [("11.0", 3, None)]


def test_the_middle_half_is_shown_from_four_answers_on() -> None:
    results = [result("a", speed=speed) for speed in (10.0, 11.0, 12.0, 13.0)]
    bar = charts_of((column("a"),), results)[0].bars[0]
    assert bar.low is not None
    assert bar.high is not None
    assert bar.low < bar.value < bar.high


def test_columns_that_did_not_answer_have_no_bar() -> None:
    charts = charts_of((column("a"), column("b")), [result("b")])
    assert {bar.title for chart in charts for bar in chart.bars} == {"B · Q4_K_M"}


def test_nothing_measured_makes_no_chart() -> None:
    assert charts_of((column("a"),), []) == ()


def test_conditions_say_engine_machine_and_settings() -> None:
    words = conditions_text([result("a"), result("b")])
    assert words.startswith("2 answers, medians.")
    assert "llama.cpp 1, CPU, 4 threads" in words
    assert "seed 42" in words
