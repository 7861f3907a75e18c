"""The homes that scenes need: a first start, or models, chats and a comparison, odd names included."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from explorer.base.machine import read_machine
from explorer.base.paths import Paths
from explorer.base.store import Store
from explorer.domain.generation import AnswerTiming, ChatMessage, Sampling
from explorer.domain.included_models import INCLUDED
from explorer.domain.local_model import Integrity, Origin, OtherApp
from explorer.domain.quantization import label_of
from explorer.domain.repo import Repo
from explorer.engine.local.gguf.tensor_types import FILE_TYPES
from explorer.local.models.aliases import keep_alias
from explorer.local.models.model_lookup import scan_folder
from explorer.local.models.origin_record import (
    FileRecord,
    OriginRecord,
    keep_answers,
    read_record,
    write_record,
)
from explorer.local.prompt_sets import prompt_sets
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from tests.choose.deciding.deciding_data import TITLE as DECISION
from tests.choose.making import TEXTS as CHOOSING
from tests.choose.proposing import repos as choose_data
from tests.choose.uses.names import texts as use_texts
from tests.compare.making import fill, result
from tests.evaluate.results.making import SAID as SAID_IN_CELLS
from tests.evaluate.room import making as evaluate
from tests.models.skeleton import Skeleton, write_skeleton
from tests.models.tiny import Tiny, write_tiny
from tests.playground.making import TEXTS
from tests.settings import endpoint_data
from tests.tour.lineage_repos import lineages, write_lineages
from tests.tour.repos import GEMMA, write_repos

MEADOW = "meadow-ai/Meadow-1.7B-Instruct-GGUF"
GATED = "lighthouse-lab/Lighthouse-3B-Chat-GGUF"
CHAT = "tiny-labs/Tiny-Chat-GGUF"
IMPORTED = ("Leek soup for ten", "Reading list", "A letter to the landlord")  # titles of chats
SAID = "Open models can be run, studied and changed by anyone who follows their license."
ENDLESS_MODEL = "tiny-labs/Endless-GGUF/Endless-Q8_0.gguf"
ENDLESS = " ".join(f"word{n}" for n in range(1500))

CHINESE = "通义千问小型语言模型（指令微调版，中文与英文）"
ARABIC = "نموذج لغوي صغير مفتوح المصدر للغة العربية"
EMOJI = "Tiny 🦙🌱 Llama 👩🏽‍🔬 family 👨‍👩‍👧‍👦"
# Thinks before it answers, and longer than anyone waits
THINKER_MODEL = "tiny-labs/Thinker-GGUF/Thinker-Q8_0.gguf"
_THINKS = (
    "{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}[/{{ m['role'] }}]{% endfor %}<|start|>"
    "{% if enable_thinking is defined and not enable_thinking %}<think>\n\n</think>\n\n"
    "{% else %}<think>\n{% endif %}"
)
ENDLESS_NAME = "An-Exceptionally-Long-Model-Name-" + "Instruct-Merged-DPO-" * 9 + "v2.1"

ODD_QUESTION = "请用三句话解释什么是量化，并说明 Q4_K_M 和 Q8_0 的区别。"
MARKDOWN_ANSWER = """A **GGUF** file holds weights and everything else a runtime needs:

1. the header with names and numbers,
2. the tensors, quantized or not.

| Version | Bits | Size |
|---|---|---|
| Q4_K_M | 4.9 | 1.1 GB |
| Q8_0 | 8.5 | 1.8 GB |

> Quantization trades exactness for room.

مرحبا بالعالم – 你好，世界 – 👋🏽
"""
CODE_ANSWER = '''Read the header first; the tensors follow it:

```python
def read_magic(path: Path) -> bytes:
    """The first four bytes. Raises OSError."""
    with path.open("rb") as file:
        return file.read(4)  # b"GGUF", and nothing else, even where the line is much too long for the page
```

Then compare it with `b"GGUF"`.'''
JSON_ANSWER = """{
  "title": "The Ocean",
  "year": 2019,
  "genres": ["documentary", "nature"]
}"""
THINKING_ANSWER = """<think>
The person asks for a capital. Italy became a kingdom in 1861; Rome has been its capital since 1871.
</think>
The capital of Italy is **Rome**."""

LONG_THOUGHT = (
    """The person asks for a capital, and perhaps why it is that city and no other.

1. Turin was the first capital of the kingdom, from 1861.
2. Florence followed in 1865, while Rome was still the pope's.
3. Rome became the capital in 1871, a year after it was taken.

So the answer is Rome. Should Turin and Florence be told as well? The question is short, so one sentence on
each is enough: `capital(1861) = Turin`, `capital(1865) = Florence`, `capital(1871) = Rome`.

Wait: the republic of 1946 kept Rome, and so did the years of war, when the government sat in Brindisi and
Salerno for a while. That is a detail which nobody asked for.

"""
    * 4
)

RESULTS = """
## Evaluation

Measured with lm-evaluation-harness, five examples each:

| Benchmark | Meadow 1.7B Instruct |
|---|---|
| MMLU | 58.4 |
| GSM8K | 61.9 |
| HellaSwag | 71.2 |
"""
WINDOWED = Skeleton(
    "Meadow 1.7B Instruct",
    layers=26,
    embedding=1024,
    feed_forward=6912,
    metadata={
        "general.license": "apache-2.0",
        "general.organization": "meadow-ai",
        "general.file_type": 15,
        "general.quantization_version": 2,
        "gemma3.rope.scaling.type": "linear",
        "gemma3.rope.scaling.factor": 8.0,
    },
)
LAB, LEASES = "Lab server", "Leases"  # an endpoint; a collection
LETTER = "What a letter must say"
IMAGES = (  # names of files, a chat and what is asked in it
    *(
        "coast-in-the-evening.jpg",
        "scan.png",
        "letter-from-the-landlord-page-1-of-12-final.png",
        "letter-2.png",
    ),
    *("holiday.png", "scan-2.png", "Pictures of the coast"),
    "What is in this picture?",
    "And what do these three have in common?",
)
EXPERTS = Skeleton(
    "Drifting Experts 30B",
    "qwen3moe",
    layers=24,
    heads=32,
    kv_heads=4,
    head=128,
    embedding=512,
    feed_forward=256,
    context=131_072,
    window=0,
    experts=64,
    experts_used=8,
    metadata={
        "qwen3moe.expert_feed_forward_length": 256,
        "qwen3moe.rope.scaling.type": "yarn",
        "qwen3moe.rope.scaling.factor": 4.0,
        "qwen3moe.rope.scaling.original_context_length": 32_768,
        "tokenizer.chat_template": "{{ messages.__class__ }}",
    },
)

# What other programs call themselves, ask for and are told by the server; and the name of one.
SERVED = EDITOR, LONG_CLIENT, LONG_MODEL, REFUSED, _CURL = (
    "Editor plug-in",
    "An-Exceptionally-Long-Name-Of-A-Program-That-Asks/12.4.1-beta",
    "an-exceptionally-long-model-name-instruct-merged-dpo-instruct-merged-dpo-v2.1-q4-k-m",
    "There is no model “gemma-3-4b” here; /v1/models lists those there are.",
    "curl",
)

# Names and texts of the person: folders, a prompt, a preset.
OWN_TEXTS = LETTERS, IDEAS, OPINION, AGAINST, PLAIN, PATIENTS = (
    "Discharge letters",
    "Ideas",
    "Second opinion",
    "What speaks against this: {{text}}",
    "Plain letters",
    "Write to patients in plain words.",
)

# The chats, by their titles.
FORMATTED = "What is in a GGUF file?"
CODE = "Read the magic of a file"
THINKING = "The capital of Italy"
RIGHT_TO_LEFT = "ما هو النموذج المفتوح المصدر؟"
LONG = "A title that goes on and on " * 8
# What the Hub and the file headers say, and the scenes' own messages.
_ANSWERS = (
    "AMD",
    "Radeon",
    "Seen before",
    "780M",
    "Vulkan0",
    "letters-in-plain-words.gguf",
    "short-answers-lora-f16.gguf",
    "tester",  # whose token it is, what it is called and may
    "read",
    "moved-models",
    "gated",
    "false",
    "auto",
    "other",
    "family",
    "c0ffee",
    "example-data/open-web-text-2",
    "example-data/permissive-code",
    "Meadow-1.7B-Legal",
    "Meadow-1.7B-Stories",
    "Name",  # what a gate asks for
    "Affiliation",
    "Country",
    *("yarn", "linear", "cedar-community", "LICENSE", "cedar-labs/Cedar-4B-GGUF"),
)
ALIAS = "The small one for letters"
FINE = "Tiny Chat is here, checked and intact"
WARNING = "The settings could not be read"
PROBLEM, ADVICE = "The Hub cannot be reached", "See that you are online"
_BOARDS = (  # names on leaderboards, and of these
    *(
        "Harbor-Large",
        "Harbor Large",
        "Harbor",
        "Large",
        "Eval logs",
        "Model Card",
        "google",
        "many",
        "Cedar 4B",
    ),
    *("A name that goes on A name that goes on", "Results of 2024", "Letters", "Sums", "never-seen", "GPQA"),
    *("Humanity’s Last Exam", "MMLU-Pro", "results-of-2024"),
    # Titles of tests as they are listed, and as lines break them.
    "At most 80 words, Diagnosis not stated, Stopped medicine, [2",
    "Medicine as JSON, At most 80 words, Diagnosis not stated, [4",
    "At most 80 words, Answers in German, Blood pressure, [6",
    "At most 80 words, Diagnosis not stated, No advice",
)
_COMPARISON = "Which one may we use at work?"

CARD_LINE = "Trained on a second year of public records."  # of a card that changed
_ELSEWHERE = (  # of models that other programs keep, and of what changed on the Hub
    "OLMo 2 1B Instruct",
    "allenai",
    "Mistral 7B",
    "mistral:7b",
    "Twice",
    "twins",
    *["c0ffee", "d00dfee", "OLMo", "Instruct", "LM", "Studio", "Q8_0"],
    "license: apache-2.0",
    "license: other",
    CARD_LINE,
)


def write_hub(root: Path) -> None:
    """The repos that the scenes' hub serves; the files that can be downloaded are tiny."""
    files = root.parent / "files"
    chats = write_tiny(files / "chats.gguf", Tiny(text=SAID, name="SmolLM2 135M Instruct", seed=3))
    continues = write_tiny(files / "continues.gguf", Tiny(text=SAID, name="Gemma 3 270M", seed=2))
    write_repos(root, chats, continues)
    write_lineages(root)


def write_stocked(home: Path) -> None:
    """Models of every kind, chats of every kind, and a comparison that was asked twice."""
    models = Paths(home).models
    _put(
        models,
        CHAT,
        "Tiny-Chat-Q4_K_M.gguf",
        Tiny(text=SAID, name="Tiny Chat"),
        "apache-2.0",
        Integrity.CHECKED,
    )
    _put(models, CHAT, "Tiny-Chat-Q8_0.gguf", Tiny(text=SAID, name="Tiny Chat", seed=1), "apache-2.0")
    _put(
        models, GEMMA, "gemma-3-270m-Q8_0.gguf", Tiny(text=None, name="Gemma 3 270M", template=None), "gemma"
    )
    _put(models, "tiny-labs/Endless-GGUF", "Endless-Q8_0.gguf", Tiny(text=ENDLESS, name="Endless"), "mit")
    thinker = Tiny(text=ENDLESS, name="Thinker", template=_THINKS)
    _put(models, "tiny-labs/Thinker-GGUF", "Thinker-Q8_0.gguf", thinker, "mit")
    _put(models, "qwen-zh/Xiao-GGUF", "xiao-Q4_K_M.gguf", Tiny(name=CHINESE), "other", Integrity.CHECKED)
    _put(models, "arabic-nlp/Saghir-GGUF", "saghir-Q5_K_M.gguf", Tiny(name=ARABIC), "llama3.2")
    _put(models, "fun/Emoji-GGUF", "emoji-Q2_K.gguf", Tiny(name=EMOJI), "")
    _put(
        models,
        "a-publisher-with-a-long-name/Long-GGUF",
        f"{ENDLESS_NAME}-Q5_K_M.gguf",
        Tiny(name=ENDLESS_NAME),
        "mit",
    )
    damaged = _put(
        models, "harbor-sec/Harbor-GGUF", "Harbor-Q4_K_M.gguf", Tiny(name="Harbor"), "", Integrity.DAMAGED
    )
    damaged.write_bytes(damaged.read_bytes()[: damaged.stat().st_size // 2])
    store = Store(Paths(home).database)
    try:
        _write_chats(Chats(store))
        _write_comparison(Comparisons(store))
        store.set_state("playground.model", f"{CHAT}/Tiny-Chat-Q4_K_M.gguf")
        for model in scan_folder(models):
            if model.header_name in (CHINESE, ARABIC, EMOJI, ENDLESS_NAME):
                keep_alias(store, model, model.header_name)
    finally:
        store.close()


def write_kept(models: Path, repo: Repo) -> Path:
    """A model of real proportions as a download leaves it, the card of ``repo`` beside it."""
    folder = models / repo.id
    path = write_skeleton(folder / "Meadow-1.7B-Instruct-Q4_K_M.gguf", WINDOWED)
    keep_answers(folder, repo)
    noted = FileRecord(
        path.name, repo.commit, path.stat().st_size, "ab" * 32, repo.read_at, Integrity.UNCHECKED
    )
    write_record(folder, OriginRecord(repo=repo.id, endpoint="", origin=Origin.HUB).with_file(noted))
    return path


def data_of(hub: Path, home: Path) -> str:
    """All that is data and no word of the app: names, prompts, cards. For the check of translations."""
    models = Paths(home).models
    names = [p.relative_to(root).as_posix() for root in (hub, models) for p in root.rglob("*.gguf")]
    cards = [p.read_text(encoding="utf-8") for p in hub.rglob("README.md")]
    own = [CHINESE, ARABIC, EMOJI, ENDLESS_NAME, ODD_QUESTION, MARKDOWN_ANSWER, CODE_ANSWER, THINKING_ANSWER]
    own += [LONG_THOUGHT, JSON_ANSWER, " ".join(MARKDOWN_ANSWER.split())]
    own += [prompt.text for one in prompt_sets() for prompt in one.prompts]
    more = [
        "Tiny Chat",
        ALIAS,
        "Gemma 3 270M",
        *(word for one in INCLUDED for word in (one.name, one.terms.maker if one.terms else "")),
        *(word for one in INCLUDED for word in one.repo.split("/")),
        "All MiniLM L6 v2",
        "H384-uncased",  # the end of a line
        "Endless",
        "Thinker",
        "Harbor",
        *choose_data.texts(),
        EXPERTS.name,
        "Ponder",
        LETTER,
        GATED,
        *IMAGES,
        *CHOOSING,
        *use_texts(),
        SAID,
        FORMATTED,
        CODE,
        THINKING,
        RIGHT_TO_LEFT,
        LONG,
        *IMPORTED,
        *(LAB, LEASES, "llm.lab.example", "Ollama", "qwen3-32b", "Qwen3 32B", "127.0.0.1"),
        *(
            "Llama 3.3 70B instruct",
            "Gemma3:12B",
            f"{LAB} (llm.lab.example)",
            LAB.replace(" ", "\N{NO-BREAK SPACE}"),
            "Who",
        ),
        *OWN_TEXTS,
        _COMPARISON,
        *(DECISION, evaluate.LETTERS, evaluate.INVOICES, evaluate.COMPLAINTS, *evaluate.TITLES),
        *(
            evaluate.LETTER,
            evaluate.ASKED,
            evaluate.SYSTEM,
            evaluate.SCHEMA,
            evaluate.FENCED,
            evaluate.FENCES,
            evaluate.LONG_TITLE,
            *evaluate.PATTERNS,
            *(turn.text for turn in evaluate.CONVERSATION),
            *("Fences", "metformin", "500 mg", "I cannot", "Question", "What is", "no such value"),
            "local:SmolLM2 135M Instruct",  # a reference
            *("of a newer version", "missing", "unterminated", "subpattern"),  # as Python says
            *(f"{evaluate.INVOICES} {number}" for number in range(40)),
        ),
        *SAID_IN_CELLS,
        *SERVED,
        *TEXTS,
        *endpoint_data.texts(),
        *(*_ANSWERS, FINE, WARNING, PROBLEM, ADVICE),
        *_ELSEWHERE,
        *_BOARDS,
        *(
            part
            for repo in lineages()
            for name in (repo.id, *repo.parents)
            for part in (name, *name.split("/"))
        ),
        *OtherApp,
        str(home),
        str(hub),
        *read_machine().processor.split(),
    ]
    return "\n".join([*names, *cards, *own, *more])


def _put(
    models: Path, repo: str, file: str, tiny: Tiny, license_id: str, intact: Integrity = Integrity.UNCHECKED
) -> Path:
    """A model as a download leaves it."""
    numbers = {label: number for number, label in FILE_TYPES.items()}
    said = {"general.license": license_id, "general.file_type": numbers.get(label_of(file), "")}
    metadata = {key: value for key, value in said.items() if value}
    path = write_tiny(models / repo / file, Tiny(**{**vars(tiny), "metadata": metadata}))
    noted = FileRecord(
        path=file,
        commit="c0ffee",
        size=path.stat().st_size,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        kept_at=datetime(2026, 3, 12, 10, 30, tzinfo=UTC),
        intact=intact,
    )
    record = read_record(path.parent) or OriginRecord(repo=repo, endpoint="", origin=Origin.HUB)
    write_record(path.parent, record.with_file(noted))
    return path


def _write_chats(chats: Chats) -> None:
    model = f"{CHAT}/Tiny-Chat-Q4_K_M.gguf"
    conversations = (
        (LONG, ODD_QUESTION, SAID),
        (RIGHT_TO_LEFT, RIGHT_TO_LEFT, ARABIC * 6),
        (THINKING, THINKING, THINKING_ANSWER),
        (CODE, CODE, CODE_ANSWER),
        (FORMATTED, f"{FORMATTED} {ODD_QUESTION}", MARKDOWN_ANSWER),
    )
    measured = AnswerTiming(prompt_tokens=24, answer_tokens=118, first_token_s=0.21, generation_s=4.4)
    for title, question, answer in conversations:
        chat = chats.create(title, model)
        chats.add(chat.id, "user", question, TurnRecord())
        record = TurnRecord(
            model=model, model_name="Tiny Chat", quantization="Q4_K_M", sampling=Sampling(max_tokens=512),
            messages=(ChatMessage("user", question),), measured=measured, context_length=2048,
        )  # fmt: skip
        chats.add(chat.id, "assistant", answer, record)


def _write_comparison(kept: Comparisons) -> None:
    one, two = f"{CHAT}/Tiny-Chat-Q4_K_M.gguf", "qwen-zh/Xiao-GGUF/xiao-Q4_K_M.gguf"
    kept.rename(_COMPARISON)
    fill(kept, [one, two, f"{GEMMA}/gemma-3-270m-Q8_0.gguf"], [FORMATTED, ODD_QUESTION])
    for prompt in kept.current.document.prompts:
        for reference, speed, text in ((one, 41.2, SAID), (two, 28.6, MARKDOWN_ANSWER)):
            answer = result(reference, prompt.text, prompt.key, speed=speed, text=text)
            kept.answers.add(kept.current.id, answer)
