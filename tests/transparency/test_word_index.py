"""The index of words is a shortcut: with it a rule finds exactly what it finds without."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.transparency.card_text.card import ParsedCard
from explorer.transparency.card_text.needed_words import needed_parts
from explorer.transparency.card_text.pattern_starts import starts_of
from explorer.transparency.card_text.word_index import WordIndex
from explorer.transparency.phrases.phrase import Phrase, phrase
from explorer.transparency.phrases.phrase_book import area_names, names_of
from tests.transparency.cards import WREN
from tests.transparency.examples import examples


def place_of(match: re.Match[str] | None) -> tuple[int, int] | None:
    return match.span() if match else None


PATTERNS = [phrase(name) for area in area_names() for name in names_of(area)]
TEXTS = [example.text for example in examples()]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*TEXTS, WREN]), min_size=1, max_size=12).map("\n\n".join))
def test_no_sentence_is_passed_over_that_matches(card: str) -> None:
    for passage in ParsedCard(card).passages:
        for pattern in PATTERNS:
            assert place_of(passage.find(pattern)) == place_of(pattern.search(passage.text))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), st.sampled_from(PATTERNS))
def test_nor_any_other_text(text: str, pattern: Phrase) -> None:
    index = WordIndex()
    number = index.add(text)
    assert index.may_match(pattern, number) or not pattern.search(text)
    assert place_of(index.find(pattern, number)) == place_of(pattern.search(text))


def test_words_are_needed_as_the_pattern_says() -> None:
    assert needed_parts(r"\bfine-?tun(?:ed|ing)\b", re.IGNORECASE) == {" fine ", " finetun"}
    assert needed_parts(r"\b(?:corpus|pages?)\b", re.IGNORECASE) == {" corpus ", " page"}
    assert needed_parts(r"\b(?:corpus|page)", re.IGNORECASE) == {" corpus", " page"}
    assert needed_parts(r"\b(?:corpus|page)+\b", re.IGNORECASE) == {" corpus", " page"}
    assert needed_parts(r"data|\d+", re.IGNORECASE) == set()
    assert needed_parts(r"\Bpile", 0) == {"pile"}


# What tells beginnings apart: boundaries, runs of digits and letters, capitals, the start of a text.
WRITTEN = (
    r"\b(?:fine-?tun\w+|q?lora|sft|dpo|rlhf|merg\w+|v\d+|[ab][1-9]0+)\b",
    r"(?<![A-Za-z])(?:MATH|ARC(?:[- ]?[CE])?|1BW|GSM-?8K|DROP|τ|BoolQ|SQuAD)(?![A-Za-z])",
    r"(?<![\w.])(?:\d{1,4}|one|two|three|four|five|six|seven) (?:x |of )?gpus?\b",
    r"^\W{0,4}(?:merged|tuned|made|built|based|quantized|trained|adapted)\b|\b(?:MoE|phi|team|owl|lora|math|ai|gpus)\b",
    r"\b[A-Z]\w+ (?:AI|Labs)\b|\b(?:a|an|the|by|of|from|with|and) team\b",
    r"(?<![A-Za-z\d.])(?:\d{1,2}|zero|few|one|five)[- ]?shots?|(?<!\d)(?:\d{3}|1)-dim",
    r"llama|-base|qwen\d|gemma|pythia|bloom|n['’]t|\bphi\b|评测|§\d",
)
PIECES = (
    "fine-tuned", "Finetuning", "QLoRA", "lora2", "a100", "b90", "v12", "MATH", "éMATH", "math", "ARC-C",
    "1BW", "21BW", "GSM8K", "τ", "8 GPUs", "12 x gpu", "x8 gpus", "one of gpu", "Merged", "  trained",
    "Owl AI", "owl AI", "the team", "CodeLlama", "my-base", "qwen2", "didn’t", "phi", "φ", "İstanbul",
    "ſft", "ılama", "评测", "§3", "_sft", "sft_", ".", " ", "-", "\n", "٣ gpus", "²",
    "5-shot", "15 shots", "zeroshot", "512-dim", "1-dim", "a5",
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.sampled_from(WRITTEN),
    st.sampled_from([0, re.IGNORECASE]),
)
def test_the_first_place_is_found_wherever_a_pattern_can_begin(text: str, words: str, flags: int) -> None:
    pattern = re.compile(words, flags)
    index = WordIndex()
    number = index.add(text)
    index.look_up(pattern)
    index.candidates[id(pattern)] = None
    assert place_of(index.find(pattern, number)) == place_of(pattern.search(text))


def test_beginnings_are_known_of_patterns_with_many_choices() -> None:
    assert all(starts_of(words, 0) is not None for words in WRITTEN)
    assert starts_of(r"\w+ model", 0) is None
