"""What a sentence says of a model's origin, whatever the models in it are called.

The models of a sentence are marked first; the patterns here only know the words around the marks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.origins import (
    is_advised,
    is_aside,
    is_helped,
    is_made_from_this,
    is_of_another,
    is_of_made_data,
    is_of_other_kind,
    is_of_other_thing,
    is_used_as_helper,
)
from explorer.transparency.phrases.phrase import phrase_list, phrases_of
from explorer.transparency.rules.lineage.names import MarkedSentence, Mention, is_model_name

origin = phrases_of("origin")

_NO_PARENT_KIND = frozenset((
    "beta", "alpha", "preview", "early",
    "sister", "sibling", "companion", "twin", "brother", "new", "third", "fourth", "final",
    "larger", "bigger", "smaller", "newer", "next", "previous", "earlier", "older", "later", "other", "both",
    "two", "latest", "all", "original", "parameter", "parameters", "different", "which", "any",
    "first", "second", "future", "current", "retrained", "re-trained", "miniature",
    "non-finetuned", "old",
    "non-quantized", "unquantized", "full-precision", "full", "complete", "that", "online", "hosted",
))  # fmt: skip
_BEFORE = phrase_list(
    "origin.quantized_from",
    "origin.converted_from",
    "origin.adapter_for",
    "origin.distilled_from",
    "origin.tuned_from",
    "origin.begun_from",
    "origin.changed_from",
    "origin.tuned_by_method",
    "origin.extended_from",
    "origin.trained_on_it",
    "origin.a_tuned_one",
    "origin.named_as_base",
    "origin.uploaded_again",
    "origin.from_abroad",
    "origin.merged_from",
)
_AFTER = phrase_list("origin.after")


@dataclass(frozen=True)
class Statement:
    """``mention`` is what this model was made from, as one place of a sentence says.

    ``is_weak``: "fine-tuned X", which may also name the product. ``is_joint``: "built on X and Y".
    ``is_subject``: "X was fine-tuned", where X may be this model or its sibling. ``is_of_repo``: "this
    repository holds GGUF files of X".
    """

    relation: str
    mention: Mention
    at: int
    is_weak: bool = False
    is_joint: bool = False
    is_subject: bool = False
    is_of_repo: bool = False


def statements(passage: Passage, sentence: MarkedSentence, *, is_helper: bool = False) -> list[Statement]:
    """What a sentence states, in its order, each model once.

    ``sentence``: the passage with its models marked. ``is_helper``: this is a judge, a reward model or so.
    """
    if not sentence.mentions:
        return []
    found: dict[str, Statement] = {}
    for one in sorted(_all(passage, sentence, is_helper=is_helper), key=lambda s: s.at):
        had = found.get(one.mention.id)
        if had is None or had.relation == "unknown" or (had.is_weak and not one.is_weak):
            found[one.mention.id] = one
    return list(found.values())


def _all(passage: Passage, sentence: MarkedSentence, *, is_helper: bool) -> Iterator[Statement]:
    yield from _by_words_before(passage, sentence, is_helper=is_helper)
    yield from _trained_on(passage, sentence, is_helper=is_helper)
    yield from _by_words_after(passage, sentence)


def _by_words_before(passage: Passage, sentence: MarkedSentence, *, is_helper: bool) -> Iterator[Statement]:
    """ "Built on §0"."""
    text = sentence.text
    for one in passage.likely(_BEFORE):
        needs_sure = one.entry.is_sure
        for match in one.finditer(text):
            mention = sentence.mentions[int(match["n"] or match[match.lastgroup or 0])]
            start, end = match.span()
            if one.value == "unknown" and not mention.is_exact:  # "a fork of gpt-neox" is one of its code
                continue
            is_model = (mention.is_sure or not needs_sure) and origin.is_model.match(text, end)
            if not is_model or not _is_of_this(text, start, is_helper=is_helper):
                continue
            if not is_helper and is_used_as_helper(text, start, end):
                continue
            if made := _relation(one.value, match):
                is_of_repo = made == "quantized" and bool(origin.repo_holds.match(text[:start]))
                yield Statement(made, mention, start, is_weak=needs_sure, is_of_repo=is_of_repo)
                yield from _others(sentence, match, made)


def _trained_on(passage: Passage, sentence: MarkedSentence, *, is_helper: bool) -> Iterator[Statement]:
    """ "Trained on §0", where that is no data set."""
    text = sentence.text
    for match in origin.trained_on.finditer(text) if passage.may_match(origin.trained_on) else ():
        mention, start = sentence.mentions[int(match["n"])], match.start()
        is_model = mention.is_of_family and origin.is_model.match(text, match.end())
        is_after_data = is_model and origin.data_trained.search(text[:start])
        if is_model and (is_after_data or _is_of_this(text, start, is_helper=is_helper)):
            yield Statement("finetune", mention, start, is_weak=True)


def _by_words_after(passage: Passage, sentence: MarkedSentence) -> Iterator[Statement]:
    """ "§0 was fine-tuned"."""
    text = sentence.text
    for one in passage.likely(_AFTER):
        is_sized = one.value == "sized"
        for match in one.finditer(text):
            mention = sentence.mentions[int(match["n"])]
            is_kind = is_sized and mention.is_named_only and not mention.is_sized
            if is_kind or text.startswith("-generated", match.end("n")):
                continue
            if not is_made_from_this(text, *match.span()) and not is_aside(text, match.start("n") - 1):
                made = _relation("finetune" if is_sized else one.value, match)
                yield Statement(made, mention, match.start(), is_subject=bool(origin.subject.match(match[0])))


def _others(sentence: MarkedSentence, match: re.Match[str], relation: str) -> Iterator[Statement]:
    """ "a merge of A, B and C", "it is built on A and B": what follows the first."""
    before = sentence.text[: match.start()]
    is_joint = bool(origin.built_on.match(match[0]) and (origin.is_one.search(before) or not before.strip()))
    if relation != "merge" and not is_joint:
        return
    at = match.end()
    while more := origin.and_more.match(sentence.text, at):
        at = more.end()
        mention = sentence.mentions[int(more["n"])]
        if relation == "merge" or mention.is_sure:
            yield Statement(relation, mention, match.start(), is_joint=is_joint)
    named = origin.and_named.match(sentence.text, at) if relation == "merge" else None
    if named and is_model_name(named["name"]):
        mention = Mention(named["name"].rstrip(".-"), is_named_only=True, is_sure=False)
        yield Statement(relation, mention, match.start())


def _relation(relation: str, match: re.Match[str]) -> str:
    """ "" where the words say that it is only another model of the family."""
    kind = match.groupdict().get("kind")
    if kind is None:
        return relation
    if kind.lower() in _NO_PARENT_KIND:
        return ""
    if origin.shrunk_kind.search(kind):
        return "quantized"
    return "distillation" if kind.lower().rsplit("-", 1)[-1] in {"pruned", "distilled"} else relation


def _is_of_this(text: str, start: int, *, is_helper: bool) -> bool:
    """Whether the words before a place speak of this model, not of data, tools, advice or another model."""
    if any(
        is_other(text, start) for is_other in (is_of_other_thing, is_of_made_data, is_advised, is_of_another)
    ):
        return False
    if is_helper:  # and as such one of another kind
        return bool(origin.is_of_kind.search(text[:start])) or not is_of_other_kind(text, start)
    return not is_helped(text, start) and not is_of_other_kind(text, start)
