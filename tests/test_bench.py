"""A quick measurement is marked as one, and takes no place of a whole one."""

import json
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as bench
from tests.benchmarks._rounds import rounds

FAST = {"name": "reader.card", "value": 48.0, "unit": "ms"}


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EXPLORER_BENCH_QUICK", "0")
    monkeypatch.setattr(bench, "REPORT", tmp_path / "bench.json")
    monkeypatch.setattr(bench, "run_of", lambda _group: lambda: [{**FAST, "rounds": rounds(7, 3)}])
    return tmp_path / "bench.json"


def told(report: Path) -> list[tuple[int, bool]]:
    results = json.loads(report.read_text("utf-8"))["results"]
    return [(one["rounds"], one.get("quick", False)) for one in results]


def test_a_quick_figure_is_marked_and_stays_beside_the_whole_one(
    report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.main(["reader"])
    assert "no goal\n" in capsys.readouterr().out
    bench.main(["--quick", "reader"])
    said = capsys.readouterr().out
    assert "no goal, quick" in said
    assert "not to be cited" in said
    assert told(report) == [(7, False), (3, True)]
    bench.main(["--quick", "reader"])
    assert told(report) == [(7, False), (3, True)]


def test_a_whole_measurement_replaces_a_quick_one(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.main(["--quick", "reader"])
    monkeypatch.setenv("EXPLORER_BENCH_QUICK", "0")
    bench.main(["reader"])
    assert told(report) == [(7, False)]
