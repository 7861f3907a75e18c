"""What a dossier is read from. A part that is missing is ``None``; silence and absence stay apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Sources:
    """Everything at hand about one model.

    ``card``: text of its model card. ``api``: the Hub's answer. ``header``: GGUF metadata, key to
    value; ``is_header_cut``: only what stands in the first bytes of the file. ``parameters``: counted
    from the tensors. Hashes are lower-case hex of SHA-256. ``unread``: why there may be a card that is
    not at hand, "" where there is none, or it was read.
    """

    repo: str
    commit: str = ""
    card: str | None = None
    api: Mapping[str, Any] | None = None
    header: Mapping[str, object] | None = None
    is_header_cut: bool = False
    parameters: int | None = None
    file: str | None = None
    texts: Mapping[str, str] = field(
        default_factory=dict
    )  # files of the repo by their path: LICENSE, config.json
    sha256_expected: str | None = None
    sha256_measured: str | None = None
    read_at: datetime | None = None
    unread: str = ""
