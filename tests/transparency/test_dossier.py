"""What is found in a card as a whole, in words too; hostile cards and odd answers are survived."""

import json
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.domain.facts import Dossier, Verdict, is_said
from explorer.transparency.dossier import headline
from explorer.transparency.facts_json import dossier_json
from explorer.transparency.rubric import TERMS, dimensions, group_title, groups, title_of
from explorer.transparency.sheet_view.counts import counts_words, group_note
from tests.transparency.cards import WREN, dossier

SILENCES = (
    "\n\n## Bias\n\n[More Information Needed]\n",
    "\n\n<!-- This model is licensed under GPL 3.0. -->\n",
    "\n\n```\nlicense: gemma\n```\n",
    "\n\n## Training data\n\n## License\n",
    "\n\n- [License](#license)\n",
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(SILENCES), max_size=6).map("".join))
def test_adding_silence_changes_nothing(silence: str) -> None:
    assert dossier(WREN + silence) == dossier(WREN)


def test_a_large_hostile_card_is_answered_soon() -> None:
    started = time.process_time()
    dossier("trained on pre-trained [data](x) under the license using 3 million tokens based on " * 12_000)
    assert time.process_time() - started < 8.0


def test_odd_answers_of_the_hub_are_survived() -> None:
    api = {
        "tags": "gguf",
        "cardData": [1],
        "siblings": [None, 3],
        "gated": {"x": 1},
        "gguf": 7,
        "baseModels": {"models": [1, {"id": 2}]},
    }
    header = {
        "general.license": 5,
        "general.architecture": "x",
        "x.context_length": "long",
        "general.languages": 4,
    }
    found = dossier("", api=api, header=header)
    assert [f.dimension for f in found.findings] == [d.id for d in dimensions() if found.get(d.id)]


def test_nothing_at_hand_is_not_checked() -> None:
    assert {f.verdict for f in dossier().findings} == {Verdict.NOT_CHECKED}


def test_an_empty_card_discloses_nothing() -> None:
    found = dossier("")
    assert not any(is_said(f) for f in found.findings)
    license_ = found.get("license")
    assert license_ is not None
    assert license_.searched == ("card",)


def test_json_has_the_shape_that_is_measured() -> None:
    answer = json.loads(json.dumps(dossier_json(dossier(WREN), "wren.md")))
    assert answer["file"] == "wren.md"
    license_ = next(f for f in answer["findings"] if f["dimension"] == "license")
    assert (license_["verdict"], license_["value"]) == ("open", "apache-2.0")
    assert license_["evidence"][0]["quote"] == "license: apache-2.0"
    assert (license_["evidence"][0]["first_line"], license_["evidence"][0]["last_line"]) == (2, 2)


def test_the_headline_answers_in_words() -> None:
    work, openness, origin = headline(dossier(WREN))
    assert work == ("May I use it at work?", "Yes", "Apache 2.0 · open source")
    verdicts = [f.verdict for f in dossier(WREN).findings if f.dimension not in TERMS]  # as the sheet counts
    answered = sum(verdicts.count(v) for v in (Verdict.OPEN, Verdict.PARTIAL, Verdict.CLOSED))
    asked = len(verdicts) - verdicts.count(Verdict.NOT_APPLICABLE)
    assert openness.answer == f"{answered} of {asked} disclosed"
    assert "Training data" not in openness.note
    assert origin.question == "Where does it come from?"


def test_where_sources_disagree_is_counted_too_and_the_terms_are_told_in_words() -> None:
    findings = dossier(
        "---\nlicense: mit\ndatasets: [a/b]\n---\n# Wren\n\nWren was trained on a/b.\n"
    ).findings
    disputed = [replace(f, conflict="x") if f.dimension in {"license", "weights"} else f for f in findings]
    assert counts_words(disputed).endswith("sources disagree on 2")
    assert "disagree" not in counts_words(findings)
    terms = [f for f in findings if f.dimension in {*TERMS, "weights"}]
    assert group_note(terms) == "MIT · open source"
    assert group_note([f for f in findings if f.dimension == "lineage"]) == "1 not disclosed"


def test_what_nobody_could_read_is_not_counted_as_silence() -> None:
    found = dossier(WREN)
    unread = [replace(f, verdict=Verdict.NOT_CHECKED, evidence=()) for f in found.findings[6:]]
    assert not any(f.dimension in TERMS for f in unread)
    openness = headline(Dossier("", (*found.findings[:6], *unread)))[1]
    assert f"{len(unread) + 1} not checked" in openness.note  # and nobody hashed the file


def test_the_headline_says_that_the_training_data_are_not_disclosed() -> None:
    assert "Training data: not disclosed" in headline(dossier("---\nlicense: mit\n---\n"))[1].note


def test_the_headline_warns_of_conditions_conflicts_and_silence() -> None:
    gemma = headline(dossier("---\nlicense: gemma\n---\n"))[0]
    assert gemma.answer == "Yes, with conditions"
    assert "prohibited uses" in gemma.note
    assert "disagree" in headline(dossier(WREN, header={"general.license": "gemma"}))[0].note
    assert headline(dossier("Hello."))[0].answer == "Not stated"
    assert [h.answer for h in headline(dossier())] == ["Not checked"] * 3


def test_the_rubric_names_every_group_and_dimension() -> None:
    assert len(dimensions()) == 21
    assert group_title(groups()[0]) == "What you may do"
    assert {d.group for d in dimensions()} == set(groups())
    assert title_of("license") == "License"
    assert title_of("context_length") == "Context length"


HOSTILE = {
    "badges": "shields.io/badge/" * 6_000,
    "merges": "This is a merge of A, B and " * 3_000,
    "commas": "merge of " + "A, " * 20_000,
    "ids": "a/b " * 20_000,
    "sums": "Owl + " * 12_000 + "= wren",
    "shares": "a merge of 50% Owl " * 4_000,
    "recipe": "```\n" + "[a/b](0.5) x " * 6_000 + "\n```",
    "weights": "```\nmerge\n" + "a-b: 0.4\n" * 8_000 + "```",
    "blocks": "---\nlicense: mit\n---\n" * 4_000,
    "titles": "# A merge of Owl and Tern\n" * 4_000,
    "credits": "owl by lake\n\nhttps://huggingface.co/lake/owl\n\n" * 1_500,
    "links": "[Dr. A. Owl](x) " * 6_000,
    "half links": "[Dr. A. Owl " * 8_000 + "](x)",
    "gate": "---\nextra_gated_prompt: " + "license " * 12_000 + "\n---\n",
    "terms": "adherence to A and B, " * 5_000,
    "harness": "|Metric|Value|\n|---|---|\n" + "|a|0.5|\n" * 5_000,
    "marks": "| Benchmark | A |\n|---|---|\n| MMLU | 1" + "†" * 60 + "x |\n",
    "brackets": "| Benchmark | A |\n|---|---|\n| MMLU | 1" + "()" * 60 + "x |\n",
    "hyphens": "This is a lora" + "-a" * 200 + " of some model, for you on Llama-2-7b.",
    "colons": "# " + ":" * 20_000 + "x\n\ntext",
    "license abroad": "本模型以在" * 8_000,
    "exceptions": "all models except the " * 6_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_rules_read_hostile_cards_in_bounded_time(text: str) -> None:
    started = time.process_time()
    dossier(text)
    assert time.process_time() - started < 3.0  # 0.5 s at most here
