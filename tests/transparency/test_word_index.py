"""The index of words is a shortcut: with it a rule finds exactly what it finds without."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.transparency.card_text.card import ParsedCard
from explorer.transparency.card_text.word_index import WordIndex
from explorer.transparency.phrases.cues import lines_by_cue
from explorer.transparency.phrases.phrase import Finder, Phrase, phrase, phrase_list
from explorer.transparency.phrases.phrase_book import PhraseEntry, area_names, names_of
from tests.transparency.cards import WREN
from tests.transparency.examples import examples

PHRASES = [phrase(name) for area in area_names() for name in names_of(area)]
LINES = [(one, number) for one in PHRASES for number in range(len(one.entry.lines))]
TEXTS = [example.text for example in examples()]


def told_by(match: re.Match[str] | None) -> tuple[Any, ...] | None:
    """What a rule may ask of a match."""
    if match is None:
        return None
    # The groups of other lines are not there where a line is tried alone.
    groups = tuple(group for group in match.groups() if group is not None)
    return match.span(), match.groupdict(), match.lastgroup, groups


def found(text: str, pattern: Finder) -> re.Match[str] | None:
    """What the index finds in a text of one sentence."""
    index = WordIndex()
    number = index.add(text)
    return index.find(pattern, number) if index.may_match(pattern, number) else None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*TEXTS, WREN]), min_size=1, max_size=12).map("\n\n".join))
def test_no_sentence_is_passed_over_that_matches(card: str) -> None:
    for passage in ParsedCard(card).passages:
        for pattern in PHRASES:
            assert told_by(passage.find(pattern)) == told_by(pattern.search(passage.text))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), st.sampled_from(PHRASES))
def test_nor_any_other_text(text: str, pattern: Phrase) -> None:
    assert told_by(found(text, pattern)) == told_by(pattern.search(text))


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from(LINES))
def test_whatever_a_line_can_match_is_found(data: st.DataObject, line: tuple[Phrase, int]) -> None:
    pattern, number = line
    other = data.draw(st.integers(0, len(pattern.entry.lines) - 1))
    text, behind = (
        data.draw(st.from_regex(re.compile(pattern.entry.pattern_of([one]), pattern.flags)))
        for one in (number, other)
    )
    assert told_by(found(text, pattern)) == told_by(pattern.search(text)) is not None
    both = f"{text} {behind}"  # of two lines the first in the text counts, else the first of the phrase
    assert told_by(found(both, pattern)) == told_by(pattern.search(both))


@pytest.mark.parametrize(
    ("within", "lines", "text", "matched"),
    [
        ("(?:small )?(?:{})", ("small", "wren"), "a small wren", "small wren"),
        (r"\(?(?:{})", (r"\(wren", "wren owl"), "(wren owl", "(wren owl"),
        ("(?:{}){2}", ("wren", "owl"), "wren owlwren", "owlwren"),
        ("(?:{})+", ("wren", "owl"), "wrenowl", "wrenowl"),
    ],
)
def test_what_stands_around_the_lines_counts_more_than_their_order(
    within: str, lines: tuple[str, ...], text: str, matched: str
) -> None:
    pattern = Phrase("birds.made_up")
    pattern.entry = PhraseEntry(lines, (), within=within)
    match = found(text, pattern)
    assert match is not None
    assert match[0] == matched


@pytest.mark.parametrize(
    ("pattern", "cues"),
    [
        (r"\bfine-?tun(?:ed|ing)\b", {" fine"}),
        (r"\b(?:corpus|pages?)\b", {" corpus ", " page"}),
        (r"\b(?:corpus|page)", {" corpus", " page"}),
        (r"(?:the )*?\b(?:corpus|page)+\b", {"corpus", "page"}),
        (r"(?<![\w-])corp\w+(?!us| pile)", {" corp"}),
        (r"[\W_]wren[\s.,-]+\bnest", {" wren "}),
        (r"(?:pre-?){0,1}train(?: on){1,3}?\.", {"train"}),
        (r"(?P<first>pile) or (?P=first)\1 \bwrens", {" wrens"}),
        (r"data|\d+", set()),
        (r"(?:corpus)?", set()),
        (r"[Cc]\w{2}\u0041{2}", set()),
        (r"\Bpile", {"pile"}),
        (r"(?<![A-Za-z\d])arc\b", {" arc "}),
        (r"(?<![A-Za-z\d])τ2\b", {"τ "}),
        (r"<b>(?:wren|owl)s", {" wren", " owl"}),
        (r"ſtory|straſſe|ılam", {"story", "strasse", "ilam"}),
        (r"知识截至", {"知识截至"}),
        (r"_{3,} owls|wren{01,2}s", {" owls", "wren"}),
        (r"[](]wren", {"wren"}),
    ],
)
def test_the_words_that_a_pattern_needs_are_read_off_it(pattern: str, cues: set[str]) -> None:
    assert set(lines_by_cue((pattern,))) - {""} == cues


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\[[^]]+corpus\]", "see [mycorpus]"),
        (r"\[[^\]]+corpus\]", "see [mycorpus]"),
        (r"[]a-z]wren", "xwren"),
        (r"[^]a-c]wren", "xwren"),
        (r"[]\]]wren", "]wren"),
        (r"_{3,}", "fill ____ in"),
        (r"_{3,}?wren", "____wren"),
        (r"_+wren", "a__wren"),
        (r"\U0001F917", "🤗 hub"),
        (r"\N{HUGGING FACE}", "🤗 hub"),
        (r"\N{LATIN SMALL LETTER W}ren", "mywren"),
        (r"wren{0}", "wre"),
        (r"wre(?:n owl){0}", "wre"),
        (r"wren{00,1}s", "wres"),
        (r"(?<![\\w])wren", "xwren"),
        (r"(?<![\\d\]A-Za-z])wren", "2wren"),
        (r"(?<![^\\w])wren", "wwren"),
        (r"100", "cc100٣"),
        (r"16", "f16٣"),
        (r"6٣", "f16٣"),
    ],
)
def test_what_may_stand_around_a_word_hides_it_nowhere(pattern: str, text: str) -> None:
    for either in (0, re.IGNORECASE):
        compiled = re.compile(pattern, either)
        assert told_by(found(text, compiled)) == told_by(compiled.search(text)) is not None


def test_a_sentence_that_comes_late_is_found_too() -> None:
    index = WordIndex()
    pattern, phrases = phrase("amounts.until"), phrase_list("origin.distilled_from")
    first = index.add("nothing here")
    assert not index.may_match(pattern, first)
    assert not index.likely(phrases, first)
    late = index.add("data until March 2024; distilled from Kestrel-7B")
    assert index.may_match(pattern, late)
    assert index.find(pattern, late)
    assert index.likely(phrases, late)


def test_nearly_all_lines_have_a_cue() -> None:
    without = sum(len(one.cues.get("", ())) for one in PHRASES)
    assert 0 < without < len(LINES) / 20


# What keeps words apart: boundaries, runs of digits and letters, other letters, the start of a text.
WRITTEN = (
    r"\b(?:fine-?tun\w+|q?lora|sft|dpo|rlhf|merg\w+|v\d+|[ab][1-9]0+)\b",
    r"(?<![A-Za-z\d])(?:MATH|ARC(?:[- ]?[CE])?|1BW|GSM-?8K|DROP|τ|BoolQ|SQuAD)(?![A-Za-z])",
    r"(?<![\w.])(?:\d{1,4}|one|two|three|four|five|six|seven) (?:x |of )?gpus?\b",
    r"^\W{0,4}(?:merged|tuned|made|built|based|quantized|trained|adapted)\b|\b(?:MoE|phi|team|owl|lora|math|ai|gpus)\b",
    r"\b[A-Z]\w+ (?:AI|Labs)\b|\b(?:a|an|the|by|of|from|with|and) team\b",
    r"(?<![A-Za-z\d.])(?:\d{1,2}|zero|few|one|five)[- ]?shots?|(?<!\d)(?:\d{3}|1)-dim",
    r"llama|-base|qwen\d|gemma|pythia|bloom|n['’]t|\bphi\b|评测|§\d|istanbul|ılama",
)
PIECES = (
    "fine-tuned", "Finetuning", "QLoRA", "lora2", "a100", "b90", "v12", "MATH", "éMATH", "math", "ARC-C",
    "1BW", "21BW", "GSM8K", "τ", "8 GPUs", "12 x gpu", "x8 gpus", "one of gpu", "Merged", "  trained",
    "Owl AI", "owl AI", "the team", "CodeLlama", "my-base", "qwen2", "didn’t", "phi", "φ", "İstanbul",
    "ſft", "ılama", "ILAMA", "评测", "§3", "_sft", "sft_", ".", " ", "-", "\n", "٣ gpus", "²",
    "5-shot", "15 shots", "zeroshot", "512-dim", "1-dim", "a5",
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.sampled_from(WRITTEN),
    st.sampled_from([0, re.IGNORECASE]),
)
def test_words_are_kept_apart_as_the_pattern_does(text: str, words: str, flags: int) -> None:
    pattern = re.compile(words, flags)
    assert told_by(found(text, pattern)) == told_by(pattern.search(text))
