"""What was asked in chats, for those who make tests of it."""

from collections.abc import Sequence

from explorer.base.store import Store
from explorer.evaluate.eval_set import EvalTurn
from explorer.evaluate.kept_tests import AskedInChat, ListedChat
from explorer.rooms.playground.chats.store import Chats, Turn


def listed_chats(store: Store) -> Sequence[ListedChat]:
    """Those that are kept, the last changed first."""
    chats = [ListedChat(chat.id, chat.title, chat.changed_at) for chat in Chats(store).all()]
    return sorted(chats, key=lambda chat: chat.changed_at, reverse=True)


def asked_in(store: Store, chat: int) -> Sequence[AskedInChat]:
    """Each question that is shown, in its order."""
    turns = Chats(store).turns(chat)
    return [asked_of(turns, number) for number, turn in enumerate(turns) if turn.role == "user"]


def asked_of(turns: Sequence[Turn], number: int) -> AskedInChat:
    """The question at this place, with what was said before it, thoughts left out."""
    said = tuple(EvalTurn(turn.role, turn.text) for turn in turns[: number + 1])
    answers = (turn for turn in (*turns[number + 1 :], *reversed(turns[:number])) if turn.role == "assistant")
    answer = next(answers, None)
    return AskedInChat(said, answer.record.system_prompt() if answer is not None else "")
