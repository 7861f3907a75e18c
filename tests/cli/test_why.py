"""`omx card FILE --why WHAT`: a line or a dimension, in words and as JSON; what cannot be asked is told."""

import json
from pathlib import Path

import pytest

from explorer.cli.why import WhyQuestion, why_question
from tests.cli.test_harmless import Home
from tests.hub.server import TestHub
from tests.hub.tools import make_repo

CARD = """---
license: apache-2.0
---
# Sora 7B

Its data was collected until March 2024.
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("home"))


@pytest.fixture
def card(tmp_path: Path) -> str:
    path = tmp_path / "card.md"
    path.write_text(CARD, encoding="utf-8")
    return str(path)


def test_a_line_in_words(home: Home, card: str) -> None:
    status, words, trouble = home.run("card", card, "--why", "6")
    assert (status, trouble) == (0, "")
    assert "Cutoff and size: Data until 2024-03 (partial)" in words
    assert "line 6  “Its data was collected until March 2024.”" in words
    assert "amounts.until" in words
    assert "resources/phrases/amounts.yaml:" in words
    assert "→ quoted for Cutoff and size" in words


def test_a_line_that_no_finding_quotes_names_the_line_that_won(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "card.md"
    path.write_text(f"{CARD}\nUnlike Tern-40B, whose knowledge cutoff is May 2023, it knows more.\n", "utf-8")
    words = home.run("card", str(path), "--why", "8")[1]
    assert "  card, line 6: “Its data was collected until March 2024.”" in words
    assert "left out  subjects.on_the_way" in words
    assert "→ no finding quotes it" in words


@pytest.mark.parametrize(
    "what", ["cutoff_and_size", "Cutoff and size", "cutoff_and_size:6", "cutoff and size:5-6"]
)
def test_a_dimension_by_id_or_title_and_as_json(home: Home, card: str, what: str) -> None:
    status, printed, _ = home.run("card", card, "--why", what, "--json")
    assert status == 0
    told = json.loads(printed)
    assert (told["file"], told["why"]) == (card, what)
    assert [finding["dimension"] for finding in told["findings"]] == ["cutoff_and_size"]
    (place,) = told["places"]
    assert (place["first_line"], place["quoted_by"]) == (6, ["cutoff_and_size"])
    step = place["steps"][0]
    assert (step["kind"], step["name"], step["dimensions"]) == (
        "phrase",
        "amounts.until",
        ["cutoff_and_size"],
    )


def test_a_line_of_which_nothing_is_read_says_so(home: Home, card: str) -> None:
    assert "nothing stands here" in home.run("card", card, "--why", "5")[1]
    assert "No phrase for it matched" in home.run("card", card, "--why", "risks")[1]


def test_code_says_that_few_rules_read_it(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "card.md"
    entry = "@misc{sora, title={Sora 7B}, author={A B}, year=2024}"
    path.write_text(f"{CARD}\n```\nrun()\n```\n\n```\n{entry}\n```\n", "utf-8")
    assert "code and comments: only few rules read them" in home.run("card", str(path), "--why", "9")[1]
    told = home.run("card", str(path), "--why", "12")[1]  # the line that opens it
    assert "→ quoted for Paper and contact" in told
    assert "matched  maker.entry " in told
    assert "left out" not in told


def test_a_title_above_is_told_with_its_line(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "card.md"
    path.write_text("# Sora\n\n## Limitations\n\nSora confuses the names of birds.\n", "utf-8")
    told = home.run("card", str(path), "--why", "5")[1]
    assert "under line 3: matched  risks.risks  “Limitations”" in told
    assert "→ quoted for Risks" in told


@pytest.mark.parametrize(
    ("what", "asked"),
    [
        ("12 - 15", WhyQuestion("", (12, 15))),
        ("12–15", WhyQuestion("", (12, 15))),
        ("license: 3", WhyQuestion("license", (3, 3))),
        (" Cutoff and size : 3 -4", WhyQuestion("cutoff_and_size", (3, 4))),
    ],
)
def test_spaces_and_dashes_are_as_people_write_them(what: str, asked: WhyQuestion) -> None:
    assert why_question(what, "line\n" * 20) == asked


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("12-", "“12-” is no line: write 12 or 12-15."),
        ("12,13", "“12,13” is no line"),
        ("license:3-", "“3-” is no line"),
        ("7", "There is no line 7 in this card: it has 6."),
        ("0", "There is no line 0"),
        ("6-5", "There is no line 6-5"),
        ("colour", "Nothing that a model discloses is called “colour”. These are: license, commercial_use"),
        ("license:99", "There is no line 99"),
        ("", "--why asks for nothing"),
        (":", "“:”"),
    ],
)
def test_what_is_not_there_is_told(home: Home, card: str, what: str, said: str) -> None:
    status, printed, trouble = home.run("card", card, "--why", what)
    assert (status, printed) == (2, "")
    assert said in trouble


def test_a_model_file_has_no_card_to_explain(home: Home) -> None:
    status, _, trouble = home.run("card", "sora.gguf", "--why", "license")
    assert status == 2
    assert "sora.gguf has no card to explain. Name a model card, or org/name." in trouble


def test_a_repo_is_explained_by_its_card_or_says_that_it_has_none(home: Home, tmp_path: Path) -> None:
    make_repo(tmp_path, "meadow-ai/Sora", {"README.md": CARD.encode()})
    make_repo(tmp_path, "meadow-ai/Bare", {"config.json": b"{}"})
    with TestHub(tmp_path) as hub:
        words = home.run("card", "meadow-ai/Sora", "--why", "6", HF_ENDPOINT=hub.endpoint)[1]
        bare = home.run("card", "meadow-ai/Bare", "--why", "license", HF_ENDPOINT=hub.endpoint)
    assert "→ quoted for Cutoff and size" in words
    assert (bare[0], bare[2]) == (2, "omx: No card of meadow-ai/Bare is at hand.\n")
