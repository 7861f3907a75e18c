"""A need in words: each answer, what follows from it, and what "I do not know" means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from explorer.choose.need import InUnion, Need, Pace, Privacy, Purpose, UseAt
from explorer.domain.languages import language_name
from explorer.domain.words import Words, enumerated

type Asked = Literal["purposes", "languages", "used_at", "in_union", "privacy", "pace"]  # as of Need

UNKNOWN = Words("I do not know")
_LONGEST = 50  # letters of a proposed title

PURPOSES: Mapping[Purpose, Words] = {
    Purpose.EXTRACTION: Words("Extracting data"),
    Purpose.DOCUMENTS: Words("Documents"),
    Purpose.SUMMARIES: Words("Summaries"),
    Purpose.CHAT: Words("Chat"),
    Purpose.WRITING: Words("Writing"),
    Purpose.CODE: Words("Code"),
    Purpose.TRANSLATION: Words("Translation"),
    Purpose.HEALTHCARE: Words("Healthcare"),
    Purpose.FINANCE: Words("Finance"),
    Purpose.SCIENCE: Words("Science"),
}
USED_AT: Mapping[UseAt, Words] = {
    UseAt.PRIVATE: Words("Only for myself"),
    UseAt.WORK: Words("At work"),
    UseAt.PRODUCT: Words("In a product we sell"),
    UseAt.UNKNOWN: UNKNOWN,
}
IN_UNION: Mapping[InUnion, Words] = {
    InUnion.YES: Words("Yes"),
    InUnion.NO: Words("No"),
    InUnion.UNKNOWN: UNKNOWN,
}
PRIVACY: Mapping[Privacy, Words] = {
    Privacy.HERE: Words("Stay on this machine"),
    Privacy.SERVER: Words("May go to a server I name"),
    Privacy.UNKNOWN: UNKNOWN,
}
PACE: Mapping[Pace, Words] = {
    Pace.READING: Words("As fast as I read"),
    Pace.WAIT: Words("I can wait"),
    Pace.UNKNOWN: UNKNOWN,
}
_UNKNOWN_MEANS: Mapping[Asked, Words] = {
    "purposes": Words("Nothing chosen: chat models are looked for."),
    "languages": Words("None chosen: no model is left out for its languages."),
    "used_at": Words("Taken as work: models that forbid it are left out."),
    "in_union": Words("Models whose license excludes the European Union stay, and are marked."),
    "privacy": Words("Taken as private: nothing leaves this machine."),
    "pace": Words("No model is left out for its speed."),
}
_MEANS: Mapping[tuple[Asked, str], Words] = {
    ("used_at", UseAt.PRIVATE): Words("Licenses that forbid commercial use are fine, too."),
    ("used_at", UseAt.WORK): Words("The license must allow commercial use."),
    ("used_at", UseAt.PRODUCT): Words("The license must allow commercial use; its conditions are told."),
    ("in_union", InUnion.YES): Words("Models whose license excludes the European Union are left out."),
    ("in_union", InUnion.NO): Words("What a license says of the European Union does not count."),
    ("privacy", Privacy.HERE): Words("Only models that run here."),
    ("privacy", Privacy.SERVER): Words("Models at the servers you added are candidates, too."),
    ("pace", Pace.READING): Words("Models slower than you read are left out."),
    ("pace", Pace.WAIT): Words("Slow models are candidates, too."),
}
_SEVERAL_MEAN: Mapping[Asked, Words] = {
    "purposes": Words("Found by what publishers say. The trial shows how well each does it."),
    "languages": Words("Left out: models that name their languages, but not all of these."),
}


@dataclass(frozen=True)
class AnswerWords:
    """``means``: what follows from it, "" where it speaks for itself."""

    question: Words
    answer: str
    means: str = ""


def unknown_means(asked: Asked) -> Words:
    """What follows from "I do not know", or from nothing chosen."""
    return _UNKNOWN_MEANS[asked]


def means(asked: Asked, answer: str) -> str:
    """What follows from an answer; "" of an answer stands for "I do not know". Of what is typed, and of
    several that are chosen, any text does.
    """
    if not answer:
        return unknown_means(asked)
    return _SEVERAL_MEAN.get(asked) or _MEANS.get((asked, answer), Words(""))


def purpose_names(need: Need) -> Words:
    """ "Extracting data, Chat", in the order in which they are asked."""
    return enumerated(words for purpose, words in PURPOSES.items() if purpose in need.purposes)


def language_names(need: Need) -> Words:
    return enumerated(map(language_name, need.languages))


def answer_words(need: Need) -> tuple[AnswerWords, ...]:
    """Every question with its answer, in the order of the page."""
    for_what = enumerated((need.words, purpose_names(need)))
    return (
        _told("purposes", Words("What is it for?"), for_what),
        _told("languages", Words("In which languages?"), language_names(need)),
        _told("used_at", Words("Do you use it at work?"), USED_AT[need.used_at], need.used_at),
        _told("in_union", Words("Used in the European Union?"), IN_UNION[need.in_union], need.in_union),
        _told("privacy", Words("Where may prompts go?"), PRIVACY[need.privacy], need.privacy),
        _told("pace", Words("How fast must answers come?"), PACE[need.pace], need.pace),
    )


def need_chips(need: Need) -> tuple[str, ...]:
    """What was answered, short, as for the head of a page; what is not known is left out."""
    used = {
        UseAt.PRIVATE: Words("for myself"),
        UseAt.WORK: Words("at work"),
        UseAt.PRODUCT: Words("in a product"),
    }
    private = {Privacy.HERE: Words("stays here"), Privacy.SERVER: Words("may go to a server")}
    pace = {Pace.READING: Words("as fast as I read"), Pace.WAIT: Words("may be slow")}
    union = Words("in the European Union") if need.in_union is InUnion.YES else ""
    chips = (
        used.get(need.used_at, ""),
        union,
        language_names(need),
        private.get(need.privacy, ""),
        pace.get(need.pace, ""),
    )
    return tuple(chip for chip in chips if chip)


def proposed_title(need: Need) -> str:
    """What a decision is called until the person says otherwise; "" while nothing is said."""
    line = " ".join(need.words.split())
    if len(line) > _LONGEST:
        line = f"{line[:_LONGEST].rsplit(' ', 1)[0].rstrip(' ,.;:')}…"
    return line or purpose_names(need)


def _told(asked: Asked, question: Words, words: str, answer: str | None = None) -> AnswerWords:
    """``answer``: of one that is chosen from a few; what is typed, or several, stands for itself."""
    known = bool(words if answer is None else answer)
    if answer is None and known:
        return AnswerWords(question, words)
    return AnswerWords(question, words if known else UNKNOWN, means(asked, answer or ""))
