"""Lists of messages, as programs write them for an API."""

import json
from pathlib import Path

import pytest

from explorer.base.store import Store
from tests.playground.exchange.making import bring_in, brought_in, lines

MESSAGES = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": [{"type": "text", "text": "Look"}, {"type": "image_url", "image_url": {}}]},
    {"role": "assistant", "content": None, "tool_calls": [{"function": {"name": "find"}}]},
    {"role": "tool", "content": "{}"},
    {"role": "assistant", "content": "Seen.", "reasoning_content": "Hm."},
    {"role": "narrator", "content": "Later"},
]
SAID = [("user", "Look\n\n[image_url]"), ("assistant", "*Used a tool: find*\n\nSeen.\n\nnarrator: Later")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("one.json", json.dumps({"messages": MESSAGES, "model": "gpt-x"})),
        ("list.json", json.dumps(MESSAGES)),
        ("lines.jsonl", "\n".join(map(json.dumps, MESSAGES))),
        ("many.jsonl", json.dumps({"messages": MESSAGES})),
        ("many.json", json.dumps([{"messages": MESSAGES}])),
    ],
)
def test_a_list_of_messages_becomes_a_chat(store: Store, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    chat = brought_in(store, tmp_path / name)
    assert lines(chat) == SAID
    assert chat.settings.system_prompt == "Be brief."
    assert (chat.turns[1].record.thought, chat.title) == ("Hm.", "Look")
    assert bring_in(store, tmp_path / name).there == 1


def test_each_line_is_a_chat_and_a_bad_one_costs_itself(store: Store, tmp_path: Path) -> None:
    good, bad = {"messages": MESSAGES}, {"messages": [{"role": 3}]}
    other = {"messages": [{"role": "user", "content": "other"}]}
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(map(json.dumps, (good, bad, other))), encoding="utf-8")
    done = bring_in(store, path)
    assert str(done.words) == "Imported 2 chats. 1 chat could not be read."
