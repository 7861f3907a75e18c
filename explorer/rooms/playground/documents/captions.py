"""What is said of passages and attached files in words."""

from collections.abc import Sequence

from explorer.documents.passages import Flag, GivenPassage, PassagePlace, ReadPage
from explorer.documents.prompt import is_whole, place_caption
from explorer.domain.errors import KnownError
from explorer.domain.words import Words, joined
from explorer.rooms.playground.chats.attachments import AttachmentMode


def page_caption(page: ReadPage) -> str:
    """ "page 14" """
    return place_caption(PassagePlace(page.number, 0, 0, page.unit, page.name))


def reference_caption(given: GivenPassage) -> str:
    """ "discharge-guide.pdf, p. 14" """
    if is_whole(given.place):
        return given.title
    if given.place.unit == "page":
        number = given.place.name or given.place.number
        return Words("{title}, p. {number}", title=given.title, number=number)
    return Words("{title}, {place}", title=given.title, place=place_caption(given.place))


def counts_caption(given: int, cited: int, why: str = "") -> Words:
    """ "4 given, 3 cited"; ``why`` nothing was given, see ``WhyNothing``."""
    if why == "gone":
        return Words("It was answered without the documents: they are not there any more.")
    if why == "no room":
        return Words("It was answered without the documents: the context had no room left for them.")
    if why == "kept here":
        return Words("It was answered without the documents: they stayed on this machine.")
    if not given:
        return Words("Nothing in the documents fits this question: it was answered without them.")
    if not cited:
        return Words("{given} given, none cited", given=given)
    return Words("{given} given, {cited} cited", given=given, cited=cited)


def found_caption(given: Sequence[GivenPassage]) -> Words:
    """How the passages were found, and what a citation is worth."""
    worth = Words("A citation shows what the model was given, not that it is right.")
    searched = [passage for passage in given if not is_whole(passage.place)]
    if not searched:
        how = Words("The whole text of what is attached.")
    elif any(passage.ranks.by_meaning for passage in searched):
        how = Words("Nearest to your question by meaning and by words.")
    else:
        how = Words("Nearest to your question by words alone.")
    return Words("{how} {worth}", how=how, worth=worth)


def flag_caption(flag: Flag) -> Words:
    """What a passage holds that is no plain text for a reader."""
    if flag.kind == "unseen":
        return Words("This passage holds text that nobody sees on its page:")
    return Words("This passage speaks to the model:")


def reading_caption(pages: int) -> Words:
    """While a file is read; nobody knows before how many pages it has."""
    if not pages:
        return Words("reading…")
    return Words("reading, 1 page…") if pages == 1 else Words("reading, {pages} pages…", pages=f"{pages:,}")


def fault_caption(error: KnownError, fault: str) -> str:
    """Why a file was not read, as short as there is room for; the whole of it is a click away."""
    brief = {
        "encrypted": Words("needs its password"),
        "wrong password": Words("wrong password"),
        "locked": Words("locked by a password"),
        "protected": Words("protected against copying"),
        "scanned": Words("pictures, no text"),
        "empty": Words("holds no text"),
        "broken": Words("damaged"),
        "large file": Words("too large"),
        "harmful": Words("built to fill the memory"),
        "too many pages": Words("too many pages"),
        "too many characters": Words("too much text"),
        "old word": Words("Word before 2007"),
        "other kind": Words("cannot be read here"),
        "no document": Words("no text in it"),
        "missing": Words("not there any more"),
        "no file": Words("not a file"),
        "unopened": Words("could not be opened"),
        "time": Words("takes too long to read"),
        "memory": Words("takes too much memory"),
        "failed": Words("reading broke off"),
    }
    return brief.get(fault, error.what)


def attachment_caption(tokens: int, mode: AttachmentMode | None, *, is_exact: bool) -> Words:
    """ "640 tokens · whole"; without a ``mode`` nobody knows yet."""
    counted = f"{tokens:,}"
    size = (
        Words("{count} tokens", count=counted) if is_exact else Words("about {count} tokens", count=counted)
    )
    if mode is None:
        return size
    becomes = Words("whole") if mode == "whole" else Words("as passages")
    return joined(" · ", (size, becomes))


def attachment_why(mode: AttachmentMode, left: int | None) -> Words:
    """What becomes of a file, and why."""
    if mode == "whole":
        return Words("All of it is given with your next question.")
    how = Words("With each question, the passages nearest to it are given.")
    if left is None:
        return how
    short = Words("It does not fit whole: {left} tokens of context are left.", left=f"{max(0, left):,}")
    return joined(" ", (short, how))


def looking_caption(documents: int) -> Words:
    """While passages are looked for."""
    if documents == 1:
        return Words("Looking in 1 document…")
    return Words("Looking in {count} documents…", count=f"{documents:,}")


def reading_files_caption(files: int) -> Words:
    """While a question waits for its files."""
    if files == 1:
        return Words("Reading the attached file…")
    return Words("Reading {count} attached files…", count=files)


def forget_caption(answers: int, *, in_memory: bool = False) -> Words:
    """What goes with a document, and what stays. ``in_memory``: it was attached to a temporary chat."""
    first = Words(
        "What was read of it is deleted for good, in all chats and collections, and overwritten on this disk."
    )
    if in_memory:
        first = Words("What was read of it is deleted; it was only in memory.")
    given = Words(
        "So are the passages that {count} answers were given; the answers themselves stay.", count=answers
    )
    if answers == 1:
        given = Words("So are the passages that 1 answer was given; the answer itself stays.")
    last = Words("The file itself is not touched.")
    return joined(" ", (first, given, last) if answers else (first, last))
