"""`omx test` as a script uses it: rates and status, files of tests, packs, runs broken off."""

import json
import re
import signal
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.test_omx import Omx
from tests.hub.server import TestHub
from tests.models.tiny import Tiny, write_tiny

TESTS = "prompt,__expected\nWhat is it?,contains:says\nWho is it?,contains:One\n"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    write_tiny(folder / "one.gguf", Tiny(text="One says this.", name="One"))
    write_tiny(folder / "two.gguf", Tiny(text="Two says that.", name="Two"))
    write_tiny(folder / "long.gguf", Tiny(text=None, name="Long", context_length=100_000))
    write_tiny(folder / "base.gguf", Tiny(text="Base says that.", name="Base", template=None))
    (folder / "broken.gguf").write_bytes(b"GGUF and then nothing of use" * 10)
    return folder


@pytest.fixture
def omx(tmp_path: Path) -> Iterator[Omx]:
    (tmp_path / "hub").mkdir()
    with TestHub(tmp_path / "hub") as hub:
        made = Omx(tmp_path / "home", hub.endpoint)
        made.env.pop("QT_QPA_PLATFORM")
        yield made


@pytest.fixture
def tests(tmp_path: Path) -> Path:
    path = tmp_path / "letters.csv"
    path.write_text(TESTS, encoding="utf-8")
    return path


def test_two_models_are_judged_by_a_file_of_tests_and_their_rates_told(
    omx: Omx, models: Path, tests: Path, tmp_path: Path
) -> None:
    paths = [tmp_path / f"results{ending}" for ending in (".json", ".xml", ".csv", ".md", ".html")]
    out, xml, table, page, html = paths
    named = [str(models / "one.gguf"), str(models / "two.gguf")]
    outs = [word for path in paths for word in ("--out", str(path))]
    done = omx.run("test", str(tests), *named, *outs, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told == json.loads(out.read_text())
    (run,) = told["runs"]
    assert run["run"]["title"] == "letters"
    assert [(m["title"], m["passed"], m["judged"]) for m in run["models"]] == [("One", 2, 2), ("Two", 1, 2)]
    first = run["run"]["models"][0]
    assert len(first["sha256"]) == 64
    assert (first["quantization"], bool(first["loaded"]["engine"])) == ("F16", True)
    assert [(one["verdict"], one["answer"]) for one in run["outcomes"] if one["model"] == "2"] == [
        ("pass", "Two says that."),
        ("fail", "Two says that."),
    ]
    suites = ElementTree.fromstring(xml.read_bytes())
    assert (len([*suites.iter("testcase")]), len([*suites.iter("failure")])) == (4, 1)
    assert table.read_text("utf-8-sig").count("Two says that.") == 2
    assert "Who is it?" in page.read_text()
    assert "Who is it?" in html.read_text(encoding="utf-8")
    assert str(models) not in out.read_text() + html.read_text(encoding="utf-8")  # where files lie
    assert "4 answers of 2 models, one model after the other." in done.stderr
    assert "Two · F16: Who is it?: no “One”" in done.stderr


def test_the_status_is_1_where_too_few_pass(omx: Omx, models: Path, tests: Path) -> None:
    one, two = str(models / "one.gguf"), str(models / "two.gguf")
    passed = omx.run("test", str(tests), one, two, "--min-pass", "50")
    assert passed.returncode == 0, passed.stderr
    assert "1 of 2 passed" in passed.stdout
    missed = omx.run("test", str(tests), one, two, "--min-pass", "90", "--anew")
    assert missed.returncode == 1
    assert "Two · F16: 50.0 % passed, 90 % are wanted." in missed.stderr
    own = omx.run("test", str(tests), one, two, "--min-pass", "90", "--min-pass", f"{two}=50", "--anew")
    assert own.returncode == 0, own.stderr


def test_a_model_that_cannot_be_loaded_leaves_the_others_their_answers(
    omx: Omx, models: Path, tests: Path
) -> None:
    done = omx.run("test", str(tests), str(models / "broken.gguf"), str(models / "one.gguf"), "--json")
    assert done.returncode == 1, done.stderr
    (run,) = json.loads(done.stdout)["runs"]
    assert [model["passed"] for model in run["models"]] == [0, 2]
    assert [bool(one["error"]) for one in run["outcomes"]] == [True, True, False, False]


def test_a_file_is_kept_as_a_set_once_and_named_by_its_title_later(
    omx: Omx, models: Path, tests: Path
) -> None:
    one = str(models / "one.gguf")
    for target in (str(tests), str(tests), "LETTERS"):
        done = omx.run("test", target, one)
        assert done.returncode == 0, done.stderr
    with sqlite3.connect(Path(omx.env["EXPLORER_HOME"]) / "explorer.sqlite3") as store:
        assert store.execute("SELECT title FROM eval_sets").fetchall() == [("letters",)]
    store.close()
    unknown = omx.run("test", "Invoices", one)
    assert unknown.returncode == 2
    assert "Sets in Evaluate: “letters”" in unknown.stderr


def test_packs_are_run_quick_and_say_what_may_be_said(omx: Omx, models: Path) -> None:
    done = omx.run("test", "--pack", "refusals", "--quick", str(models / "one.gguf"), "--json")
    assert done.returncode == 0, done.stderr
    (run,) = json.loads(done.stdout)["runs"]
    terms = run["run"]["terms"]
    assert (run["run"]["subject"], terms["is_quick"], terms["seed"]) == ("pack:refusals", True, 1)
    assert run["models"][0]["told"]
    base = omx.run("test", "--pack", "refusals", "--pack", "names", "--quick", str(models / "base.gguf"))
    assert base.returncode == 0, base.stderr
    assert "Refusals: not measurable, this model does not take a conversation." in base.stderr
    assert "Not measurable: this model does not take a conversation" in base.stdout
    alone = omx.run("test", "--pack", "refusals", str(models / "base.gguf"))
    assert alone.returncode == 2
    assert "Refusals ask only models that take a conversation." in alone.stderr
    wrong = omx.run("test", "--pack", "manners", str(models / "one.gguf"))
    assert wrong.returncode == 2
    assert "Name one of: misconceptions, " in wrong.stderr


def test_a_run_that_was_stopped_goes_on_with_the_same_command(omx: Omx, models: Path, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    lines = [json.dumps({"prompt": f"Question {n}", "expected": "this"}) for n in range(12)]
    path.write_text("\n".join(lines), encoding="utf-8")
    words = ("test", str(path), str(models / "one.gguf"), str(models / "long.gguf"))
    nothing = omx.run(*words, "--resume")
    assert nothing.returncode == 2
    assert "There is no run of these tests on these models that misses anything." in nothing.stderr
    started = omx.start(*words)
    database = Path(omx.env["EXPLORER_HOME"]) / "explorer.sqlite3"
    count = 0
    while count < 12 and started.poll() is None:
        with sqlite3.connect(database) as store:
            count = store.execute("SELECT COUNT(*) FROM eval_outcomes").fetchone()[0]
        store.close()
    started.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGINT)
    _out, told = started.communicate(timeout=60)
    assert b"the same command goes on there" in told
    assert omx.run(*words, "--anew").returncode == 0
    with sqlite3.connect(database) as store:
        assert store.execute("SELECT ended FROM eval_runs").fetchall() == [("dropped",), ("done",)]
        store.execute("UPDATE eval_runs SET ended = '' WHERE id = 1")
        store.execute("DELETE FROM eval_runs WHERE id = 2")
    store.close()
    again = omx.run(*words, "--json", "--resume")
    assert again.returncode == 0, again.stderr
    there = re.search(r"Goes on with a run: (\d+) answers are there already\.", again.stderr)
    assert there is not None
    assert 12 <= int(there[1]) < 24
    (run,) = json.loads(again.stdout)["runs"]
    assert [model["judged"] for model in run["models"]] == [12, 12]


def test_what_gave_no_answer_is_asked_again_on_demand_alone(omx: Omx, models: Path, tests: Path) -> None:
    words = ("test", str(tests), str(models / "broken.gguf"), str(models / "one.gguf"))
    for begun in (1, 2):  # a run that came to its end is no run to go on with
        done = omx.run(*words, "--json")
        assert done.returncode == 1
        assert "by the same command with --resume" in done.stderr
        assert json.loads(done.stdout)["runs"][0]["run"]["id"] == begun
    again = omx.run(*words, "--json", "--resume")
    assert "Goes on with a run: 2 answers are there already." in again.stderr
    assert json.loads(again.stdout)["runs"][0]["run"]["id"] == 2


def test_where_nothing_was_measured_the_status_is_2(omx: Omx, models: Path, tmp_path: Path) -> None:
    path = tmp_path / "unchecked.csv"
    path.write_text("prompt,__expected\nWhat is it?,\n", encoding="utf-8")
    done = omx.run("test", str(path), str(models / "one.gguf"))
    assert done.returncode == 2
    assert "One" in done.stdout, "the answers are told all the same"
    assert "No answer was judged, so nothing was measured." in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--min-pass", "many"), "“many” is no percentage"),
        (("--min-pass", "x=50"), "No model here is named “x”"),
        (("--out", "results.docx"), "Results are written as"),
    ],
)
def test_what_is_wrong_is_told_before_anything_runs(
    omx: Omx, models: Path, tests: Path, words: tuple[str, ...], said: str
) -> None:
    done = omx.run("test", str(tests), str(models / "one.gguf"), *words)
    assert done.returncode == 2
    assert said in done.stderr


def test_what_nobody_judged_has_not_passed(omx: Omx, models: Path, tmp_path: Path) -> None:
    path = tmp_path / "half.csv"
    path.write_text("prompt,__expected\nWhat is it?,contains:says\nWho is it?,\n", encoding="utf-8")
    done = omx.run("test", str(path), str(models / "one.gguf"), "--min-pass", "90")
    assert done.returncode == 1, done.stderr
    assert "1 not judged" in done.stdout
    assert "50.0 % passed, 1 not judged, 90 % are wanted." in done.stderr


def test_what_is_wrong_with_tests_is_told_before_they_are_asked(
    omx: Omx, models: Path, tmp_path: Path
) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("prompt,__expected\nIs {{it}}?,regex:(a\nIs it?,llm-rubric:Is polite\n", encoding="utf-8")
    done = omx.run("test", str(path), str(models / "one.gguf"))
    assert done.returncode == 2, "nothing could be judged"
    told = (
        "{{it}} has no value.",
        "regex: The pattern is broken",
        "judged by a model: No judge model is chosen.",
    )
    assert all(words in done.stderr for words in told)


def test_a_model_elsewhere_on_this_disk_judges_where_it_is_named(
    omx: Omx, models: Path, tmp_path: Path
) -> None:
    path, one = tmp_path / "polite.csv", str(models / "one.gguf")
    path.write_text("prompt,__expected\nIs it?,llm-rubric:Is polite\n", encoding="utf-8")
    omx.run("test", str(path), one)
    with sqlite3.connect(Path(omx.env["EXPLORER_HOME"]) / "explorer.sqlite3") as store:
        (document,) = store.execute("SELECT document FROM eval_sets").fetchone()
        changed = json.dumps({**json.loads(document), "judge": one})
        store.execute("UPDATE eval_sets SET document = ?", (changed,))
    store.close()
    done = omx.run("test", "polite", one, "--json")
    assert "did not say yes or no." in done.stdout
    assert "is not here" not in done.stderr
