"""Repos of a test hub that say what real ones say: licenses, languages, originals, copies, gates."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from explorer.choose.decision import KeptCandidate
from explorer.domain.model_names import name_of_repo
from explorer.local.models.origin_record import FileRecord, OriginRecord, write_record
from tests.hub.tools import make_repo
from tests.models.tiny import Tiny, write_tiny

BILLION = 1_000_000_000
CLEAR, TERMS, RESEARCH, ENGLISH, SILENT, HUGE, SHUT = (
    "field-ai/Heath-4B-GGUF",
    "harbour-labs/Harbour-3B-it-GGUF",
    "institute/Study-3B-Instruct-GGUF",
    "small-lab/Narrow-1B-GGUF",
    "quiet/Plain-2B-GGUF",
    "titan/Titan-600B-GGUF",
    "vault/Vault-2B-GGUF",
)
COPY = "packer/Heath-4B-Q4-GGUF"
ORIGINAL = "field-ai/Heath-4B"


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


ALL = (CLEAR, ORIGINAL, COPY, TERMS, RESEARCH, ENGLISH, SILENT, HUGE, SHUT)


def texts() -> tuple[str, ...]:
    """All that stands on the screen of them and is no word of the app."""
    return tuple(part for repo in ALL for part in (*repo.split("/"), name_of_repo(repo)))


def write_repos(root: Path, wanted: Collection[str] = ALL) -> None:
    both = "en, de"
    clear, gate = card("apache-2.0", both, ORIGINAL), {"gated": "manual"}
    if ORIGINAL in wanted:
        make_repo(root, ORIGINAL, {"README.md": card("apache-2.0", both)}, downloads=5000)
    for repo, text, billions, downloads, more in (
        (CLEAR, clear, 4, 900, {}),
        (COPY, clear, 4, 9000, {}),
        (TERMS, card("gemma", both), 3, 800, {}),
        (RESEARCH, card("qwen-research", both), 3, 700, {}),
        (ENGLISH, card("mit", "en"), 1, 600, {}),
        (SILENT, card("apache-2.0"), 2, 500, {}),
        (HUGE, card("apache-2.0", both), 600, 400, {}),
        (SHUT, card("apache-2.0", both), 2, 300, gate),
    ):
        if repo in wanted:
            chat_repo(root, repo, text, billions, downloads=downloads, **more)


def put_file(models_folder: Path, kept: KeptCandidate) -> None:
    """The file of a kept one as a download puts it, with bytes that can be asked."""
    folder = models_folder / kept.repo
    place = write_tiny(folder / kept.file, Tiny())
    record = FileRecord.of(kept.file, place, commit=kept.commit, sha256=kept.sha256)
    write_record(folder, OriginRecord(kept.repo, "https://hub.example", files=(record,)))
