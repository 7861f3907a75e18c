"""Repos of a test hub that say what real ones say: licenses, languages, originals, copies, gates."""

from pathlib import Path
from typing import Any

from tests.hub.tools import make_repo

BILLION = 1_000_000_000
CLEAR, TERMS, RESEARCH, ENGLISH, SILENT, HUGE, SHUT = (
    "meadow-ai/Meadow-4B-GGUF",
    "google/Harbour-3B-it-GGUF",
    "institute/Study-3B-Instruct-GGUF",
    "small-lab/Narrow-1B-GGUF",
    "quiet/Plain-2B-GGUF",
    "titan/Titan-600B-GGUF",
    "vault/Vault-2B-GGUF",
)
COPY = "packer/Meadow-4B-Q4-GGUF"
ORIGINAL = "meadow-ai/Meadow-4B"


def card(license_: str, languages: str = "", base: str = "", body: str = "# A model\n") -> bytes:
    lines = [f"license: {license_}"] if license_ else []
    lines += [f"language: [{languages}]"] if languages else []
    lines += [f"base_model: {base}", "base_model_relation: quantized"] if base else []
    return (
        "\n".join(("---", *lines, "tags: [conversational]", "pipeline_tag: text-generation", "---", body))
    ).encode()


def chat_repo(root: Path, repo_id: str, text: bytes, billions: float = 3, **settings: Any) -> None:
    """With one balanced file."""
    name = repo_id.rpartition("/")[2].removesuffix("-GGUF")
    gguf = {"total": round(billions * BILLION), "architecture": "llama", "context_length": 32768}
    settings = {"downloads": 100, "gguf": gguf} | settings
    make_repo(root, repo_id, {f"{name}-Q4_K_M.gguf": 300, "README.md": text}, **settings)


def write_repos(root: Path) -> None:
    chat_repo(root, CLEAR, card("apache-2.0", "en, de", ORIGINAL), 4, downloads=900)
    make_repo(root, ORIGINAL, {"README.md": card("apache-2.0", "en, de")}, downloads=5000)
    chat_repo(root, COPY, card("apache-2.0", "en, de", ORIGINAL), 4, downloads=9000)
    chat_repo(root, TERMS, card("gemma", "en, de"), downloads=800)
    chat_repo(root, RESEARCH, card("qwen-research", "en, de"), downloads=700)
    chat_repo(root, ENGLISH, card("mit", "en"), 1, downloads=600)
    chat_repo(root, SILENT, card("apache-2.0"), 2, downloads=500)
    chat_repo(root, HUGE, card("apache-2.0", "en, de"), 600, downloads=400)
    chat_repo(root, SHUT, card("apache-2.0", "en, de"), 2, downloads=300, gated="manual")
