"""What is said of collections, their documents and how passages are found."""

from explorer.documents.indexing_controller import IndexingStatus
from explorer.documents.passages import Collection, Document, FoundPassage
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined


def documents_count(count: int) -> Words:
    return Words("1 document") if count == 1 else Words("{count} documents", count=f"{count:,}")


def passages_count(count: int) -> Words:
    return Words("1 passage") if count == 1 else Words("{count} passages", count=f"{count:,}")


def collection_caption(collection: Collection) -> Words:
    """ "3 documents · 112 passages" """
    if not collection.documents:
        return Words("Empty")
    if not collection.passages:
        return documents_count(collection.documents)  # none of them can be read
    return joined(" · ", (documents_count(collection.documents), passages_count(collection.passages)))


def document_caption(document: Document) -> Words:
    """ "28 pages · 1.2 MB", or why it cannot be read. Only a PDF has pages that anybody knows."""
    if document.state == "failed":
        return Words("{problem}", problem=document.problem)
    parts = [Words("{size}", size=size_text(document.size))]
    if document.kind == "pdf":
        once, often = Words("1 page"), Words("{count} pages", count=f"{document.pages:,}")
        parts.insert(0, once if document.pages == 1 else often)
    if document.state == "gone":
        parts.append(Words("its file is not in the folder any more"))
    if document.flags:
        once = Words("1 passage speaks to the model, or hides text")
        often = Words("{count} passages speak to the model, or hide text", count=document.flags)
        parts.append(once if document.flags == 1 else often)
    if document.problem:
        parts.append(Words("{problem}", problem=document.problem))
    return joined(" · ", parts)


def empty_caption(collection: Collection) -> Words:
    """What to do where there is no document."""
    if collection.kind == "folder":
        return Words("There is no document in this folder yet. “Look again” finds what you put there.")
    return Words("Nothing is in this collection yet. Put documents in with “Add files…”.")


def meaning_caption(collection: Collection, status: IndexingStatus) -> Words:
    """How its passages can be found, and whether more come."""
    found = _found_caption(collection, status)
    if not collection.is_stopped:
        return found
    stopped = Words("You stopped reading its folder; “Look again” goes on.")
    return joined(" ", (found, stopped)) if collection.passages else stopped


def _found_caption(collection: Collection, status: IndexingStatus) -> Words:
    total, done = collection.passages, collection.embedded
    if not total:
        return Words("")
    if not status.embedder:
        return Words("Found by words only: there is no embedding model on this machine.")
    if done >= total:
        return Words("All {total} passages are found by words and by meaning.", total=f"{total:,}")
    read = Words("{done} of {total} passages are found by words and by meaning, the others by words only.",
                 done=f"{done:,}", total=f"{total:,}")  # fmt: skip
    if not done:
        read = Words("Passages are found by words so far.")
    why = {
        "paused": Words("Paused."),
        "waiting": Words("It goes on when the other model is done."),
        "failed": Words("{problem}", problem=status.problem),
    }.get(status.state, Words("") if done else Words("They are being read for their meaning."))
    return joined(" ", (read, why))


def ranks_caption(found: FoundPassage) -> Words:
    """ "2nd by words · 1st by meaning (0.62)" without endings that other languages do not have."""
    ranks, parts = found.ranks, list[Words]()
    if ranks.by_words:
        parts.append(Words("by words: place {rank}", rank=ranks.by_words))
    if ranks.by_meaning:
        nearness = f"{ranks.cosine:.2f}"
        parts.append(Words("by meaning: place {rank} ({nearness})", rank=ranks.by_meaning, nearness=nearness))
    return joined(" · ", parts)
