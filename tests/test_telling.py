"""What ./dev run says of each step of the main job, where there is no display."""

import subprocess
import sys
from pathlib import Path

import pytest

from explorer.base.machine import Machine
from explorer.domain.generation import AnswerTiming
from explorer.domain.local_model import Integrity, LocalModel
from tests.tour import telling

ROOT = Path(__file__).resolve().parent.parent
NAME = "SmolLM2 135M Instruct"
MEASURED = AnswerTiming(prompt_tokens=9, answer_tokens=62, first_token_s=0.1, generation_s=1.0)


def local(intact: Integrity) -> LocalModel:
    return LocalModel("a/b/c.gguf", Path("c.gguf"), 98_362_432, "a", NAME, "Q4_1", intact=intact)


def test_an_answer_is_told_with_its_time_its_speed_and_its_words() -> None:
    told = telling.asked(NAME, "It is\n\nblue.", MEASURED, 1.44)
    assert told == f"{NAME} answered in 1.4 s, 61 tokens/s: “It is blue.”"
    slow = AnswerTiming(prompt_tokens=9, answer_tokens=62, first_token_s=9.0, generation_s=100.0)
    assert telling.compared(NAME, "Blue.", slow) == f"{NAME}, 0.6 tokens/s: “Blue.”"


def test_no_speed_is_told_that_was_not_measured() -> None:
    one_token = AnswerTiming(prompt_tokens=9, answer_tokens=1, first_token_s=0.1, generation_s=0.0)
    for measured in (one_token, None):
        assert telling.asked(NAME, "Yes", measured, 1.0) == f"{NAME} answered in 1.0 s: “Yes”"
    assert telling.compared(NAME, "Yes", one_token) == f"{NAME}: “Yes”"
    assert telling.compared(NAME, "Yes", MEASURED) == f"{NAME}, 61 tokens/s: “Yes”"


def test_a_long_answer_is_cut_in_its_line() -> None:
    told = telling.quoted("word " * 100)
    assert told.startswith("“word word")
    assert told.endswith("word…”")
    assert len(told) < 110


@pytest.mark.parametrize(
    ("intact", "words"),
    [
        (Integrity.CHECKED, "its bytes are what was published"),
        (Integrity.UNCHECKED, "its bytes were not checked"),
        (Integrity.DAMAGED, "its bytes are NOT what was published"),
    ],
)
def test_a_download_says_what_is_known_of_its_bytes(intact: Integrity, words: str) -> None:
    assert telling.downloaded(local(intact), 0.62) == f"{NAME}, 98 MB in 0.6 s; {words}"


def test_a_search_says_what_it_opened_and_its_license_or_that_there_is_none() -> None:
    assert telling.searched("smol", 2, "a/b", "Apache 2.0") == "“smol” finds 2; opened a/b (Apache 2.0)"
    assert telling.searched("smol", 2, "a/b", "").endswith("(no license stated)")


def test_start_and_report_say_what_they_took(tmp_path: Path) -> None:
    machine = Machine(memory_total=25_000_000_000, memory_available=0, cores=2, processor="")
    assert telling.started(0.84, machine) == "the window after 0.8 s; 2 cores, 25 GB of memory"
    report = tmp_path / "report.html"
    report.write_bytes(b"x" * 41_200)
    assert telling.reported(report) == f"{report} (41 kB)"


def test_the_main_job_runs_without_test_tools() -> None:
    """./dev run installs none."""
    without = (
        "import sys; sys.modules.update(dict.fromkeys(('pytest', 'hypothesis', 'gguf', 'pypdf', 'rich')))"
    )
    line = [sys.executable, "-c", f"{without}; import tests.tour.story"]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
