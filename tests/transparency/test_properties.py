"""What holds for every card: real words, mended words, and no words at all."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.domain.facts import Dossier, SourceKind, Verdict, is_said
from explorer.transparency.card_text.card import MAX_PASSAGES, ParsedCard
from tests.transparency.cards import WREN, dossier

# Pieces of cards: what rules look for, what breaks readers, and plain prose.
PIECES = (
    "---\n", "license: mit\n", "license: other\n", "base_model: meadow/egg\n", "datasets:\n- a/b\n",
    "x: [a, {\n", "# Training data\n", "## Evaluation\n", "**License:** Apache 2.0\n",
    "- **Developed by:** The Nest\n", "## Kestrel-7B fine-tuned for poems\n",
    "<h2>Built on Kestrel-7B</h2>\n",
    "Wren was fine-tuned from [meadow/egg-1b](https://huggingface.co/meadow/egg-1b) with DPO.\n",
    "It was pre-trained on 2T tokens of Wikipedia on 64 A100 GPUs.\n",
    "Its knowledge cutoff is March 2024.\n", "| Model | MMLU |\n|---|---|\n| Wren | 61.0 |\n",
    "<table><tr><td rowspan=3>a</td><td>5", "</table>\n", "```\n", "<!-- ", " -->", "<details>",
    "<h2>Risks</h2>\n", "It may hallucinate.\n", "[More Information Needed]\n", "# Original model card\n",
    "**", "|", "\n\n", "\r\n", "{{ x }}", "モデル。\n", "\u202e", "\x00", "![](", "](", "<br>", "&lt;b&gt;",
    "    ", "> ", "1. ", "a" * 300, "@misc{wren, author={A. Nest}, title={Wren}}\n",
)  # fmt: skip
LINES = (
    "# Wren", "## License", "## Training data", "MIT", "This model is released under the Apache 2.0 license.",
    "- **License:** Gemma", "Wren is a fine-tuned version of [egg](https://huggingface.co/meadow/egg-1b).",
    "It was trained on 2 trillion tokens of web text.", "The knowledge cutoff is May 2024.",
    "```", "<!--", "-->",
    "| Model | Tokens |", "|---|---|", "| Wren 1B | 2T |", "<table><tr><td>License</td><td rowspan=3>MIT",
    "**Intended Use** Birds.", "Do not use it for medicine.", "[More Information Needed]", "", "---",
    "license: mit", "base_model: meadow/egg", "- en", "这是一个模型。", "هذا نموذج",
    "\u202etxet", "> quote", "    code",
)  # fmt: skip
CARDS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=60)), max_size=40).map("\n".join),
    st.text(max_size=400),
    st.binary(max_size=200).map(lambda junk: junk.decode("latin-1")),
    st.tuples(st.integers(0, len(WREN)), st.sampled_from(PIECES), st.integers(0, 60)).map(
        lambda cut: WREN[: cut[0]] + cut[1] + WREN[cut[0] + cut[2] :]
    ),
)
# Whole paragraphs, so that a silent one can be put between any two of them.
BLOCKS = (
    "# Wren", "## Training data", "## Limitations", "**License:** Apache 2.0",
    "It may hallucinate.",
    "Wren was fine-tuned from [meadow/egg-1b](https://huggingface.co/meadow/egg-1b) with DPO.",
    "It was pre-trained on 2T tokens of Wikipedia on 64 A100 GPUs.", "- **Developed by:** The Nest",
    "| Model | MMLU |\n|---|---|\n| Wren | 61.0 |", "Its knowledge cutoff is March 2024.",
)  # fmt: skip
SILENT = (
    "[More Information Needed]",
    "<!-- The license is MIT. -->", "![A wren](wren.png)", "[Back to top](#wren)",
    "```\nlicense: gpl-3.0\n```",
)  # fmt: skip
READ = settings(max_examples=150, deadline=None)


def said(read: Dossier) -> dict[str, tuple[Verdict, str, str]]:
    return {f.dimension: (f.verdict, f.text, str(f.value)) for f in read.findings}


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CARDS)
def test_what_is_disclosed_has_a_quote_that_stands_in_the_card_at_its_lines(card: str) -> None:
    lines = card.split("\n")
    for found in dossier(card).findings:
        assert not is_said(found) or any(evidence.quote.strip() for evidence in found.evidence), found
        for evidence in found.evidence:
            if evidence.kind in {SourceKind.YAML, SourceKind.CARD}:
                assert 1 <= evidence.first_line <= evidence.last_line <= len(lines)
                assert evidence.quote in "\n".join(lines[evidence.first_line - 1 : evidence.last_line])


@READ
@given(st.lists(st.sampled_from(BLOCKS), max_size=12), st.sampled_from(SILENT), st.integers(0, 12))
def test_a_paragraph_that_says_nothing_changes_nothing(blocks: list[str], silent: str, at: int) -> None:
    more = [*blocks[:at], silent, *blocks[at:]]
    assert said(dossier("\n\n".join(more))) == said(dossier("\n\n".join(blocks)))


METADATA = (
    "license: other", "license_name: meadow-1", "base_model: meadow/egg", "language:\n- en\n- de",
    "datasets:\n- a/b", "tags: [dpo, birds]",
)  # fmt: skip


@READ
@given(st.permutations(METADATA))
def test_the_order_of_metadata_does_not_matter(keys: list[str]) -> None:
    card = "---\n{}\n---\nA small bird.\n"
    assert said(dossier(card.format("\n".join(keys)))) == said(dossier(card.format("\n".join(sorted(keys)))))


@READ
@given(CARDS)
def test_reading_the_same_card_twice_says_the_same(card: str) -> None:
    assert said(dossier(card)) == said(dossier(card))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(PIECES), st.integers(1, 4000))
def test_no_card_makes_more_work_than_its_length(piece: str, count: int) -> None:
    card = ParsedCard(piece * count)
    passages = card.passages
    assert len(passages) <= MAX_PASSAGES
    assert sum(len(p.text) for p in passages) <= 4 * len(card.text)


@pytest.mark.parametrize("wrong", [3, "x", [3], {"a": 1}, [{"rfilename": 3}]])
def test_an_answer_whose_values_are_of_another_kind_is_read(wrong: object) -> None:
    keys = (
        "tags",
        "siblings",
        "cardData",
        "gguf",
        "safetensors",
        "config",
        "baseModels",
        "pipeline_tag",
        "sha",
    )
    assert dossier("# Wren", api={"gated": False, **dict.fromkeys(keys, wrong)}).findings
