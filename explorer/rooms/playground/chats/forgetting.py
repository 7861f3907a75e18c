"""What chats keep of a document that is to be forgotten: words that answers were given, the prompts in which
they were sent, that it is attached, and what models have read of those chats.
"""

import msgspec

from explorer.base.store import Store
from explorer.local.kept_contexts import KeptContexts
from explorer.rooms.playground.chats.given import GivenStore
from explorer.rooms.playground.chats.store import Chats

_CHATS = "SELECT DISTINCT chat FROM messages WHERE id IN (SELECT value FROM json_each(?))"


def count_given(store: Store, document: str) -> int:
    """Answers that were given words of it which are still kept."""
    return len(GivenStore(store).answers_with(document))


def forget_given(store: Store, contexts: KeptContexts, document: str) -> int:
    """All of it; of how many answers. Their own words are the person's, and stay. Blocks, for seconds where
    there are many chats.
    """
    chats = Chats(store)
    answers = chats.given.answers_with(document)
    chats.attachments.forget(document)
    if answers:
        rows = store.read(_CHATS, msgspec.json.encode(answers).decode())
        contexts.forget(*(row["chat"] for row in rows))
        chats.forget_document(document)
        store.write_anew()
    return len(answers)
