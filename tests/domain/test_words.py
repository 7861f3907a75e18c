"""Words of rooms without Qt can be said in another language, also after they were stored or sent."""

import ast
import pickle
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from explorer.domain.errors import (
    AnswerError,
    CancelledError,
    ErrorRecord,
    GateError,
    KnownError,
    NotFoundError,
    OfflineError,
    record_of,
)
from explorer.domain.facts import Evidence, SourceKind
from explorer.domain.fit import FitWord, RemoteFileFacts, Yardstick
from explorer.domain.quantization import word_of
from explorer.domain.units import ago_text, duration_text
from explorer.domain.words import Wording, Words, joined, wording_of
from explorer.kit.language import Language, shown
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.rubric import title_of

EXPLORER = Path(__file__).resolve().parents[2] / "explorer"
TEXTS = {
    "{name} is damaged.": "{name} ist beschädigt.",
    "Delete it.": "Lösch es.",
    "Fits": "Passt",
    "about {needed} of {total} memory for models ({basis})": "von {total} etwa {needed} ({basis})",
    "estimate": "geschätzt",
    "{basis}, {context} of context": "{basis}, {context} Kontext",
    "open source": "quelloffen",
    "Keep the notices.": "Vermerke erhalten.",
    "card, line {line}": "Karte, Zeile {line}",
    "{hours} h {minutes} min": "{hours} Std. {minutes} Min.",
    "{days} d": "{days} T.",
    "Balanced": "Ausgewogen",
    "License": "Lizenz",
}
GIB = 1 << 30


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    language = Language(qapp, "en")
    language.install("xx", TEXTS)
    yield
    language.install("en", {})
    language.setParent(None)


def test_words_are_the_english_text() -> None:
    words = Words("{name} is damaged.", name="a{b}.gguf")
    assert words == "a{b}.gguf is damaged."
    assert hash(words) == hash("a{b}.gguf is damaged.")
    assert joined(" · ", ("a", "", words)) == "a · a{b}.gguf is damaged."
    assert joined(" · ", ()) == ""


@pytest.mark.usefixtures("german")
def test_a_known_error_is_shown_in_the_language_of_the_window() -> None:
    error = KnownError(Words("{name} is damaged.", name="a.gguf"), Words("Delete it."), "details")
    assert (shown(error.what), shown(error.advice)) == ("a.gguf ist beschädigt.", "Lösch es.")
    assert shown(error.words) == "a.gguf ist beschädigt. Lösch es."
    assert str(error) == "a.gguf is damaged. Delete it."


@pytest.mark.usefixtures("german")
def test_facts_and_estimates_are_shown_in_the_language_of_the_window(licenses: Licenses) -> None:
    fit = Yardstick(16 * GIB).fit(RemoteFileFacts(GIB, label="Q4_K_M"))
    apache = licenses.find("apache-2.0")
    assert apache is not None
    now = datetime.now(UTC)
    assert {
        "fit": shown(fit.word),
        "memory": shown(fit.text),
        "license": shown(licenses.words("apache-2.0")),
        "condition": shown(apache.conditions[0]),
        "place": shown(Evidence(SourceKind.CARD, "License", "mit", first_line=9).place),
        "time": shown(duration_text(7500)),
        "age": shown(ago_text(now - timedelta(days=4), now)),
        "quantization": shown(word_of("Q4_K_M")),
        "dimension": shown(title_of("license")),
    } == {
        "fit": "Passt",
        "memory": "von 15 GB etwa 2.1 GB (geschätzt, 4K Kontext)",
        "license": "Apache 2.0 · quelloffen",
        "condition": "Vermerke erhalten.",
        "place": "Karte, Zeile 9",
        "time": "2 Std. 5 Min.",
        "age": "4 T.",
        "quantization": "Ausgewogen",
        "dimension": "Lizenz",
    }


def test_the_word_of_an_estimate_is_a_text_and_a_choice() -> None:
    assert f"{FitWord.TIGHT}" == str(FitWord.TIGHT) == "Tight"
    assert pickle.loads(pickle.dumps(FitWord.TIGHT)) is FitWord.TIGHT


def test_wording_survives_json() -> None:
    words = Words("{what} {n:,}", what=Words("{name} is damaged.", name="{x}"), n=5000)
    data = msgspec.json.encode(wording_of(words))
    again = msgspec.json.decode(data, type=Wording).words
    assert again == words == "{x} is damaged. 5,000"
    assert wording_of(again) == wording_of(words)
    assert wording_of("plain {text").words == "plain {text"


@pytest.mark.parametrize("template", ["{a:>3000000000}", "{a.__class__}", "{a!r}", "{a:,}", "{b}", "{", "{}"])
def test_wording_out_of_a_foreign_file_asks_for_nothing_but_its_values(template: str) -> None:
    assert Wording(template, {"a": "x"}).words == template


@pytest.mark.parametrize(
    "error",
    [
        OfflineError(Words("a"), "b", "c"),
        AnswerError("a"),
        GateError("a"),
        NotFoundError("a"),
        CancelledError(),
    ],
)
def test_a_stored_error_is_the_same_error(error: KnownError) -> None:
    record = msgspec.json.decode(msgspec.json.encode(record_of(error)), type=ErrorRecord)
    again = record.error
    assert type(again) is type(error)
    assert (again.what, again.advice, again.details) == (error.what, error.advice, error.details)


_NO_WINDOW = {"cli", "selftest.py"}  # they speak English, to whoever runs them
_ERRORS = {
    "KnownError", "OfflineError", "AnswerError", "AccessError", "GateError", "NotFoundError",
    "DamagedFileError", "BusyError",
}  # fmt: skip


def test_no_known_error_says_what_cannot_be_translated() -> None:
    paths = (p for p in EXPLORER.rglob("*.py") if p.relative_to(EXPLORER).parts[0] not in _NO_WINDOW)
    assert [said for path in sorted(paths) for said in _untranslatable(path)] == []


def _untranslatable(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _ERRORS:
            for argument in node.args[:2]:
                is_text = isinstance(argument, ast.Constant) and argument.value != ""
                if is_text or isinstance(argument, ast.JoinedStr):
                    yield f"{path.relative_to(EXPLORER)}:{node.lineno}: {ast.unparse(argument)}"
