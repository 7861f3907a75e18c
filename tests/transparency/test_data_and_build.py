"""Training data, cutoff, architecture, use and file."""

import pytest

from explorer.domain.facts import SourceKind, Verdict
from tests.transparency.cards import WREN, finding


def test_named_sources_are_open() -> None:
    found = finding("pretraining_data", WREN)
    assert found.verdict is Verdict.OPEN
    assert found.value[:2] == ["meadow/field-notes", "Wikipedia"]


def test_kinds_of_data_are_partial() -> None:
    card = "## Training data\n\nWren was trained on a mix of web pages, code and books."
    found = finding("pretraining_data", card)
    assert (found.verdict, found.text) == (Verdict.PARTIAL, "Kinds only: web pages, code, books")


def test_a_refusal_to_name_data_is_closed() -> None:
    card = "The training data will not be disclosed."
    assert finding("pretraining_data", card).verdict is Verdict.CLOSED


@pytest.mark.parametrize(
    "card",
    [
        "## Training data\n\n[More Information Needed]",
        "## Evaluation data\n\nWe tested on Wikipedia.",
        "This model is a fine-tuned version of x on an unknown dataset.",
        "## Training data\n",
    ],
)
def test_silence_about_data_is_not_disclosed(card: str) -> None:
    assert finding("pretraining_data", card).verdict is Verdict.NOT_DISCLOSED


def test_data_sets_of_a_tuned_model_are_its_tuning_data() -> None:
    card = "---\ndatasets:\n- meadow/songs\ntags:\n- dpo\n---\n# Wren chat"
    assert finding("pretraining_data", card).verdict is Verdict.NOT_DISCLOSED
    tuned = finding("post_training", card)
    assert (tuned.verdict, tuned.value) == (Verdict.OPEN, {"datasets": ["meadow/songs"], "method": "DPO"})


def test_a_quantized_copy_carries_the_list_of_data_sets_of_its_original() -> None:
    tuned = "---\nbase_model: gull/lily-7b\ndatasets:\n- meadow/songs\n---\n# Lily"
    trained = "---\nbase_model: gull/lily-7b\ndatasets:\n- meadow/fineweb-wren\n---\n# Lily"
    assert finding("post_training", tuned, repo="magpie/lily-7b-GGUF").value["datasets"] == ["meadow/songs"]
    assert finding("pretraining_data", trained, repo="magpie/lily-7b-GGUF").value == ["meadow/fineweb-wren"]


def test_what_a_quantized_copy_says_it_was_pretrained_on_is_no_tuning_data() -> None:
    songs = "https://huggingface.co/datasets/meadow/songs"
    card = (
        f"---\ndatasets:\n- meadow/songs\n---\n# Lily\n\nPretrained on 2 trillion tokens of [songs]({songs})."
    )
    assert finding("post_training", card, repo="magpie/lily-7b-GGUF").verdict is Verdict.NOT_DISCLOSED
    assert finding("pretraining_data", card, repo="magpie/lily-7b-GGUF").value == ["meadow/songs"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Sora was fine-tuned on the OwlSongs2 dataset.", ["OwlSongs2"]),
        ("Fine-tuned with QLoRA. The training utilized the OwlSongs2 dataset.", ["OwlSongs2"]),
        (
            "| | |\n|---|---|\n| Tuning method | LoRA |\n| Dataset | owl/songs-2k (300 samples) |",
            ["owl/songs-2k"],
        ),
        ("Fine-tuned with LoRA.\n\n- **Dataset:** own songs of 2k owls", []),
        ("Sora was fine-tuned and evaluated on the OwlTest2 dataset.", []),
        ("Fine-tuned with LoRA. The original Tern-1 was trained on the OwlWeb5 dataset.", []),
        ("Sora was fine-tuned on the Danish dataset.", []),
        ("Sora was fine-tuned with DPO. The judge was trained on the JudgeBench2 dataset.", []),
        ("Tuned with DPO. The classifier that judged it was trained on the OwlBench2 dataset.", []),
        (
            "Fine-tuned with LoRA.\n\n## Training data\n\n| Source | Kept |\n|--|--|\n| `owl/songs-2k` | 3 |",
            ["owl/songs-2k"],
        ),
        (
            "Fine-tuned with LoRA.\n\n## Results\n\n| Source | Score |\n|---|---|\n| `owl/songs-2k` | 30 |",
            [],
        ),
        (
            "Fine-tuned with LoRA.\n\n- **Training data**: 50 of:\n  - `owl/songs-2k`\n  - some more",
            ["owl/songs-2k"],
        ),
        (
            "Instructions used to train the model:\n* [Owl talk](https://owl.example)\n\nSee [us](https://b.example)",
            ["Owl talk"],
        ),
    ],
)
def test_names_of_tuning_data_are_read_where_no_link_leads_to_them(text: str, names: list[str]) -> None:
    assert finding("post_training", f"# Sora\n\n{text}").value["datasets"] == names


def test_a_language_is_no_name_of_data() -> None:
    found = finding("pretraining_data", "# Sora\n\nSora is pretrained on a large Danish corpus of news.")
    assert (found.verdict, "Danish" in found.value) == (Verdict.PARTIAL, False)


def test_a_sentence_behind_a_label_is_no_name_of_data() -> None:
    card = "# Sora\n\n**Training data:** The texts come from many places and times"
    assert finding("pretraining_data", card).verdict is Verdict.PARTIAL


def test_advice_on_tuning_is_no_tuning() -> None:
    card = "Wren can be fine-tuned for your task. Evaluation of fine-tuned models follows."
    assert finding("post_training", card).verdict is Verdict.NOT_DISCLOSED


@pytest.mark.parametrize(
    ("text", "cutoff", "tokens"),
    [
        ("The knowledge cutoff is March 2024.", "2024-03", None),
        ("- **Date cutoff:** Dec. 2023.", "2023-12", None),
        (
            "The pretraining data has a cutoff of September 2022, but tuning data goes up to July 2023.",
            "2022-09",
            None,
        ),
        ("Our training data is updated until June 2023.", "2023-06", None),
        ("Data cutoff: 2023-11", "2023-11", None),
        ("It was trained on over 15 trillion tokens of data.", None, "15T"),
        ("It was trained on 299,892,736,000 tokens.", None, "299.9B"),
        ("It was trained for 402 billion tokens.", None, "402B"),
        ("Pretrained on 2.0T tokens with a knowledge cut-off in May, 2024.", "2024-05", "2T"),
        ("The model has seen 440 billion BPE tokens in total.", None, "440B"),
        ("It joins eight experts, of which six have seen 440 billion tokens.", None, None),
        ("It was trained on roughly 6~12B tokens.", None, "6-12B"),
        ("We trained on 34M tokens here, and ~430M tokens total for all stages.", None, "430M"),
        (
            "Despite training on 300B tokens, Wren-1B outperforms Finch, which was trained on 3T tokens.",
            None,
            "300B",
        ),
        ("Stage 1 - 400B tokens of pretraining", None, "400B"),
        ("Wren was trained from 2022 to 2023–1.4T tokens.", None, "1.4T"),
        ("We trained on 20B tokens, sampled from a corpus with 627B tokens in total.", None, "20B"),
        ("The teacher has seen 15T tokens of text.", None, None),
        ("Wren was trained in March 2024 with a context of 4096 tokens.", None, None),
        ("It generates 30 million tokens per second after training.", None, None),
    ],
)
def test_cutoff_and_size_are_read(text: str, cutoff: str | None, tokens: str | None) -> None:
    assert finding("cutoff_and_size", text).value == {"cutoff": cutoff, "tokens": tokens}


def test_a_cutoff_in_an_example_prompt_is_a_decoy() -> None:
    card = "```\nSystem: knowledge cutoff March 2024\n```\n"
    assert finding("cutoff_and_size", card).verdict is Verdict.NOT_DISCLOSED


def test_the_row_of_this_size_is_taken() -> None:
    card = "| Model | Training tokens |\n|---|---|\n| Wren 1B | 2T |\n| Wren 7B | 4T |\n"
    assert finding("cutoff_and_size", card, repo="meadow/wren-7b").value["tokens"] == "4T"


@pytest.mark.parametrize("total", [10**400, 1e308, float("inf"), float("nan"), -7, True, "7B", None])
def test_numbers_of_the_hub_that_cannot_be_are_none(total: object) -> None:
    for part in ("gguf", "safetensors"):
        api = {part: {"total": total, "context_length": total}, "config": {"model_type": "llama"}}
        assert finding("architecture", api=api).value == {"type": "llama"}
    clip = {"gguf": {"architecture": "clip", "total": 460_000_000}, "config": {"model_type": "gemma3"}}
    assert finding("architecture", api=clip).value == {"type": "gemma3"}


def test_a_count_of_the_hub_is_quoted_as_it_stands() -> None:
    found = finding("architecture", api={"safetensors": {"total": 7_000_000_000}})
    assert (found.text, found.evidence[0].quote) == ("7B parameters", "safetensors.total: 7000000000")


def test_numbers_of_a_header_that_cannot_be_are_none() -> None:
    header = {"general.architecture": "llama", "llama.context_length": -1, "llama.block_count": -3}
    found = finding("architecture", header=header)
    assert (found.verdict, found.value) == (Verdict.PARTIAL, {"type": "llama"})


def test_architecture_comes_from_the_header_first() -> None:
    header = {"general.architecture": "gemma3", "gemma3.context_length": 32768, "gemma3.block_count": 18}
    found = finding("architecture", WREN, header=header, parameters=268_000_000)
    assert (found.verdict, found.text) == (Verdict.OPEN, "gemma3 · 268M parameters · context 32K")
    assert found.evidence[0].quote == "general.architecture: gemma3"


def test_architecture_is_read_from_the_hub_and_from_the_card() -> None:
    api = {"gguf": {"architecture": "wren", "total": 1_200_000_000, "context_length": 4096}}
    assert finding("architecture", api=api).value == {
        "type": "wren",
        "parameters": 1_200_000_000,
        "context": 4096,
    }
    value = finding("architecture", WREN).value
    assert value == {
        "type": "decoder-only transformer",
        "parameters": "1.2 billion",
        "context": "4,096",
        "layers": "24",
    }


def test_languages_are_named_and_kept_as_stated() -> None:
    found = finding("language", WREN)
    assert (found.text, found.value) == ("English, German", ["en", "de"])
    assert finding("language", "- **Language(s) (NLP):** Finnish").value == ["Finnish"]
    assert finding("language", "- **Language(s):** Finnish (not Swedish)").value == ["Finnish"]


def test_languages_of_a_header_are_quoted_as_people_write_a_list() -> None:
    found = finding("language", header={"general.languages": ("en", "de")})
    assert [evidence.quote for evidence in found.evidence] == ["general.languages: en, de"]


def test_a_language_that_a_sentence_denies_is_none_of_its() -> None:
    assert finding("language", "Wren speaks English but not French.").value == ["English"]


@pytest.mark.parametrize(
    "denied",
    [
        "该模型不支持法语。",
        "本模型目前不支持日语对话。",
        "本模型没有使用中文语料。",
        "中文模型暂不支持。",
        "日语模型尚未发布。",
        "モデルは日本語データで学習されていません。",
        "한국어 데이터는 사용하지 않았습니다.",
        "Es ist kein deutschsprachiges Modell.",
        "## Sprachen\n\nkein Französisch",
        "## Langues\n\nIl ne prend pas en charge le Français.",
        "## Idiomas\n\nNo soporta Francés.",
        "Это не русскоязычная модель.",
    ],
)
def test_what_is_denied_in_another_tongue_is_not_spoken(denied: str) -> None:
    assert finding("language", f"# Wren\n\n{denied}\n").value == []


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("不支持法语，但这是一个中文模型。", ["Chinese"]),
        ("不仅是中文模型，也支持代码。", ["Chinese"]),
        ("本模型使用中文语料训练，不使用英文数据。", ["Chinese"]),
        ("한국어 데이터로 학습했으며 영어는 지원하지 않습니다.", ["Korean"]),
        ("日本語モデルは英語に対応していません。", ["Japanese"]),
        ("Kein Chatmodell, sondern ein deutschsprachiges Modell.", ["German"]),
        ("## Sprachen\n\nEnglisch, kein Französisch", ["Englisch"]),
        ("## Idiomas\n\nInglés, Español", ["Inglés", "Español"]),
    ],
)
def test_beside_what_is_denied_the_spoken_languages_are_read(said: str, names: list[str]) -> None:
    assert finding("language", f"# Wren\n\n{said}\n").value == names
    trained = "Trained on Danish and Swedish texts, Norwegian is not included."
    assert finding("language", trained).value == ["Danish", "Swedish"]
    both = "Wren is not only trained on English text but also on German."
    assert finding("language", both).value == ["English", "German"]


def test_use_and_its_limits_are_open_together() -> None:
    assert finding("intended_use", WREN).verdict is Verdict.OPEN
    assert finding("intended_use", "## Intended use\n\nSummaries of birds.").verdict is Verdict.PARTIAL


def test_a_sentence_that_fits_any_model_is_a_partial_risk() -> None:
    assert finding("risks", WREN).verdict is Verdict.OPEN
    generic = "## Limitations\n\nAs with all language models, its outputs cannot be predicted in advance."
    assert finding("risks", generic).verdict is Verdict.PARTIAL
    assert (
        finding("risks", "## Risks\n\n## Bias\n\nMore information needed.").verdict is Verdict.NOT_DISCLOSED
    )


def test_quantization_names_who_tool_and_data() -> None:
    card = (
        "---\nquantized_by: finch\n---\nQuantized with llama.cpp release b4000 using imatrix and"
        " [this dataset](https://example.org/calibration.txt) for calibration data."
    )
    found = finding("quantization", card, repo="finch/wren-GGUF")
    assert found.verdict is Verdict.OPEN
    assert (found.value["by"], found.value["version"]) == ("finch", "b4000")


def test_who_quantized_is_no_developer_and_a_sentence_no_type() -> None:
    card = (
        "---\nquantized_by: quill\n---\n# Wren GGUF\n\nThis is a quantized version of Wren, for llama.cpp.\n"
    )
    quantized = finding("quantization", card, repo="quill/Wren-GGUF")
    assert (quantized.value["by"], "type" in quantized.value) == ("quill", False)
    assert "Quantized version of" not in quantized.text
    assert "developer" not in str(finding("paper_and_contact", card, repo="quill/Wren-GGUF").value)


def test_the_bits_of_several_files_are_not_those_of_this_one() -> None:
    listed = "[2.40 bits per weight](x/tree/2.4)\n[2.50 bits per weight](x/tree/2.5)"
    assert "type" not in finding("quantization", listed, repo="quill/Wren-exl2").value
    one = finding("quantization", "Quantized to 4.65 bits per weight.", repo="quill/Wren-exl2")
    assert one.value["type"] == "4.65 bits"


def test_full_weights_are_not_quantized() -> None:
    assert finding("quantization", WREN).verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("card", "kind"),
    [
        ("15% expert-pruned, AWQ compressed-tensors W4A16, ~378 GB.", "W4A16"),
        ("**File:** `wren-12b-q6_k.gguf` · Q6_K · ~9.1 GB", "Q6_K"),
        ("| | |\n|---|---|\n| Format | GGUF Q4_K_M (4.6 GB) |", "Q4_K_M"),
        ("The quantization method is fine-grained `fp8` quantization with block size of 128.", "fp8"),
        ("The GGUF corresponds to Q4_0 quantization.", "Q4_0"),
        ("| Quantization | Q4_K_M |\n|---|---|\n| Size | 940 MB |", "Q4_K_M"),
        ("Lake's Dynamic 4-bit Quants is selectively quantized.", "4-bit"),
        ("将 LoRA 合并进 Wren-8B 后，再进行 W4A16 非对称量化得到的完整权重。", "W4A16"),
    ],
)
def test_the_scheme_of_a_quantized_copy_is_named_in_passing(card: str, kind: str) -> None:
    assert finding("quantization", card, repo="finch/wren-AWQ-4bit").value == {"type": kind}


def test_of_a_table_of_sizes_the_row_of_this_model_counts() -> None:
    table = "| Model Params | Tokens |\n|---|---|\n| 111M | 2.22E+09 |\n| 256M | 5.12E+09 |"
    card = f"Trained on the data:\n\n{table}"
    found = finding("cutoff_and_size", card, repo="finch/wren-gpt-256m")
    assert found.value == {"cutoff": None, "tokens": "5.12B"}


def test_who_made_the_copy_may_stand_below_its_name() -> None:
    card = "# Wren\n*GGUF version by Robin*\n\nWren sings."
    assert finding("quantization", card, repo="ai/wren").value == {"by": "Robin"}


def test_a_type_that_one_of_several_files_has_is_not_that_of_all() -> None:
    card = "These are in format QX_K_X, like Q5_K_M. I would recommend IQ3_XS.\n\n**Files:** Q4_K_M, Q8_0"
    assert "type" not in (finding("quantization", card, repo="finch/wren-GGUF").value or {})


def test_the_method_of_quantization_may_stand_behind_the_model_s_name() -> None:
    card = "Weight-only quantization of [Wren-7B-v0.3](lake/Wren-7B-v0.3) via GPTQ to 4bits"
    assert finding("quantization", card, repo="finch/wren-GPTQ-4bit").value == {"type": "GPTQ"}


@pytest.mark.parametrize(
    ("expected", "measured", "verdict", "has_conflict"),
    [
        ("ab" * 32, "AB" * 32, Verdict.PARTIAL, False),
        ("ab" * 32, "cd" * 32, Verdict.PARTIAL, True),
        ("ab" * 32, None, Verdict.NOT_CHECKED, False),
        (None, None, Verdict.NOT_CHECKED, False),
    ],
)
def test_a_file_is_compared_with_what_was_published(
    expected: str | None,
    measured: str | None,
    verdict: Verdict,
    has_conflict: bool,  # noqa: FBT001  a table of cases
) -> None:
    found = finding("integrity", sha256_expected=expected, sha256_measured=measured)
    assert (found.verdict, bool(found.conflict)) == (verdict, has_conflict)


def test_evidence_carries_repo_commit_and_kind() -> None:
    evidence = finding("license", WREN, commit="abc").evidence[0]
    assert (evidence.repo, evidence.commit, evidence.kind) == ("meadow/wren", "abc", SourceKind.YAML)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("We trained on Tern-Edu, a dataset of 1.3T tokens, from which we sampled 100B.", "100B"),
        ("Sora was trained on 300B tokens, of which we sampled 1B for the validation set.", "300B"),
    ],
)
def test_of_a_data_set_only_what_was_sampled_counts(text: str, tokens: str) -> None:
    assert finding("cutoff_and_size", text).value["tokens"] == tokens


def test_what_is_told_behind_a_label_is_no_name_of_a_data_set() -> None:
    card = "# Wren 7B\n\n**Training Data** Wren was pretrained on 2T tokens from publicly available sources."
    found = finding("pretraining_data", card)
    assert (found.verdict, found.value[-1]) == (Verdict.PARTIAL, "publicly available sources")
    named = finding(
        "pretraining_data", "# Wren 7B\n\n**Training data:** Meadow Notes, Field Songs and Wikipedia\n"
    )
    assert (named.verdict, "Meadow Notes" in named.value) == (Verdict.OPEN, True)


SECRET = "The training dataset is proprietary and is not disclosed."


@pytest.mark.parametrize(
    "refusal",
    [
        "The instruction data is proprietary and will not be released.",
        "We cannot share our fine-tuning data.",
        "The SFT data is not disclosed.",
        "Our preference data remains confidential.",
        "## Fine-tuning data\n\nThe data will not be released.",
    ],
)
def test_a_refusal_of_the_tuning_data_belongs_to_the_tuning(refusal: str) -> None:
    card = f"# Wren\n\n{refusal}\n"
    assert finding("post_training", card).verdict is Verdict.CLOSED
    assert finding("pretraining_data", card).verdict is Verdict.NOT_DISCLOSED
    assert finding("data_availability", card).verdict is Verdict.CLOSED
    found = finding("pretraining_data", f"{card}\n## Training data\n\n{SECRET}\n")
    assert (found.verdict, [e.quote for e in found.evidence]) == (Verdict.CLOSED, [SECRET])


def test_a_refusal_of_both_is_one_of_each() -> None:
    card = "# Wren\n\nThe pretraining and instruction data will not be released.\n"
    assert finding("post_training", card).verdict is Verdict.CLOSED
    assert finding("pretraining_data", card).verdict is Verdict.CLOSED


def test_a_refusal_of_the_data_of_tests_is_none_of_training() -> None:
    card = "# Wren\n\nThe evaluation data will not be released.\n"
    assert finding("pretraining_data", card).verdict is Verdict.NOT_DISCLOSED
