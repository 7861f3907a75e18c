"""The readers of the source see what they are for; else a green test would prove nothing."""

from pathlib import Path

import pytest

from tests.language.bypasses import bypasses_in
from tests.language.extract import find_texts


def texts_of(tmp_path: Path, source: str) -> list[str | None]:
    (tmp_path / "some.py").write_text(source, encoding="utf-8")
    return [found.text for found in find_texts(tmp_path)]


def test_literals_of_tr_and_words_are_read(tmp_path: Path) -> None:
    source = 'self.tr("One {n}").format(n=1)\ntr("Two")\nWords("Three {x}", x=1)\ntr("A" if b else "B")'
    assert sorted(text or "" for text in texts_of(tmp_path, source)) == [
        "A",
        "B",
        "One {n}",
        "Three {x}",
        "Two",
    ]


@pytest.mark.parametrize("call", ['tr(f"One {n}")', "self.tr(name)", 'Words("a" + b)', 'tr("a".format(b))'])
def test_a_computed_text_is_seen(tmp_path: Path, call: str) -> None:
    assert texts_of(tmp_path, call) == [None]


@pytest.mark.parametrize(
    "call",
    [
        'Label("Foo")', 'w.setText("Foo")', 'w.setToolTip(f"Foo {n}")', 'Button("quiet", "Foo")',
        'Action("Foo", run)', 'w.setPlaceholderText("Foo" if a else "")', 'KnownError("Foo", tr("Bar"))',
        'messages.tell("Foo")', 'Segmented(tr("x"), ["Foo", tr("Bar")])', 'w.setAccessibleName("Foo")',
    ],
)  # fmt: skip
def test_a_text_past_the_translation_is_seen(call: str) -> None:
    assert [found.text.strip() for found in bypasses_in(call, "some.py")] == ["Foo"]


@pytest.mark.parametrize(
    "call",
    [
        'Label("")',
        'w.setText(f"{a} · {b}")',
        'Button("quiet", self.tr("Foo"))',
        'w.setText("2.0")',
        "Label(name)",
    ],
)
def test_what_is_translated_or_no_word_is_left_alone(call: str) -> None:
    assert list(bypasses_in(call, "some.py")) == []
