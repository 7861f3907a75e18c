"""Repos of the first run's hub."""

from pathlib import Path
from typing import Any

from tests.hub.tools import make_repo

MEADOW = "meadow/Meadow-GGUF"
MEADOW_SAYS = "Grass grows where the rain falls."
CHATS = "{{ messages }}"


def list_repo(
    root: Path,
    repo_id: str,
    *,
    license: str = "apache-2.0",  # noqa: A002  as the card says it
    parameters: int = 1_000_000_000,
    pipeline: str = "text-generation",
    template: str = CHATS,
    front: str = "",
    size: int = 2_000,
    **settings: Any,
) -> None:
    """A repo with a card and one small file; ``parameters`` is what its listing says."""
    card = f"---\nlicense: {license}\npipeline_tag: {pipeline}\n{front}---\n# A model\n"
    gguf = {"total": parameters, "architecture": "llama", "context_length": 4096, "chat_template": template}
    name = repo_id.split("/")[1].removesuffix("-GGUF").lower()
    files: dict[str, bytes | int] = {"README.md": card.encode(), f"{name}-Q4_K_M.gguf": size}
    make_repo(root, repo_id, files, gguf=gguf, **settings)
