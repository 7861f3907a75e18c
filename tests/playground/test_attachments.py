"""What is attached to a chat, and what its answers were given, on disk."""

from datetime import date
from pathlib import Path

from explorer.base.store import ATTACHED, Store
from explorer.documents.passages import Flag, GivenPassage, PassagePlace, Ranks
from explorer.local.kept_contexts import KeptContexts
from explorer.rooms.playground.chats.attachments import AttachmentStore
from explorer.rooms.playground.chats.forgetting import forget_given
from explorer.rooms.playground.chats.given import GivenStore
from explorer.rooms.playground.chats.store import Chats, TurnRecord


def test_what_waits_goes_with_the_question_and_stays_with_its_chat(store: Store) -> None:
    chats, attachments = Chats(store), AttachmentStore(store)
    chat = chats.create("A letter", "m")
    guide = attachments.add(chat.id, "document", "k1", "guide.pdf", mode="passages", tokens=41_200)
    notes = attachments.add(chat.id, "collection", "c1", "Notes")
    assert attachments.of_chat(chat.id) == (guide, notes)
    question = chats.add(chat.id, "user", "What is in it?", TurnRecord(), 0)
    attachments.take_with((guide,), question.id)
    taken, _waiting = attachments.of_chat(chat.id)
    assert taken.message == question.id
    assert (taken.reference, taken.mode, taken.tokens) == ("k1", "passages", 41_200)
    other = chats.add(chat.id, "user", "What must be in it?", TurnRecord(), 0)
    attachments.copy(question.id, other.id)
    attachments.remove(notes.id)
    found = [(one.message, one.name) for one in attachments.of_chat(chat.id)]
    assert found == [(question.id, "guide.pdf"), (other.id, "guide.pdf")]


def test_what_an_answer_was_given_is_kept_until_its_document_is_forgotten(store: Store) -> None:
    chats, kept = Chats(store), GivenStore(store)
    chat = chats.create("A letter", "m")
    question = chats.add(chat.id, "user", "What?", TurnRecord(), 0)
    answer = chats.add(chat.id, "assistant", "That [1].", TurnRecord(), question.id)
    flags = (Flag("instruction", "ignore", "Ignore this."),)
    place = PassagePlace(14, 5, 20, "page", "xiv", "Guide › Discharge")
    given = (
        GivenPassage(1, "k1", "guide.pdf", place, "Every letter", Ranks(2, 1, 0.5), flags),
        GivenPassage(2, "k2", "ward.docx", PassagePlace(1, 0, 4), "Open"),
    )
    kept.keep(answer.id, given)
    assert kept.of(answer.id) == given
    assert kept.answers_with(["k1", "k3"]) == {chat.id: (answer.id,)}
    kept.forget(["k1"], date(2026, 12, 1))
    gone, still = kept.of(answer.id)
    assert (gone.title, gone.text, gone.flags) == ("guide.pdf", "", ())
    assert gone.place == PassagePlace(14, 5, 20, "page"), "headings are words of the document"
    assert gone.forgotten_at == "2026-12-01"
    assert still == given[1]
    assert kept.answers_with(["k1"]) == {}


def test_a_document_that_is_forgotten_is_attached_no_more(store: Store, tmp_path: Path) -> None:
    chats, attachments = Chats(store), AttachmentStore(store)
    chat = chats.create("A letter", "m")
    for key in ("k1", "k2"):
        attachments.add(chat.id, "document", key, f"{key}.pdf")
    store.set_value(ATTACHED, attachments.of_chat(chat.id))
    forget_given(store, KeptContexts(tmp_path, lambda: 0), ["k1"])
    assert [one.reference for one in attachments.of_chat(chat.id)] == ["k2"]
    assert [one.reference for one in attachments.waiting(None)] == ["k2"]
