"""Documents in a question of `omx ask`: files whole where they fit, else the passages nearest to it; and of
what was given, what the answer refers to.
"""

from argparse import Namespace
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from explorer.base.files import named_path
from explorer.base.store import MEMORY
from explorer.cli.documents_run import named_collection
from explorer.cli.output import Output
from explorer.cli.question_vectors import question_vector
from explorer.documents.adding import add_file
from explorer.documents.giving import AnswerSources, about_tokens, look_up
from explorer.documents.index.store import DocumentIndex
from explorer.documents.passages import FoundPassage, GivenPassage
from explorer.documents.prompt import asked_with, chosen, is_whole, place_words
from explorer.documents.shared_words import cited_numbers
from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer, ChatMessage
from explorer.domain.model import Model, Whereabouts
from explorer.services import Core

_SHARE = 0.5  # of the room, for passages: the rest is for what is said about them


@dataclass(frozen=True)
class ContextLimits:
    """Tokens of a context, and of an answer."""

    context: int
    answer: int

    def left(self, messages: Sequence[ChatMessage]) -> int:
        """For documents; a thought that may be very long leaves them half."""
        said = sum(about_tokens(message.text) for message in messages)
        return self.context - min(self.answer, self.context // 2) - said


@dataclass(frozen=True)
class AskedDocuments:
    """What a question was asked with."""

    given: tuple[GivenPassage, ...] = ()

    def within(self, messages: Sequence[ChatMessage]) -> tuple[ChatMessage, ...]:
        """The last of them with the passages before it."""
        *before, last = messages
        return (*before, replace(last, text=asked_with(last.text, self.given)))

    def told_of(self, answer: Answer | None) -> dict[str, Any]:
        """For JSON: what was given, what of it the answer refers to, and references to nothing."""
        said = answer.text if answer is not None else ""
        numbers, cited = {one.number for one in self.given}, cited_numbers(said)
        return {
            "given": [_json(one) for one in self.given],
            "cited": sorted(cited & numbers),
            "not_given": sorted(cited - numbers),
        }

    def tell(self, answer: Answer | None, out: Output) -> None:
        told = self.told_of(answer)
        for one in self.given:
            mark = "cited" if one.number in told["cited"] else "not cited"
            out.note(" · ".join(filter(None, (f"[{one.number}] {one.title}", place_words(one.place), mark))))
        for number in told["not_given"]:
            out.note(f"[{number}] refers to nothing: no passage {number} was given.")


def check_consent(core: Core, args: Namespace, model: Model, out: Output) -> None:
    """That to collections is remembered, as in the window; that to files holds for this question alone."""
    if model.where is not Whereabouts.AWAY:
        return
    found = [named_collection(core.documents, name) for name in args.collection]
    names = {one.key: one.name for one in found}
    missing = core.consents.missing(model, names, (), ())
    if not (missing or args.file):
        return
    if not args.send_documents:
        told = ", ".join(f"“{names[key]}”" for key in missing) or "the files"
        what = f"Passages of {told} would be sent to {model.host}."
        raise KnownError(what, "To agree to it: --send-documents")
    if missing:
        core.consents.agree(model, {key: names[key] for key in missing})
        out.note("That you agreed is remembered; Settings, Privacy takes it back.")


def documents_for(
    core: Core, args: Namespace, messages: Sequence[ChatMessage], limits: ContextLimits, out: Output
) -> AskedDocuments:
    """For the question that ``messages`` end with. Raises KnownError for a file that cannot be read, and
    where nothing relevant was found.
    """
    if not args.prompt:
        raise KnownError("There is no question about the documents.", "Write it after the model.")
    left = limits.left(messages)
    given: tuple[GivenPassage, ...] = ()
    found: list[FoundPassage] = []
    if args.file:
        given, found = _of_files(args, left, out)
        left -= sum(about_tokens(one.text) for one in given)
    if args.collection:
        found += _of_collections(core, args, out)
    passages = chosen(found, round(left * _SHARE), about_tokens, first=len(given) + 1)
    if found and not passages:
        raise KnownError("The context has no room for a passage.", "Take a longer one: --context-length")
    if not given and not passages:
        raise KnownError("Nothing relevant was found in the documents.", "Ask with words that stand in them.")
    return AskedDocuments((*given, *passages))


def _of_files(args: Namespace, room: int, out: Output) -> tuple[tuple[GivenPassage, ...], list[FoundPassage]]:
    """Read for this question alone: nothing of them is kept."""
    with closing(DocumentIndex(MEMORY)) as index:
        collection = index.create("asked").key
        keys = tuple(_read(index, collection, name) for name in dict.fromkeys(args.file))
        whole = look_up(index, args.prompt, AnswerSources(whole=keys)).whole
        if sum(about_tokens(one.text) for one in whole) <= room:
            return whole, []
        out.note(
            "Too long for this context: passages are given, found by their words. In a collection they are"
            " found by what they mean too: omx documents add"
        )
        return (), list(look_up(index, args.prompt, AnswerSources(documents=keys)).found)


def _read(index: DocumentIndex, collection: str, name: str) -> str:
    def failed(error: KnownError) -> None:
        raise error

    return add_file(index, named_path(name), collection, failed=failed).key


def _of_collections(core: Core, args: Namespace, out: Output) -> tuple[FoundPassage, ...]:
    keys = tuple(named_collection(core.documents, name).key for name in args.collection)
    vector = question_vector(core, args.prompt, out)
    return look_up(core.documents, args.prompt, AnswerSources(collections=keys), vector).found


def _json(given: GivenPassage) -> dict[str, Any]:
    return {
        "number": given.number,
        "document": given.title,
        "place": None if is_whole(given.place) else given.place,
        "text": given.text,
        "rank_by_words": given.ranks.by_words or None,
        "rank_by_meaning": given.ranks.by_meaning or None,
        "flags": given.flags,
    }
