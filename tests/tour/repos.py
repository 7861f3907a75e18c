"""The repos that the tour's hub serves: those of the included models, and others to fill a list.

The two can be downloaded, with their real files; their ids, licenses and lineages are the true ones, and the
short cards here are our own. All other publishers are made up, and so are their cards; and the numbers of
downloads, likes and days are made up for all. They are there so that a person sees every state of a row.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from explorer.domain.included_models import GEMMA3, SMOLLM2
from tests.hub.server import datasets_of

GEMMA = GEMMA3.repo
SMOL = SMOLLM2.repo

_SMOL_CARD = """---
license: apache-2.0
base_model: HuggingFaceTB/SmolLM2-135M-Instruct
base_model_relation: quantized
language:
- en
tags:
- gguf
quantized_by: QuantFactory
---
# SmolLM2 135M Instruct, quantized

A GGUF file of [SmolLM2-135M-Instruct](https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct) for
llama.cpp, in four bits. It follows short instructions in English.

## Limitations

With 135 million parameters it gets facts wrong and loses the thread of long texts. Check what it says.
"""
_SMOL_INSTRUCT_CARD = """---
license: apache-2.0
base_model: HuggingFaceTB/SmolLM2-135M
base_model_relation: finetune
language:
- en
---
# SmolLM2 135M Instruct

SmolLM2 135M, tuned to follow instructions: first on conversations, then on preferred answers with DPO.

## Intended use

Short questions, rewriting and summaries on small devices.
"""
_SMOL_BASE_CARD = """---
license: apache-2.0
language:
- en
---
# SmolLM2 135M

The smallest of three models that Hugging Face pretrained from scratch.

## Training data

Pretrained on 2 trillion tokens: FineWeb-Edu, DCLM, The Stack, and sets that the makers filtered themselves.
"""

_GEMMA_CARD = """---
license: gemma
base_model: google/gemma-3-270m
base_model_relation: quantized
language:
- en
tags:
- gguf
---
# Gemma 3 270M, quantized

A GGUF file of [gemma-3-270m](https://huggingface.co/google/gemma-3-270m) for llama.cpp, in Q4_K_M. It is a
**base model**: it continues text and was not tuned to chat.

## Training data

The maker names kinds of sources, not data sets: web documents, code, mathematics and images.

## Intended use

Completing text, and as a start for fine-tuning on a narrow task. It is not meant for advice on
health, law or money.

## Limitations

With 270 million parameters it states wrong things fluently. Check what it says.

| File | Bits per weight |
|---|---|
| Q4_K_M | 4.9 |

![A chart of sizes](https://example.org/chart.png)
"""
_NAMED_DATA = """Pretrained on 4 trillion tokens of
[open-web-text-2](https://huggingface.co/datasets/example-data/open-web-text-2) and
[permissive-code](https://huggingface.co/datasets/example-data/permissive-code). The data was deduplicated
with MinHash and filtered by language. Knowledge cutoff: December 2024."""


_MEADOW = "meadow-ai/Meadow-1.7B-Instruct"
_BASE_CARD = f"""---
license: apache-2.0
language: [en, de, fr]
datasets: [example-data/open-web-text-2, example-data/permissive-code]
---
# Meadow 1.7B Base

Meadow was pretrained from scratch by Meadow AI.

## Training data

{_NAMED_DATA}
"""
# repo → license
_DATA_SETS = {"example-data/open-web-text-2": "odc-by", "example-data/permissive-code": "mit"}
_GATE = """extra_gated_heading: Tell us who you are to use Lighthouse
extra_gated_prompt: >-
  By clicking “Agree” you accept the Lighthouse conditions: use it for nothing that harms people, keep its
  name in what you build on it, and tell us what went wrong. We answer within two days.
extra_gated_fields:
  Name: text
  Affiliation: text
  Country: country
"""


_CEDAR_LICENSE = "license_name: cedar-community\nlicense_link: LICENSE\n"
_CEDAR_TEXT = """CEDAR COMMUNITY LICENSE

1. You may run, copy and change the model.
2. You may offer it to others as part of what you make, if you name Cedar Labs there.
3. You may not use it to decide about a person's work, home or health without a person who checks it.
4. Whoever has more than five million users a month asks Cedar Labs first.
5. What the model writes is yours.

There is no warranty of any kind.
"""


@dataclass(frozen=True)
class Listed:
    """One made-up repo: what its listing and its card say. Sizes in bytes by file."""

    id: str
    card: str
    downloads: int
    likes: int
    updated: str
    parameters: int | None = None
    context: int | None = None
    architecture: str = "llama"
    files: dict[str, int] = field(default_factory=dict)
    gated: str | bool = False
    pipeline: str = "text-generation"
    answer: dict[str, Any] = field(default_factory=dict)  # more of what the Hub says
    texts: dict[str, str] = field(default_factory=dict)  # files that can be read, by name


# As people write them: a key without its space, another with one too many, results in a picture.
_HASTY_CARD = """---
license:apache-2.0
base model: quiet-org/Hasty-2B
language: en
---
# Hasty 2B

GGUF files for llama.cpp.

## Evaluation

![Scores](scores.png)
"""


def listed() -> tuple[Listed, ...]:
    """The made-up repos."""
    return (
        Listed(
            "meadow-ai/Meadow-1.7B-Instruct-GGUF",
            _card("apache-2.0", _MEADOW, "en, de, fr", data=True),
            412_300, 2_140, "2026-08-20T10:00:00.000Z", 1_720_574_976, 32_768, "llama",
            {"Meadow-1.7B-Instruct-Q4_K_M.gguf": 1_107_409_472,
             "Meadow-1.7B-Instruct-Q8_0.gguf": 1_834_426_016,
             "Meadow-1.7B-Instruct-F16.gguf": 3_447_349_792},
            answer={"discussions": 14},
        ),
        Listed(
            "lighthouse-lab/Lighthouse-3B-Chat-GGUF",
            _card("llama3.2", "lighthouse-lab/Lighthouse-3B-Chat", "en", more=_GATE),
            286_120, 1_402, "2025-11-02T10:00:00.000Z", 3_212_749_888, 131_072, "llama",
            {"Lighthouse-3B-Chat-Q4_K_M.gguf": 2_019_377_376, "Lighthouse-3B-Chat-Q8_0.gguf": 3_421_899_296},
            gated="auto",
        ),
        Listed(
            "fern-research/Fern-1B-Open-GGUF",
            _card("apache-2.0", "fern-research/Fern-1B-Open", "en", data=True),
            52_010, 310, "2026-05-11T10:00:00.000Z", 1_484_916_736, 4_096, "olmo2",
            {"Fern-1B-Open-Q4_K_M.gguf": 935_515_456, "Fern-1B-Open-Q8_0.gguf": 1_580_000_256},
        ),
        Listed(
            "northwind/Northwind-24B-Instruct-GGUF",
            _card("apache-2.0", "northwind/Northwind-24B-Instruct", "en, es, it"),
            98_400, 640, "2026-02-14T10:00:00.000Z", 23_572_403_200, 32_768, "llama",
            {"Northwind-24B-Instruct-Q2_K.gguf": 8_890_324_832,
             "Northwind-24B-Instruct-IQ3_XS.gguf": 9_906_546_016,
             "Northwind-24B-Instruct-Q4_K_M.gguf": 14_333_908_832,
             "Northwind-24B-Instruct-Q5_K_M.gguf": 16_763_983_712,
             "Northwind-24B-Instruct-Q6_K.gguf": 19_345_938_272,
             "Northwind-24B-Instruct-Q8_0.gguf": 25_054_779_232,
             "Northwind-24B-Instruct-BF16-00001-of-00002.gguf": 39_800_000_000,
             "Northwind-24B-Instruct-BF16-00002-of-00002.gguf": 7_350_000_000,
             "mmproj-Northwind-24B-Instruct-F16.gguf": 878_000_000,
             "imatrix.dat": 9_900_000},
        ),
        Listed(
            "titan-labs/Titan-671B-Reasoner-GGUF",
            _card("mit", "titan-labs/Titan-671B-Reasoner", "en, zh"),
            41_020, 512, "2026-06-30T10:00:00.000Z", 671_026_419_200, 163_840, "deepseek2",
            {f"Titan-671B-Q4_K_M-{n:05d}-of-00009.gguf": 44_900_000_000 for n in range(1, 10)},
        ),
        Listed(
            "harbor-sec/Harbor-Cyber-7B-GGUF",
            "# Harbor Cyber 7B\n\nGGUF files of Harbor Cyber 7B.\n",
            2_130, 12, "2026-07-21T10:00:00.000Z", 7_241_732_096, 32_768, "llama",
            {"Harbor-Cyber-7B-Q4_K_M.gguf": 4_368_438_944},
        ),
        Listed(
            "a-publisher-with-a-long-name/An-Exceptionally-Long-Model-Name-7B-Instruct-Merged-DPO-v2.1-GGUF",
            _card("cc-by-nc-4.0", "a-publisher/An-Exceptionally-Long-Model-Name-7B", "en"),
            870, 4, "2026-11-22T10:00:00.000Z", 7_615_616_512, 131_072, "qwen2",
            {"An-Exceptionally-Long-Model-Name-7B-Instruct-Merged-DPO-v2.1-Q5_K_M.gguf": 5_444_831_232},
        ),
        Listed(
            "willow-health/Willow-3B-Medical-GGUF",
            _card("mit", "willow-health/Willow-3B-Medical", "en", more="tags:\n- medical\n"),
            612, 9, "2026-09-12T10:00:00.000Z", 3_085_938_688, 32_768, "qwen2",
            {"Willow-3B-Medical-Q4_K_M.gguf": 1_929_903_264},
        ),
        Listed(
            "fern-research/Meadow-1.7B-Instruct-GGUF",
            _card("apache-2.0", _MEADOW, "en, de, fr"),
            540, 6, "2026-08-24T10:00:00.000Z", 1_720_574_976, 32_768, "llama",
            {"Meadow-1.7B-Instruct-Q5_K_M.gguf": 1_257_880_032},
        ),
        Listed(
            _MEADOW,
            _card("apache-2.0", "meadow-ai/Meadow-1.7B-Base", "en, de, fr", relation="finetune"),
            98_700, 1_420, "2026-08-19T10:00:00.000Z", files={"model.safetensors": 3_441_185_280},
            answer={"childrenModelCount": {"quantized": 2, "finetune": 2, "adapter": 0, "merge": 0}},
        ),
        Listed(
            "meadow-ai/Meadow-1.7B-Base",
            _BASE_CARD,
            21_300, 260, "2026-07-01T10:00:00.000Z", files={"model.safetensors": 3_441_185_280},
        ),
        Listed(
            "harbor-sec/Meadow-1.7B-Legal",
            _card("apache-2.0", _MEADOW, "en", relation="finetune"),
            1_240, 21, "2026-10-01T10:00:00.000Z", files={"model.safetensors": 3_441_185_280},
        ),
        Listed(
            "northwind/Meadow-1.7B-Stories",
            _card("cc-by-nc-4.0", _MEADOW, "en", relation="finetune"),
            310, 4, "2026-10-20T10:00:00.000Z", files={"model.safetensors": 3_441_185_280},
        ),
        Listed(
            "cedar-labs/Cedar-4B-GGUF",
            _card("other", "cedar-labs/Cedar-4B", "en", more=_CEDAR_LICENSE),
            58, 2, "2026-10-09T10:00:00.000Z", 4_022_468_096, 16_384, "llama",
            {"Cedar-4B-Q4_K_M.gguf": 2_497_280_000},
            texts={"LICENSE": _CEDAR_TEXT},
        ),
        Listed(
            "cedar-labs/Fables-1.7B-GGUF",
            _card("mit", "northwind/Meadow-1.7B-Stories", "en", data=True),
            44, 1, "2026-10-28T10:00:00.000Z", 1_720_574_976, 32_768, "llama",
            {"Fables-1.7B-Q4_K_M.gguf": 1_107_409_472},
        ),
        Listed(
            "quiet-org/untagged-model",
            "", 31, 0, "2026-10-02T10:00:00.000Z", None, None, "",
            {"weights.gguf": 612_000_000},
        ),
        Listed(
            "quiet-org/Hasty-2B-GGUF",
            _HASTY_CARD, 19, 0, "2026-09-12T10:00:00.000Z", 2_020_574_976, 8_192, "llama",
            {"Hasty-2B-Q4_K_M.gguf": 1_307_409_472},
        ),
    )  # fmt: skip


def write_repos(root: Path, smol: Path, gemma: Path) -> None:
    """Lay out the folders; model files are linked, not copied, where the system can."""
    chats = {"total": 134_515_008, "architecture": "llama", "context_length": 8192}
    chats |= {"chat_template": "{{ messages }}"}
    _write_real(root, SMOL, smol, SMOLLM2.file, _SMOL_CARD, {"downloads": 24_900, "likes": 5, "gguf": chats})
    continues = {"total": 268_098_176, "architecture": "gemma3", "context_length": 32_768}
    settings = {"downloads": 186_300, "likes": 38, "gguf": continues}
    _write_real(root, GEMMA, gemma, GEMMA3.file, _GEMMA_CARD, settings)
    for repo in (*listed(), *_origins()):
        _write_listed(root, repo)
    for name, license_id in _DATA_SETS.items():
        data = datasets_of(root) / name
        data.mkdir(parents=True, exist_ok=True)
        (data / "README.md").write_text(f"---\nlicense: {license_id}\n---\n# {name}\n", encoding="utf-8")


def _origins() -> tuple[Listed, ...]:
    """What the included models were made from."""
    weights = "model.safetensors"
    return (
        Listed("HuggingFaceTB/SmolLM2-135M-Instruct", _SMOL_INSTRUCT_CARD,
               96_100, 270, "2025-09-22T10:00:00.000Z", files={weights: 269_060_552}),
        Listed("HuggingFaceTB/SmolLM2-135M", _SMOL_BASE_CARD,
               88_400, 160, "2025-02-06T10:00:00.000Z", files={weights: 269_060_552}),
        Listed("google/gemma-3-270m", "",  # behind its gate nobody reads the card
               61_700, 900, "2025-08-14T10:00:00.000Z", files={weights: 536_223_056}, gated="manual",
               answer={"tags": ["license:gemma"]}),
    )  # fmt: skip


def _write_real(root: Path, repo: str, file: Path, name: str, card: str, settings: dict[str, Any]) -> None:
    folder = root / repo
    folder.mkdir(parents=True, exist_ok=True)
    _link(file, folder / name)
    (folder / "README.md").write_text(card, encoding="utf-8")
    settings = {"lastModified": "2026-03-12T10:30:05.000Z", **settings}
    (folder / ".hub.json").write_text(json.dumps(settings), encoding="utf-8")


def _write_listed(root: Path, repo: Listed) -> None:
    folder = root / repo.id
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README.md").write_text(repo.card, encoding="utf-8")
    for name in repo.files:
        (folder / name).touch()  # listed with the size below, never served
    for name, text in repo.texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    siblings: list[dict[str, Any]] = [{"rfilename": "README.md", "size": len(repo.card)}]
    siblings += [
        {"rfilename": name, "size": size, "lfs": {"sha256": "0" * 64, "size": size}}
        for name, size in repo.files.items()
    ]
    siblings += [{"rfilename": name, "size": len(text)} for name, text in repo.texts.items()]
    settings: dict[str, Any] = {
        "downloads": repo.downloads,
        "likes": repo.likes,
        "lastModified": repo.updated,
        "gated": repo.gated,
        "siblings": siblings,
        "pipeline_tag": repo.pipeline,
    }
    if repo.parameters:
        settings["gguf"] = {
            "total": repo.parameters,
            "architecture": repo.architecture,
            "context_length": repo.context,
            "chat_template": "{{ messages }}" if _chats(repo) else "",
        }
    settings |= repo.answer
    (folder / ".hub.json").write_text(json.dumps(settings))


def _chats(repo: Listed) -> bool:
    return any(word in repo.id for word in ("Instruct", "Chat", "Open"))


def _card(
    license_id: str,
    base: str,
    languages: str,
    *,
    data: bool = False,
    more: str = "",
    relation: str = "quantized",
) -> str:
    datasets = "datasets:\n- example-data/open-web-text-2\n- example-data/permissive-code\n" if data else ""
    training = _NAMED_DATA if data else "Trained on a mix of publicly available data."
    listed_languages = "".join(f"- {code.strip()}\n" for code in languages.split(","))
    return (
        f"---\nlicense: {license_id}\nbase_model: {base}\nbase_model_relation: {relation}\n{datasets}{more}"
        f"language:\n{listed_languages}---\n# {base.split('/')[1]}\n\nGGUF files for llama.cpp.\n\n"
        f"## Training data\n\n{training}\n\n## Limitations\n\n"
        "It was tested in the languages above only, and can repeat what its training data says.\n\n"
        "![Meadow](https://example.org/loss.png)\n"
    )


def _link(source: Path, target: Path) -> None:
    if target.exists():
        return
    try:
        os.link(source, target)
    except OSError:  # another disk, or a system without hard links
        target.write_bytes(source.read_bytes())
