"""`omx compare` as a person or a script uses it: whole runs, runs broken off, and reports of both."""

import csv
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer.cli.main import main
from explorer.cli.prompt_files import grid_of, read_prompts
from explorer.domain.errors import KnownError
from explorer.rooms.compare.document.answer_settings import THINK, GridAxis
from explorer.rooms.compare.report.report_file import read_comparison
from tests.cli.test_omx import Omx
from tests.compare.reading_reports import HtmlReport, packed, pdf_pages
from tests.hub.server import TestHub
from tests.models.tiny import CHAT_TEMPLATE, Tiny, write_tiny

ONE, TWO = "One says this.", "Two says that."
REPO = "meadow-ai/Tiny-Meadow-GGUF"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    write_tiny(folder / "one.gguf", Tiny(text=ONE, name="One", metadata={"general.license": "mit"}))
    write_tiny(folder / "two.gguf", Tiny(text=TWO, name="Two", template=None))
    write_tiny(folder / "long.gguf", Tiny(text=None, name="Long", context_length=100_000))
    wide = {"llama.attention.key_length": 65536, "llama.attention.value_length": 65536}
    huge = Tiny(text="x", name="Huge", context_length=1_000_000_000, metadata=wide)  # terabytes of context
    write_tiny(folder / "huge.gguf", huge)
    (folder / "broken.gguf").write_bytes(b"GGUF and then nothing of use" * 10)
    return folder


@pytest.fixture
def omx(tmp_path: Path) -> Iterator[Omx]:
    root = tmp_path / "hub"
    write_tiny(root / REPO / "tiny-meadow-Q4_K_M.gguf", Tiny(text="x", name="Tiny Meadow"))
    (root / REPO / "README.md").write_text("---\nlicense: apache-2.0\n---\n# Tiny Meadow\n")
    with TestHub(root) as hub:
        made = Omx(tmp_path / "home", hub.endpoint)
        made.env.pop("QT_QPA_PLATFORM")
        made.env.pop("DISPLAY", None)
        made.env.pop("WAYLAND_DISPLAY", None)
        yield made


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    path = tmp_path / "prompts.txt"
    path.write_text("Why is the sky blue?\nWho are you?\n", encoding="utf-8")
    return path


def words(models: Path, prompts: Path, *more: str) -> list[str]:
    named = [str(models / "one.gguf"), str(models / "two.gguf")]
    return ["compare", *named, "--prompts", str(prompts), "--temperature", "0", "--max-tokens", "20", *more]


def test_every_format_is_written_from_one_run_without_a_screen(
    omx: Omx, models: Path, prompts: Path, tmp_path: Path
) -> None:
    paths = [tmp_path / f"r{ending}" for ending in (".html", ".pdf", ".md", ".csv", ".json")]
    outs = [word for path in paths for word in ("--out", str(path))]
    done = omx.run(*words(models, prompts, "--title", "Two small ones", *outs))
    assert done.returncode == 0, done.stderr
    assert "4/4 Two · F16, prompt 2: " in done.stderr
    html, pdf, markdown, table, data = (path.read_bytes() for path in paths)
    whole = read_comparison(data)
    assert [r.answer.text.strip() for r in whole.results] == [ONE, ONE, TWO, TWO]
    for written in (html, "".join(pdf_pages(pdf)).encode(), markdown, table, data):
        assert str(models).encode() not in written  # where they lie is nobody's business
    page = HtmlReport(html.decode())
    for said in ("Two small ones", "Why is the sky blue?", ONE, TWO, "MIT allows commercial use"):
        assert said in page.text
        assert packed(said) in "".join(pdf_pages(pdf))
        assert said.replace(".", "") in markdown.decode().replace(".", "").replace("\\", "")
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert [float(row["first_token_s"]) for row in rows] == [
        r.answer.measured.first_token_s for r in whole.results
    ]
    assert all(r.sha256 for r in whole.results)


def test_a_run_teaches_the_estimates_of_the_app(omx: Omx, models: Path) -> None:
    done = omx.run("compare", str(models / "one.gguf"), "--prompt", "Hi", "--max-tokens", "4")
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(Path(omx.env["EXPLORER_HOME"]) / "explorer.sqlite3") as store:
        rows = store.execute("SELECT file, memory FROM measured").fetchall()
    store.close()
    assert [file.split(":")[0] for file, memory in rows if memory > 0] == ["one.gguf"]


def test_a_model_that_does_not_fit_into_memory_is_not_loaded_and_the_others_answer(
    omx: Omx, models: Path
) -> None:
    settings = Path(omx.env["EXPLORER_HOME"]) / "settings.json"
    settings.write_text('{"context_length": 16777216}')
    named = [str(models / name) for name in ("huge.gguf", "one.gguf")]
    done = omx.run("compare", *named, "--prompt", "Hi", "--max-tokens", "4", "--json")
    assert done.returncode == 1, done.stderr
    first, second = json.loads(done.stdout)["answers"]
    assert "of memory, and" in first["problem"]
    assert second["text"]


def test_a_repo_that_is_not_downloaded_is_compared_by_its_facts_alone(omx: Omx, models: Path) -> None:
    done = omx.run("compare", REPO, str(models / "one.gguf"), "--prompt", "Hi", "--max-tokens", "4", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [model["is_local"] for model in told["models"]] == [False, True]
    licence = next(fact for fact in told["models"][0]["facts"] if fact["dimension"] == "license")
    assert licence["sources"][0]["quote"] == "license: apache-2.0"
    assert {answer["model"] for answer in told["answers"]} == {"One · F16"}


def test_without_prompts_it_is_a_report_of_facts_and_nothing_is_kept(omx: Omx, models: Path) -> None:
    done = omx.run("compare", str(models / "one.gguf"), REPO)
    assert done.returncode == 0, done.stderr
    assert "## What each discloses" in done.stdout
    assert _kept(omx) == []


def test_a_model_that_fails_does_not_stop_the_others_and_shows_in_the_exit_status(
    omx: Omx, models: Path
) -> None:
    named = [str(models / name) for name in ("broken.gguf", "one.gguf")]
    done = omx.run("compare", *named, "--prompt", "Hi", "--temperature", "0", "--max-tokens", "20", "--json")
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    assert [bool(answer["problem"]) for answer in told["answers"]] == [True, False]
    assert told["answers"][1]["text"].strip() == ONE
    alone = omx.run("compare", named[0], "--prompt", "Hi")
    assert alone.returncode == 2
    assert "No model answered" in alone.stderr


def test_its_help_says_what_each_exit_status_means(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["compare", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "1 when some answers are missing, because a model is damaged" in told


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--out", "r.docx"), "Reports are written as .html, .pdf, .md, .csv, .json"),
        (("--out", "nowhere/at/all/r.html"), "There is no folder"),
        (("--prompts", "not-there.txt"), "could not be read"),
        (("--prompt-set", "poetry"), "There are: chat, code"),
        (("--grid", "temperature=warm"), "The grid temperature=warm cannot be read"),
        (("--grid", "warmth=1"), "There is no setting “warmth”"),
        (("--repeats", "0"), "asked between once and"),
        (("--resume",), "There is no unfinished comparison"),
    ],
)
def test_what_cannot_be_is_told_before_anything_runs(
    omx: Omx, models: Path, prompts: Path, more: tuple[str, ...], said: str
) -> None:
    done = omx.run(*words(models, prompts, *more))
    assert done.returncode == 2
    assert said in done.stderr
    assert _kept(omx) == []


def test_a_grid_asks_with_each_combination(omx: Omx, models: Path) -> None:
    one = str(models / "one.gguf")
    done = omx.run("compare", one, "--prompt", "Hi", "--grid", "temperature=0,0.5", "--grid", "top_k=1,40",
                   "--max-tokens", "4", "--json")  # fmt: skip
    assert done.returncode == 0, done.stderr
    points = [answer["point"] for answer in json.loads(done.stdout)["answers"]]
    assert points == [f"temperature={warmth}&top_k={k}" for warmth in ("0", "0.5") for k in (1, 40)]


def test_models_at_once_are_told_beside_their_numbers(omx: Omx, models: Path, prompts: Path) -> None:
    done = omx.run(*words(models, prompts, "--parallel", "--together", "--json"))
    assert done.returncode == 0, done.stderr
    assert "all models at once, several prompts at once" in done.stderr
    document = json.loads(done.stdout)["comparison"]["document"]
    assert (document["is_parallel"], document["asks_together"]) == (True, True)


def test_after_a_kill_the_same_command_goes_on_with_the_first_missing_answer(
    omx: Omx, models: Path, prompts: Path, tmp_path: Path
) -> None:
    command = words(models, prompts, "--repeats", "3", "--out", str(tmp_path / "r.json"))
    killed = omx.start(*command)
    before = _read_until(killed, b"5/12 ")
    os.kill(killed.pid, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    killed.wait()
    _close(killed)
    assert not (tmp_path / "r.json").exists()
    kept = _kept(omx)
    assert len(kept) >= 5, before
    done = omx.run(*command)
    assert done.returncode == 0, done.stderr
    assert "answers are there already" in done.stderr
    whole = read_comparison((tmp_path / "r.json").read_bytes())
    assert len(whole.results) == 12
    assert _kept(omx)[: len(kept)] == kept  # none was asked again
    again = omx.run(*command)
    assert "Goes on with" not in again.stderr  # that one was finished


@pytest.mark.skipif(sys.platform == "win32", reason="no Ctrl-C for a process of another console")
def test_ctrl_c_says_what_is_missing_and_how_to_go_on(omx: Omx, models: Path, tmp_path: Path) -> None:
    command = ["compare", str(models / "one.gguf"), str(models / "long.gguf"), "--prompt", "Hi",
               "--temperature", "0", "--max-tokens", "90000", "--out", str(tmp_path / "r.md")]  # fmt: skip
    running = omx.start(*command)
    _read_until(running, b"1/2 ")
    os.kill(running.pid, signal.SIGINT)
    rest = running.communicate(timeout=60)[1].decode()
    assert running.returncode == 130
    assert "1 answer is missing; the same command goes on there." in rest
    assert not (tmp_path / "r.md").exists()


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("p.txt", "\ufeffOne\n\n Two \n", [("", "One"), ("", "Two")]),
        ("p.txt", "One\nand more\n---\n\nTwo\n---\n", [("", "One\nand more"), ("", "Two")]),
        ("p.json", '["One", {"title": "T", "text": "Two"}]', [("", "One"), ("T", "Two")]),
        ("p.jsonl", '"One"\n\n{"text": "Two"}\n', [("", "One"), ("", "Two")]),
    ],
)
def test_prompts_are_read_in_every_form(
    name: str, text: str, wanted: list[tuple[str, str]], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert [(one.title, one.text) for one in read_prompts(path)] == wanted


@pytest.mark.parametrize(
    ("name", "data"), [("p.txt", b"\n \n"), ("p.json", b"{"), ("p.txt", b"\xff\xfe\xfa")]
)
def test_files_without_prompts_are_told(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(KnownError):
        read_prompts(tmp_path / name)


def test_values_of_a_grid_stay_whole_numbers_where_they_are() -> None:
    assert grid_of(["top_k=1,40", "temperature=0.5", "think=on, off"]).axes == (
        GridAxis("top_k", (1, 40)),
        GridAxis("temperature", (0.5,)),
        GridAxis(THINK, ("on", "off")),
    )


def test_how_models_think_is_told_apart_and_a_choice_that_one_lacks_is_told(
    omx: Omx, models: Path, tmp_path: Path
) -> None:
    template = CHAT_TEMPLATE + "{% if enable_thinking %}{% endif %}"
    text = f"<think>Let me see.</think> {TWO}"
    thinker = write_tiny(tmp_path / "thinker.gguf", Tiny(text=text, name="Thinker", template=template))
    one, out = models / "one.gguf", tmp_path / "r.json"
    how = ("--prompt", "Hi", "--think", "on", "--think-budget", "90", "--out", str(out))
    for typo in (("--think", "of"), ("--grid", "think=on,of")):
        done = omx.run("compare", str(thinker), "--prompt", "Hi", *typo)
        assert done.returncode == 2
        assert "“of” is no choice of thinking" in done.stderr
    done = omx.run("compare", str(thinker), str(one), *how)
    assert done.returncode == 0, done.stderr
    assert "Changes nothing for One" in done.stderr
    read = json.loads(out.read_text(encoding="utf-8"))
    assert [(one["thought"], one["text"].strip()) for one in read["answers"]] == [
        ("Let me see.", TWO), ("", ONE),
    ]  # fmt: skip
    assert "thinking on, a thought of at most 90 tokens" in read["answers"][0]["conditions"]
    assert read["comparison"]["results"][0]["think"] == {"choice": "on", "budget": 90}
    assert read["comparison"]["document"]["sampling"]["max_tokens"] == 4096


def _kept(omx: Omx) -> list[Any]:
    """Every answer in the order it was stored."""
    database = Path(omx.env["EXPLORER_HOME"]) / "explorer.sqlite3"
    if not database.exists():
        return []
    with sqlite3.connect(database) as store:
        rows = store.execute("SELECT id, candidate, prompt_key, text FROM answers ORDER BY id").fetchall()
    store.close()
    return rows


def _read_until(process: subprocess.Popen[bytes], mark: bytes) -> bytes:
    assert process.stderr is not None
    seen = b""
    while mark not in seen:
        line = process.stderr.readline()
        assert line, seen
        seen += line
    return seen


def _close(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()
