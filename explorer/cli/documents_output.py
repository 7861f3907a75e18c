"""Documents, collections and passages as `omx` prints them: JSON for machines, lines for people."""

from typing import Any

from explorer.documents.passages import Collection, Document, FoundPassage
from explorer.documents.prompt import place_words
from explorer.domain.units import size_text


def counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def collection_json(collection: Collection) -> dict[str, Any]:
    return {
        "collection": collection.name,
        "kind": collection.kind,
        "folder": collection.folder or None,
        "document_count": collection.documents,
        "passages": collection.passages,
        "passages_with_vectors": collection.embedded,
    }


def document_json(document: Document) -> dict[str, Any]:
    return {
        "name": document.name,
        "path": document.path,
        "sha256": document.sha256 or None,
        "size": document.size,
        "kind": document.kind or None,
        "state": document.state,
        "problem": str(document.problem),
        "pages": document.pages,
        "characters": document.characters,
        "flagged_passages": document.flags,
    }


def found_json(found: FoundPassage) -> dict[str, Any]:
    return {
        "document": found.title,
        "place": found.passage.place,
        "text": found.passage.text,
        "rank_by_words": found.ranks.by_words or None,
        "rank_by_meaning": found.ranks.by_meaning or None,
        "cosine": round(found.ranks.cosine, 4) if found.ranks.by_meaning else None,
        "flags": found.passage.flags,
    }


def document_line(document: Document) -> list[str]:
    if document.state == "failed":
        return [document.name, "failed", "", "", str(document.problem)]
    pages = counted(document.pages, "page")
    flags = f"{counted(document.flags, 'passage')} that may instruct a model" if document.flags else ""
    notes = "; ".join(filter(None, (flags, str(document.problem))))
    return [document.name, document.state, pages, size_text(document.size), notes]


def collection_line(collection: Collection) -> list[str]:
    return [
        collection.name,
        counted(collection.documents, "document"),
        counted(collection.passages, "passage"),
        f"{collection.embedded} read for meaning",
        collection.folder,
    ]


def found_block(number: int, found: FoundPassage) -> str:
    where, ranks = place_words(found.passage.place), found.ranks
    how = [
        f"words: {ranks.by_words}" if ranks.by_words else "",
        f"meaning: {ranks.by_meaning} ({ranks.cosine:.2f})" if ranks.by_meaning else "",
        "may instruct a model" if found.passage.flags else "",
    ]
    head = " · ".join(filter(None, (f"{number}. {found.title}", where, *how)))
    return f"{head}\n{found.passage.text}"
