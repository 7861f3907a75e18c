"""What a sentence says of a model's origin, whatever the models in it are called.

The models of a sentence are marked first; the patterns here only know the words around the marks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrase, phrase_list
from explorer.transparency.rules.lineage.names import ITSELF, MarkedSentence, Mention, is_model_name

_OTHER_THING = phrase("origin.other_thing")
_MODEL_ON_DATA = phrase("origin.model_on_data")
_OTHER_KIND = phrase("origin.other_kind")
_IS_OF_KIND = phrase("origin.is_of_kind")
_THE_OTHER = phrase("origin.the_other")
_HELPS = phrase("origin.helps")
_AS_HELPER = phrase("origin.as_helper")
_MADE_DATA = phrase("origin.made_data")
_FOR_DATA = phrase("origin.for_data")
_ADVICE = phrase("origin.advice")
_SAME_AS = phrase("origin.same_as")
_ONE_OF_TWO = phrase("origin.one_of_two")
_NOT_SO = phrase("origin.not_so")  # "a non fine-tuned version of X"
_LIKE_ONE = phrase("origin.like_one")  # "smart like a good X finetune"
_OURS = phrase("origin.ours")
_DATA_TRAINED = phrase("origin.data_trained")
_FROM_THIS = phrase("origin.from_this")
_BUILT_ON = phrase("origin.built_on")
_REPO_HOLDS = phrase("origin.repo_holds")
_IS_ONE = phrase("origin.is_one")
_AND_MORE = phrase("origin.and_more")
_AND_NAMED = phrase("origin.and_named")
_OF_ANOTHER = phrase("origin.of_another")
_NO_PARENT_KIND = frozenset((
    "beta", "alpha", "preview", "early",
    "sister", "sibling", "companion", "twin", "brother", "new", "third", "fourth", "final",
    "larger", "bigger", "smaller", "newer", "next", "previous", "earlier", "older", "later", "other", "both",
    "two", "latest", "all", "original", "parameter", "parameters", "different", "which", "any",
    "first", "second", "future", "current", "retrained", "re-trained", "miniature",
    "non-finetuned", "old",
    "non-quantized", "unquantized", "full-precision", "full", "complete", "that", "online", "hosted",
))  # fmt: skip
_SUBJECT = phrase("origin.subject")
IS_MODEL = phrase("origin.is_model")
TRAINED_ON = phrase("origin.trained_on")
_BEFORE = phrase_list("origin.before")
_AFTER = phrase_list("origin.after")
_SHRUNK_KIND = phrase("origin.shrunk_kind")


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
    text = sentence.text
    for one in map(_BEFORE.__getitem__, passage.likely(_BEFORE)):
        relation, needs_sure = one.value, one.entry.is_sure
        for match in one.finditer(text):
            mention = sentence.mentions[int(match["n"] or match[match.lastgroup or 0])]
            is_model = (mention.is_sure or not needs_sure) and IS_MODEL.match(text, match.end())
            if relation == "unknown" and not mention.is_exact:  # "a fork of gpt-neox" is one of its code
                continue
            is_ours = is_model and _is_of_this(text[: match.start()], is_helper=is_helper)
            is_ours = is_ours and (is_helper or not _AS_HELPER.match(text, match.end()))
            if is_ours and (made := _relation(relation, match)):
                is_of_repo = made == "quantized" and bool(_REPO_HOLDS.match(text[: match.start()]))
                yield Statement(made, mention, match.start(), is_weak=needs_sure, is_of_repo=is_of_repo)
                yield from _others(sentence, match, made)
    for match in TRAINED_ON.finditer(text) if passage.may_match(TRAINED_ON) else ():
        mention = sentence.mentions[int(match["n"])]
        if (
            mention.is_of_family
            and IS_MODEL.match(text, match.end())
            and (
                _is_of_this(before := text[: match.start()], is_helper=is_helper)
                or _DATA_TRAINED.search(before)
            )
        ):
            yield Statement("finetune", mention, match.start(), is_weak=True)
    for one in map(_AFTER.__getitem__, passage.likely(_AFTER)):
        relation = one.value
        for match in one.finditer(text):
            mention = sentence.mentions[int(match["n"])]
            is_child = _FROM_THIS.search(text, match.end()) or (
                relation == "sized" and mention.is_named_only and not mention.is_sized
            )
            before = text[: match.start("n") - 1]
            is_child = is_child or text.startswith("-generated", match.end("n"))
            is_aside = _ONE_OF_TWO.search(before) or _LIKE_ONE.search(before) or _ADVICE.search(before)
            if not is_child and not is_aside:
                made = _relation("finetune" if relation == "sized" else relation, match)
                yield Statement(made, mention, match.start(), is_subject=bool(_SUBJECT.match(match[0])))


def _others(sentence: MarkedSentence, match: re.Match[str], relation: str) -> Iterator[Statement]:
    """ "a merge of A, B and C", "it is built on A and B": what follows the first."""
    before = sentence.text[: match.start()]
    is_joint = bool(_BUILT_ON.match(match[0]) and (_IS_ONE.search(before) or not before.strip()))
    if relation != "merge" and not is_joint:
        return
    at = match.end()
    while more := _AND_MORE.match(sentence.text, at):
        at = more.end()
        mention = sentence.mentions[int(more["n"])]
        if relation == "merge" or mention.is_sure:
            yield Statement(relation, mention, match.start(), is_joint=is_joint)
    named = _AND_NAMED.match(sentence.text, at) if relation == "merge" else None
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
    return (
        "quantized"
        if _SHRUNK_KIND.search(kind)
        else "distillation"
        if kind.lower().rsplit("-", 1)[-1] in {"pruned", "distilled"}
        else relation
    )


def _is_of_this(before: str, *, is_helper: bool) -> bool:
    """Whether the words before speak of this model, not of data, tools, advice or another model."""
    is_kind = _IS_OF_KIND.search(before) and (is_helper or not _THE_OTHER.match(before))
    return not (
        (_OTHER_THING.search(before) and not _MODEL_ON_DATA.search(before))
        or (not is_helper and _HELPS.search(before))
        or (_OTHER_KIND.search(before) and not is_kind)
        or _MADE_DATA.search(before)
        or _FOR_DATA.search(before)
        or (_ADVICE.search(before) and not _OURS.search(before) and not before.startswith(f"{ITSELF} is "))
        or _OF_ANOTHER.search(before)
        or _SAME_AS.search(before)
        or _NOT_SO.search(before)
    )
