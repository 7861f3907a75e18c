"""What journeys of choosing begin with: a hub with the two real included models and one whose license
forbids use at work, a provider that is scripted, and a few tests of one's own.
"""

import json
import shutil
from pathlib import Path

from explorer.base.paths import Paths
from explorer.base.store import Store
from explorer.domain.endpoint import Endpoint, EndpointEntry
from explorer.domain.included_models import IncludedModel
from explorer.engine.remote.endpoints import Endpoints
from explorer.local.models.included import put_in_place
from tests.endpoint.scripted import Reply, Talk, saying
from tests.keys import MemoryKeys
from tests.models.starter import assemble_starter, smollm2
from tests.models.tiny import Tiny, write_tiny
from tests.tour.repos import GEMMA, SMOL, write_repos

FORBIDS = "coral-labs/Coral-135M-Chat-GGUF"
PROVIDER = "endpoint://lab/large"
WARM_UP = "Say hello."  # what every model is asked first, so that it is loaded
_SERVED = {
    GEMMA,
    SMOL,
    "HuggingFaceTB/SmolLM2-135M-Instruct",
    "HuggingFaceTB/SmolLM2-135M",
    "google/gemma-3-270m",
}
_FORBIDS = """---
license: cc-by-nc-4.0
language:
- en
tags:
- conversational
---
# Coral 135M Chat

It chats in English. You may not use it commercially.
"""
_RESULT = ".eval_results/instructions.yaml"
_STATED = """- dataset:
    id: example/instructions
    task_id: strict
  value: 29.9
  date: "2026-05-04"
  source:
    url: https://huggingface.co/example/evaluations
    name: Example evaluations
    user: example
"""
TESTS = (
    "prompt,__expected\n"
    "What is the capital of France? Answer with one word.,icontains:Paris\n"
    "How many days has a week? Answer with one word.,regex:(?i)seven|7\n"
    "What is the opposite of hot? Answer with one word.,icontains:cold\n"
)


def write_hub(root: Path, *, with_real: bool = True) -> None:
    """``with_real``: the two that come with the app; else only the one that forbids."""
    if with_real:
        write_repos(root, smollm2(), assemble_starter())
    for folder in root.glob("*/*"):
        if folder.relative_to(root).as_posix() not in _SERVED:
            shutil.rmtree(folder)
    if with_real:  # as the Hub finds of itself, from the chat template
        card = root / SMOL / "README.md"
        said = card.read_text(encoding="utf-8")
        card.write_text(said.replace("- gguf\n", "- gguf\n- conversational\n", 1), encoding="utf-8")
        _state_result(root / "HuggingFaceTB/SmolLM2-135M-Instruct")
    coral = write_tiny(
        root / FORBIDS / "Coral-135M-Chat-Q4_K_M.gguf", Tiny(text="Coral says so.", name="Coral")
    )
    (coral.parent / "README.md").write_text(_FORBIDS, encoding="utf-8")
    gguf = {
        "total": 134_000_000,
        "architecture": "llama",
        "context_length": 8192,
        "chat_template": "{{ messages }}",
    }
    settings = {"downloads": 90_000, "pipeline_tag": "text-generation", "gguf": gguf}
    (coral.parent / ".hub.json").write_text(json.dumps(settings), encoding="utf-8")


def _state_result(original: Path) -> None:
    """Of a leaderboard, in the repo of the original."""
    (original / ".eval_results").mkdir()
    (original / _RESULT).write_text(_STATED, encoding="utf-8")
    about = original / ".hub.json"
    told = json.loads(about.read_text())
    told["siblings"].append({"rfilename": _RESULT, "size": len(_STATED)})
    about.write_text(json.dumps(told))


def put_included(home: Path, *included: IncludedModel) -> None:
    """They lie in the Library, as after the first steps."""
    for one in included:
        put_in_place(one, Paths(home).models)


def add_provider(home: Path, address: str) -> None:
    """Known to the app, with a model that was chosen: its reference is ``PROVIDER``."""
    home.mkdir(parents=True, exist_ok=True)
    store = Store(Paths(home).database)
    entry = EndpointEntry("large", is_chosen=True, context_length=8192)
    Endpoints(store, lambda: False, MemoryKeys()).keep(Endpoint("lab", "Lab", address, entries=(entry,)))
    store.close()


def knowing() -> Reply:
    """Answers the tests above rightly, and all else politely."""
    said = {"France": "Paris", "week": "Seven", "opposite": "Cold"}

    def reply(talk: Talk) -> None:
        asked = json.dumps(talk.request.body)
        text = next((answer for word, answer in said.items() if word in asked), "I do not know.")
        saying(text, usage={"prompt_tokens": 20, "completion_tokens": 3})(talk)

    return reply
