"""Presets: how a chat is asked, under a name, in any chat, on any machine."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.domain.sampling_choice import SamplingChoice
from explorer.rooms.playground.chats.presets import ENDING, FORMAT, Presets, read_preset, write_preset
from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.chats.settings import ChatSettings, ChatSettingsStore
from explorer.rooms.playground.chats.store import Chats

BRIEF = ChatSettings(
    system_prompt="Be brief.", max_tokens=64, choice=SamplingChoice({"temperature": 0.2}), form="gbnf",
    grammar='root ::= "yes"', stop=("###",), when_full="drop_oldest",
)  # fmt: skip
USED = ChatSettings(
    system_prompt="Be brief.", max_tokens=64, choice=SamplingChoice({"temperature": 0.2}), form="gbnf",
    grammar='root ::= "yes"', schema="{}", stop=("###",), when_full="drop_oldest", seed=7, seed_locked=True,
)  # fmt: skip


@pytest.fixture
def presets(store: Store) -> Presets:
    return Presets(store)


def test_a_preset_holds_what_can_hold_in_any_chat(presets: Presets) -> None:
    kept = presets.keep("  Brief\nand cool ", USED)
    assert (kept.name, kept.settings) == ("Brief and cool", BRIEF)
    assert presets.all() == (kept,)
    assert presets.of(USED) == kept
    assert presets.of(ChatSettings()) is None


def test_the_same_name_is_the_same_preset_and_no_two_have_one(presets: Presets) -> None:
    old, other = presets.keep("Brief", ChatSettings()), presets.keep("another", USED)
    new = presets.keep("Brief", USED)
    assert (new.id, presets.all()) == (old.id, (other, new))
    with pytest.raises(KnownError, match="named “Brief” already"):
        presets.rename(other, "Brief")
    assert [one.name for one in (presets.rename(new, "Brief"), presets.rename(other, "Zest"))] == [
        "Brief",
        "Zest",
    ]
    presets.remove(new)
    assert [one.name for one in presets.all()] == ["Zest"]


def test_a_new_chat_begins_with_the_default_preset_and_can_be_otherwise(
    store: Store, presets: Presets, qapp: QApplication
) -> None:
    session = ChatSession(Chats(store), ChatSettingsStore(store))
    assert session.controls == ChatSettings()
    brief = presets.keep("Brief", BRIEF)
    presets.set_default(brief)
    session.open(None)
    assert session.controls == BRIEF
    session.change({"max_tokens": None})
    session.open(None)
    assert (session.controls.max_tokens, session.controls.stop) == (None, ("###",))
    session.forget_unsent()
    session.open(session.chats.create("One", "m"))
    assert session.controls == ChatSettings()  # one that was there is asked as before
    session.open(None)
    assert session.controls == BRIEF
    presets.remove(brief)
    assert presets.default() is None
    session.open(None)
    assert session.controls == ChatSettings()


def test_a_chat_that_is_asked_by_a_preset_keeps_its_seed_and_what_is_only_kept(
    store: Store, presets: Presets, qapp: QApplication
) -> None:
    session = ChatSession(Chats(store), ChatSettingsStore(store))
    session.change({"seed": 9, "seed_locked": True, "schema": '{"type": "object"}', "stop": ("x",)})
    session.use_preset(presets.keep("Brief", BRIEF))
    now = session.controls
    assert (now.seed, now.seed_locked, now.schema, now.stop) == (9, True, '{"type": "object"}', ("###",))
    assert presets.of(now) is not None


def test_a_preset_goes_out_as_a_file_and_comes_in_under_a_free_name(presets: Presets, tmp_path: Path) -> None:
    kept = presets.keep("Brief", USED)
    path = tmp_path / f"Brief{ENDING}"
    write_preset(kept, path)
    assert presets.take_in(path) == kept  # it is there already
    presets.keep("Brief", ChatSettings())
    for _ in range(2):
        assert presets.take_in(path).name == "Brief (2)"
    assert [one.settings for one in presets.all()] == [ChatSettings(), BRIEF]
    assert json.loads(path.read_text("utf-8"))["format"] == FORMAT


def test_a_file_is_written_to_no_folder_that_cannot_be(presets: Presets, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KnownError, match="could not be written"):
        write_preset(presets.keep("Brief", USED), tmp_path / "file" / "a.preset.json")


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe", b"null", b"[]", b"{}", b"[" * 100_000, b'{"format": "x"}',
        b'{"format": "open-model-explorer.preset", "version": 1, "name": "a", "settings": []}',
        b'{"format": "open-model-explorer.preset", "version": 1, "name": 5, "settings": {}}',
        b'{"format": "open-model-explorer.preset", "version": 1, "name": "a", "settings": {"form": "exe"}}',
        b'{"format": "open-model-explorer.preset", "version": 1, "name": "a"}', b" " * 2_000_000,
    ],
    ids=lambda content: str(content[:60]),
)  # fmt: skip
def test_what_is_no_preset_says_so(presets: Presets, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.preset.json"
    path.write_bytes(content)
    with pytest.raises(KnownError, match=r"odd\.preset\.json is not a preset that can be read"):
        presets.take_in(path)
    assert presets.all() == ()


def test_a_folder_a_missing_file_and_one_of_a_newer_version_say_so(tmp_path: Path) -> None:
    newer = tmp_path / "newer.preset.json"
    newer.write_text(json.dumps({"format": FORMAT, "version": 2, "name": "a", "settings": {"form": "new"}}))
    for path, why in (
        (tmp_path, "not a preset"),
        (tmp_path / "gone", "not a preset"),
        (newer, "newer version"),
    ):
        with pytest.raises(KnownError, match=why):
            read_preset(path)


def test_what_a_file_says_is_taken_only_where_it_can_be_meant(tmp_path: Path) -> None:
    path = tmp_path / "odd.preset.json"
    settings = {
        "max_tokens": -5, "think_budget": 10**15, "seed": -1, "stop": ["", "x" * 5_000, *"abc" * 100],
        "choice": {"values": {"temperature": 9e9, "top_k": 7, "of another version": 1}}, "surprise": {},
    }  # fmt: skip
    name = "\u202e\x1b[31m" + "long " * 100
    path.write_text(json.dumps({"format": FORMAT, "version": 1, "name": name, "settings": settings}))
    read, found = read_preset(path)
    assert len(read) <= 80
    assert not {"\u202e", "\x1b"} & set(read)
    assert (found.max_tokens, found.think_budget, found.seed) == (None, None, ChatSettings().seed)
    assert (len(found.stop), max(map(len, found.stop))) == (64, 1_000)
    assert found.choice == SamplingChoice({"top_k": 7})
