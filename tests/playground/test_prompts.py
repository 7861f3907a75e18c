"""Prompts of one's own: kept, filled in, and handed on as files."""

import json
from pathlib import Path

import pytest

from explorer.base.resources import resource
from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.rooms.playground.chats.prompts import (
    Prompts,
    SavedPrompt,
    read_prompt_file,
    write_prompts,
)


@pytest.fixture
def prompts(store: Store) -> Prompts:
    return Prompts(store)


def test_prompts_are_kept_changed_removed_and_brought_back(prompts: Prompts) -> None:
    letter = prompts.keep("letter", "Write a letter to {{name}}.")
    unnamed = prompts.keep("  ", "Sum\nup:\n" + "word " * 100)
    assert unnamed.name.startswith("Sum up: word word")
    assert len(unnamed.name) == 80
    changed = prompts.keep("Letter\u202e", "Write.", letter.id)
    assert changed == SavedPrompt(letter.id, "LetterU+202E", "Write.")
    assert prompts.all() == (changed, unnamed)
    prompts.remove(changed)
    assert prompts.all() == (unnamed,)
    assert prompts.keep(changed.name, changed.text).text == "Write."
    assert "healthcare" in [one.id for one in prompts.shipped()]


def test_prompts_go_out_as_a_file_and_come_in_once(prompts: Prompts, tmp_path: Path) -> None:
    kept = prompts.keep("Ä", "One {{x}}\n\nand more"), prompts.keep("B", "Two")
    path = tmp_path / "mine.json"
    write_prompts(kept, path)
    assert prompts.take_in(path) == ()
    prompts.remove(kept[1])
    (back,) = prompts.take_in(path)
    assert ((back.name, back.text), len(prompts.all())) == (("B", "Two"), 2)
    with pytest.raises(KnownError, match="could not be written"):
        write_prompts(kept, path / "below.json")


def test_the_ready_made_files_and_lists_of_texts_are_read(tmp_path: Path) -> None:
    assert len(read_prompt_file(resource("prompts") / "code.yaml")) >= 5
    path = tmp_path / "list.json"
    path.write_text(json.dumps(["One", {"text": "Two"}, " "]))
    assert [one.text for one in read_prompt_file(path)] == ["One", "Two"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b""), ("a.json", b"[1]"), ("a.json", b"{}"), ("a.json", b"[]"), ("a.json", b'[" "]'),
        ("a.json", b"[" * 100_000), ("a.json", b"\xff"), ("a.json", b" " * 1_000_001),
        ("a.yaml", b""), ("a.yaml", b"- [1]"), ("a.yaml", b"\xff\xfe"), ("a.yaml", b"{{{{"),
        ("a.yaml", b"!!python/object/apply:os.system ['true']"),
        ("a.yaml", b"a: &a [x]\nprompts: [*a, *a]"), ("a.yaml", b"[" * 20_000),
    ],
    ids=lambda value: str(value[:30]),
)  # fmt: skip
def test_a_file_without_prompts_says_so(prompts: Prompts, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(KnownError, match="prompt"):
        prompts.take_in(path)
    assert prompts.all() == ()
