"""What chats keep of documents that are to be forgotten: words that answers were given, the prompts in which
they were sent, that they are attached, and what models have read of those chats.
"""

from collections.abc import Sequence

from explorer.base.store import Store
from explorer.local.kept_contexts import KeptContexts
from explorer.rooms.playground.chats.given import GivenStore
from explorer.rooms.playground.chats.store import Chats


def count_given(store: Store, documents: Sequence[str]) -> int:
    """Answers that were given words of these which are still kept."""
    return sum(len(answers) for answers in GivenStore(store).answers_with(documents).values())


def forget_given(store: Store, contexts: KeptContexts, documents: Sequence[str]) -> tuple[int, bool]:
    """All of it; of how many answers, and whether no byte of it is left. Their own words are the person's,
    and stay. Blocks, for seconds where there are many chats.
    """
    chats = Chats(store)
    given = chats.given.answers_with(documents)
    chats.attachments.forget(documents)
    if given:
        contexts.forget(*given)  # first: once the words are gone nobody would know of which chats
        with store.transaction():
            store.note_remains()
            chats.forget_documents(documents)
    return sum(len(answers) for answers in given.values()), not store.has_remains or store.write_anew()
