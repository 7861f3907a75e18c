"""`omx` and input that is not meant well: bytes that are no text, signs that act, a stdout that is gone."""

import errno
import json
import os
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication

from explorer.domain.harmless import harmless
from tests.cli.test_omx import Omx
from tests.fuzz.hostile import leave_out_included
from tests.fuzz.verbs import run_verb
from tests.models.tiny import Tiny, write_tiny

NOWHERE = "http://127.0.0.1:1"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names and arguments are text")
POSIX = pytest.mark.skipif(os.name != "posix", reason="of pipes and devices as POSIX has them")
BAD = os.fsdecode(b"\xff")


class Home:
    """Runs verbs in this process; each must end with words and with nothing that acts."""

    def __init__(self, folder: Path) -> None:
        self.models = folder / "models"
        self.variables = {"EXPLORER_HOME": str(folder), "HF_ENDPOINT": NOWHERE, "EXPLORER_OTHER_APPS": ""}
        leave_out_included(self.models)

    def run(self, *words: str, **variables: str) -> tuple[int, str, str]:
        end, out, err = run_verb([str(word) for word in words], {**self.variables, **variables}, None)
        assert end.isdigit(), end
        assert (harmless(out), harmless(err)) == (out, err)
        return int(end), out, err

    def json(self, *words: str) -> Any:
        status, out, err = self.run(*words, "--json")
        assert status == 0, err
        return json.loads(out)

    def put(self, name: str, tiny: Tiny | None = None) -> Path:
        made = write_tiny(self.models / "made.gguf", tiny or Tiny())
        return made.rename(self.models / name)


@pytest.fixture
def home(tmp_path: Path, qapp: QCoreApplication) -> Home:
    return Home(tmp_path / "home")


@LINUX
def test_a_file_whose_name_is_no_text_is_listed_and_used(home: Home) -> None:
    path = str(home.put(f"{BAD}.gguf", Tiny("The meadow answers.")))
    home.put("sound.gguf")
    (listed,) = [model for model in home.json("list") if model["id"] == r"\xff.gguf"]
    assert (listed["name"], listed["path"]) == (r"\xff", harmless(path))
    assert home.json("inspect", path)["file"] == harmless(path)
    assert home.json("card", path)["file"] == harmless(path)
    for named in (path, listed["id"]):
        assert home.run("ask", named, "Hi", "--temperature=0")[:2] == (0, "The meadow answers.\n")
    report = home.json("compare", path, "--prompt=Hi", "--max-tokens=4")
    assert [answer["text"].strip() for answer in report["answers"]] == ["The meadow answers."]
    assert home.json("score", path, "--prompt=Hi")["model"] == harmless(path)


@POSIX
def test_what_the_list_prints_names_the_model(home: Home) -> None:
    home.put("we\x1b[31mr.gguf", Tiny("The meadow answers."))
    home.put("other.gguf")
    (named,) = [word for word in home.run("list")[1].split() if word.startswith("weU+001B[31mr.gguf")]
    assert home.run("ask", named, "Hi", "--temperature=0")[:2] == (0, "The meadow answers.\n")


@LINUX
def test_such_a_file_is_taken_in_under_a_name_that_can_be_noted(home: Home, tmp_path: Path) -> None:
    source = write_tiny(tmp_path / f"wren{BAD}.gguf", Tiny())
    status, out, _err = home.run("import", str(source))
    assert (status, out) == (0, "imported/wren/wren-.gguf\n")
    assert home.run("import", "--in-place", str(source))[0] == 2  # it cannot be noted, and says so


@LINUX
@pytest.mark.parametrize(
    "words",
    [
        ("search", BAD), ("search", f"--author={BAD}"), ("list", BAD), ("download", BAD),
        ("ask", "sound.gguf", BAD), ("ask", "sound.gguf", "Hi", f"--system={BAD}"), ("ask", BAD, "Hi"),
        ("compare", "sound.gguf", f"--prompt={BAD}"), ("compare", BAD, "--prompt=Hi"),
        ("score", "sound.gguf", f"--prompt={BAD}"), ("card", f"{BAD}/{BAD}"), ("inspect", BAD), (BAD,),
        ("list", f"--{BAD}"),
    ],
)  # fmt: skip
def test_an_argument_that_is_no_text_is_refused_in_words(home: Home, words: tuple[str, ...]) -> None:
    home.put("sound.gguf")
    status, out, err = home.run(*words)
    assert (status, out) == (2, "")
    assert r"\xff" in err or r"\udcff" in err


@LINUX
@pytest.mark.parametrize("endpoint", [f"http://127.0.0.1/{BAD}", f"http://{BAD}", "http://\x1b[31m/"])
def test_an_address_that_is_none_is_refused_in_words(home: Home, endpoint: str) -> None:
    status, _out, err = home.run("search", "x", HF_ENDPOINT=endpoint)
    assert (status, "is not an address" in err) == (2, True)


@pytest.mark.parametrize("name", ["a" * 300, "~nobody-of-this-name", "x/" * 3000])
@pytest.mark.parametrize("verb", ["inspect", "card", "import", "ask", "compare"])
def test_a_name_that_no_file_can_have_is_refused_in_words(home: Home, verb: str, name: str) -> None:
    words = [verb, name, *{"ask": ["Hi"], "compare": ["--prompt=Hi"]}.get(verb, [])]
    assert home.run(*words)[0] == 2


def test_what_a_card_says_cannot_turn_into_another_word(home: Home, tmp_path: Path) -> None:
    """``license: U+202E"tim"`` is read as "mit" on a terminal."""
    card = tmp_path / "card.md"
    card.write_text(
        '---\nlicense: "\\u202Etim"\n---\n# Wren \x1b[2J\n\nBy \x1b[31mus\u2066.\n', encoding="utf-8"
    )
    status, out, _err = home.run("card", str(card))
    assert status == 0
    assert "U+202Etim" in out
    license_ = next(f for f in home.json("card", str(card))["findings"] if f["dimension"] == "license")
    assert "\u202etim" in license_["value"]  # for machines it is what it is, in JSON's own escapes


def test_what_a_header_and_an_answer_say_cannot_command_the_terminal(home: Home) -> None:
    tiny = Tiny(
        "So \x1b[31mred \u202enep",
        name="\x1b]0;x\x07\u202emit",
        metadata={"general.license": "\u202etim\nmit"},
    )
    path = str(home.put("hostile.gguf", tiny))
    assert "U+001B]0;xU+0007U+202Emit" in home.run("inspect", path)[1]
    assert len(home.run("list")[1].splitlines()) == 1  # a row stays on its line
    _status, out, _err = home.run("ask", path, "Hi", "--temperature=0")
    assert out.strip() == "So U+001B[31mred U+202Enep"
    assert home.json("ask", path, "Hi", "--temperature=0")["text"].strip() == "So \x1b[31mred \u202enep"


def test_what_a_template_refuses_with_cannot_command_the_terminal(home: Home) -> None:
    path = home.put("hostile.gguf", Tiny(template="{{ raise_exception('\x1b[31m\u202etim') }}"))
    status, _out, err = home.run("ask", str(path), "Hi")
    assert (status, "U+001B[31mU+202Etim" in err) == (2, True)


@pytest.mark.parametrize("ending", [".html", ".md", ".csv", ".json", ".pdf"])
def test_a_report_shows_what_acts(home: Home, tmp_path: Path, ending: str) -> None:
    path = str(home.put("hostile.gguf", Tiny("\u202enep \x1b[31m", name="\u2066mit")))
    report = tmp_path / f"report{ending}"
    status, _out, err = home.run("compare", path, "--prompt=\u202eiH", "--temperature=0", f"--out={report}")
    assert status == 0, err
    if ending != ".pdf":
        text = report.read_text(encoding="utf-8-sig", newline="")
        assert harmless(text) == text
        assert ("\\u202eiH" if ending == ".json" else "U+202EiH") in text


def test_wrong_words_on_the_command_line_are_said_again_harmlessly(home: Home) -> None:
    status, _out, err = home.run("search", "--sort=\x1b[31m\u202ered")
    assert (status, "\\x1b" in err) == (2, True)


@pytest.mark.parametrize(
    "words", [("list",), ("list", "--json"), ("--help",), ("ask", "own", "Hi"), ("card", "own")]
)
@pytest.mark.parametrize(
    ("error", "status"), [(BrokenPipeError(), 141), (OSError(errno.ENOSPC, "No space left on device"), 2)]
)
def test_results_that_cannot_be_written(
    home: Home, words: tuple[str, ...], error: OSError, status: int
) -> None:
    """Quiet where nobody reads them, in words where they should have been kept."""
    path = str(home.put("own.gguf"))
    end, _out, err = run_verb(
        [path if word.startswith("own") else word for word in words], home.variables, error
    )
    assert end == str(status)
    if status == 2:
        assert err.endswith("omx: The result could not be written: No space left on device.\n")
    elif words[0] != "ask":
        assert err == ""


@POSIX
def test_a_reader_that_leaves_a_full_disk_and_closed_streams(tmp_path: Path) -> None:
    """As processes, whose end is Python's own: it would write the rest once more, and complain."""
    leave_out_included(tmp_path / "home" / "models")
    write_tiny(tmp_path / "home" / "models" / "own.gguf", Tiny())
    env = Omx(tmp_path / "home", NOWHERE).env
    omx = f"{shlex.quote(sys.executable)} -m explorer omx list"
    full = f"{omx} >/dev/full; echo $? >&2;" if Path("/dev/full").exists() else "echo 2 >&2;"
    script = f"({omx}; echo $? >&2) | true; {full} {omx} >&-; echo $? >&2; {omx} 2>&-; echo $? >&2"
    done = subprocess.run(
        ["/bin/sh", "-c", script], env=env, capture_output=True, text=True, check=False, timeout=300
    )
    told = [line for line in done.stderr.splitlines() if not line.startswith("omx: The result")]
    assert told == ["141", "2", "2", "0"]
    assert done.stdout.count("own.gguf") == 1


def test_a_file_of_a_time_that_no_column_holds_is_listed(home: Home) -> None:
    path = home.put("later.gguf")
    os.utime(path, (10_413_792_000, 10_413_792_000))  # in 2300
    assert [model["id"] for model in home.json("list")] == ["later.gguf"]


@pytest.mark.parametrize("folder", ["/tmp/" + "x" * 300, "models", "~/no-such-folder-of-models"])
def test_a_models_folder_that_cannot_be_is_no_end(home: Home, tmp_path: Path, folder: str) -> None:
    (tmp_path / "home").joinpath("settings.json").write_text(json.dumps({"models_folder": folder}))
    nowhere = tmp_path / "elsewhere"
    nowhere.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(nowhere)
        home.run("list", HOME=str(tmp_path))
    assert list(nowhere.iterdir()) == []  # nothing is kept below the folder that one happens to stand in


@POSIX
def test_what_was_learned_of_drivers_may_be_a_pipe(home: Home, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "home" / "drivers.json")
    assert home.run("list")[0] == 0


def test_a_database_that_another_holds_is_told_as_that(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.run("list")
    (path,) = (tmp_path / "home").glob("*.sqlite3")
    monkeypatch.setattr("sqlite3.connect", partial(sqlite3.connect, timeout=0.1))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        status, _out, err = home.run("list")
    assert (status, "Another program holds the database" in err) == (2, True)
