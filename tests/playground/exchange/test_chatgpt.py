"""ChatGPT's export: its tree, its many kinds of messages, its files."""

import zipfile
from pathlib import Path

import pytest

from explorer.base.store import Store
from explorer.rooms.playground.chats.exchange.stored_chats import ExchangeStore
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from tests.playground.exchange.making import bring_in, brought_in, conversation, lines, said, written


def test_a_tree_comes_with_its_branches_and_shows_what_was_on_the_screen(
    store: Store, tmp_path: Path
) -> None:
    """Empty and hidden messages are bridged; siblings of both sides stay, in their order."""
    hidden = said("system", "You are ChatGPT", metadata={"is_visually_hidden_from_conversation": True})
    messages = {
        "root": (None, None),
        "hidden": ("root", hidden),
        "first": ("hidden", said("user", "How?")),
        "old": ("first", said("assistant", "So.")),
        "new": ("first", said("assistant", "Or so.", metadata={"model_slug": "gpt-4o"})),
        "edited": ("hidden", said("user", "How, in short?")),
        "answer": ("edited", said("assistant", "Thus.")),
    }
    path = written(tmp_path / "conversations.json", [conversation(messages, "old")])
    chat = brought_in(store, path)
    assert lines(chat) == [("user", "How?"), ("assistant", "So.")]
    tree = [(turn.id, turn.parent, turn.text) for turn in chat.turns]
    assert tree == [
        (1, 0, "How?"), (2, 1, "So."), (3, 1, "Or so."), (4, 0, "How, in short?"), (5, 4, "Thus.")
    ]  # fmt: skip
    assert chat.turns[2].record.model_name == "gpt-4o (ChatGPT)"
    assert (chat.title, chat.created_at.timestamp(), chat.changed_at.timestamp()) == (
        "Discharge letter", 1.7e9, 1.7e9 + 60
    )  # fmt: skip


def test_an_answer_of_many_messages_is_one_turn(store: Store, tmp_path: Path) -> None:
    thoughts = {"content_type": "thoughts", "thoughts": [{"summary": "Look", "content": "It is late."}]}
    recap = {"content_type": "reasoning_recap", "content": "Thought for 8s"}
    call = {"content_type": "code", "language": "python", "text": "print(1)"}
    result = {"content_type": "execution_output", "text": "1"}
    messages = {
        "q": (None, said("user", "When?")),
        "t": ("q", said("assistant", "", content=thoughts, metadata={"model_slug": "o3"})),
        "r": ("t", said("assistant", "", content=recap, metadata={"finished_duration_sec": 8})),
        "c": ("r", said("assistant", "", content=call, recipient="python")),
        "x": ("c", said("tool", "", content=result, author={"role": "tool", "name": "python"})),
        "a": ("x", said("assistant", "Now.", recipient="all", metadata={"model_slug": "o3"})),
    }
    chat = brought_in(store, written(tmp_path / "one.json", conversation(messages, "a")))
    assert lines(chat) == [("user", "When?"), ("assistant", "*Used a tool: python*\n\nNow.")]
    record = chat.turns[1].record
    assert (record.thought, record.thought_s) == ("**Look**\n\nIt is late.", 8)
    assert record.model_name == "o3 (ChatGPT)"


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (said("assistant", "x", content={"content_type": "code", "language": "sql", "text": "SELECT 1"}),
         "```sql\nSELECT 1\n```"),
        (said("assistant", "x", content={"content_type": "poem", "verses": [1]}),
         "*A part that cannot be shown here: poem*"),
        (said("assistant", "x", content={"content_type": "text", "parts": {"strange": 1}}),
         "*A part that cannot be shown here: text*"),
        (said("assistant", "", content={"content_type": "multimodal_text", "parts": [
            {"content_type": "image_asset_pointer", "asset_pointer": "sediment://f", "width": 3}, "A cat."]}),
         "[image]\n\nA cat."),
        (said("assistant", "", content={"content_type": "multimodal_text", "parts": [
            {"content_type": "audio_transcription", "text": "Spoken."},
            {"content_type": "audio_asset_pointer"}]}), "Spoken."),
        (said("assistant", "Near \ue200cite\ue202turn0search1\ue201.", metadata={"content_references": [
            {"matched_text": "\ue200cite\ue202turn0search1\ue201", "alt": "([a](https://a.org))"}]}),
         "Near ([a](https://a.org))."),
        (said("assistant", "Freeze it \ue200cite\ue202turn0search1\ue201."), "Freeze it."),
        (said("assistant", 'Of \ue200entity\ue202["company","Acme","x"]\ue201 \ue203so\ue204 【4†source】'),
         "Of Acme so"),
        (said("assistant", "", recipient="canmore.create_textdoc", content={"content_type": "code",
            "text": '{"name": "Letter", "type": "document", "content": "Dear all"}'}),
         "**Letter**\n\nDear all"),
        (said("tool", "", author={"role": "tool", "name": "web.run"}), "*Used a tool: web.run*"),
        (said("assistant", "half \ud83d of an emoji"), "half � of an emoji"),
    ],
)  # fmt: skip
def test_each_kind_of_message_becomes_words(
    store: Store, tmp_path: Path, message: dict[str, object], text: str
) -> None:
    messages = {"q": (None, said("user", "?")), "a": ("q", message)}
    chat = brought_in(store, written(tmp_path / "conversations.json", [conversation(messages, "a")]))
    assert lines(chat) == [("user", "?"), ("assistant", text)]


def test_what_a_person_told_of_themselves_is_no_message(store: Store, tmp_path: Path) -> None:
    context = {"content_type": "user_editable_context", "user_profile": "I am a nurse"}
    messages = {
        "own": (None, said("user", "", content=context)),
        "q": ("own", said("user", "?", metadata={"attachments": [{"name": "plan.pdf"}]})),
        "gone": ("q", said("assistant", "never seen", weight=0.0)),
    }
    path = written(tmp_path / "conversations.json", [conversation(messages, "gone")])
    assert lines(brought_in(store, path)) == [("user", "?\n\n[file: plan.pdf]")]


def test_an_answer_that_was_continued_has_no_seam(store: Store, tmp_path: Path) -> None:
    cut = said("assistant", "one t", metadata={"finish_details": {"type": "max_tokens"}})
    messages = {"q": (None, said("user", "?")), "a": ("q", cut), "b": ("a", said("assistant", "wo"))}
    path = written(tmp_path / "conversations.json", [conversation(messages, "b")])
    assert lines(brought_in(store, path))[1] == ("assistant", "one two")


def test_the_zip_of_2026_is_read_in_all_its_parts_and_brought_in_once(store: Store, tmp_path: Path) -> None:
    """Beside the chats lie lists of other things, and what a Mac puts there."""
    parts = [
        conversation({"q": (None, said("user", f"question {n}"))}, "q", conversation_id=f"c-{n}", title=None)
        for n in range(3)
    ]
    archived = conversation({"q": (None, said("user", "old"))}, "q", conversation_id="c-9", is_archived=True)
    empty = conversation({"root": (None, None)}, "root", conversation_id="c-10")
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, chats in (("conversations-000.json", parts), ("conversations-001.json", [archived, empty])):
            archive.write(written(tmp_path / name, chats), f"export/{name}")
        archive.writestr("export/user.json", '{"id": "me"}')
        archive.writestr("export/shared_conversations.json", "[]")
        archive.writestr("__MACOSX/export/._conversations-000.json", b"\0")
    done = bring_in(store, path)
    assert str(done.words) == "Imported 4 chats from ChatGPT."
    exchange = ExchangeStore(store)
    came = [exchange.read(number) for number in done.came]
    assert [chat and chat.title for chat in came] == [
        "question 0", "question 1", "question 2", "Discharge letter"
    ]  # fmt: skip
    assert came[3]
    assert came[3].folder == "Archived"
    again = bring_in(store, path)
    assert (again.came, str(again.words)) == ([], "No new chats were imported. 4 were there already.")
    assert len(exchange.all_chats()) == 4


def test_a_chat_that_has_grown_since_gets_what_is_new(store: Store, tmp_path: Path) -> None:
    """What the person did with it here stays: the branch they look at, what they said, what they deleted."""
    messages = {"q": (None, said("user", "?")), "a": ("q", said("assistant", "one", at=1.7e9 + 1))}
    path = tmp_path / "conversations.json"
    (number,) = bring_in(store, written(path, [conversation(messages, "a")])).came
    longer = {
        **messages,
        "a2": ("q", said("assistant", "other", at=1.7e9 + 2)),
        "q2": ("a", said("user", "more?", at=1.7e9 + 3)),
        "a3": ("q2", said("assistant", "more", at=1.7e9 + 4)),
    }
    done = bring_in(store, written(path, [conversation(longer, "a3", update_time=1.7e9 + 90)]))
    assert (done.came, str(done.words)) == ([], "1 chat got new messages.")
    chats, exchange = Chats(store), ExchangeStore(store)
    assert [turn.text for turn in chats.turns(number)] == ["?", "one", "more?", "more"]
    chat = exchange.read(number)
    assert chat
    assert [(turn.parent, turn.text) for turn in chat.turns[2:]] == [(2, "more?"), (3, "more"), (1, "other")]
    assert chat.changed_at.timestamp() == 1.7e9 + 90
    chats.delete_turn(chats.turns(number)[1])
    chats.add(number, "user", "mine", TurnRecord())
    before = exchange.read(number)
    again = bring_in(store, path)
    assert str(again.words) == "No new chats were imported. 1 was there already."
    assert exchange.read(number) == before
