"""Leaderboards for the test hub, with rows as the Hub sends them."""

import json
from pathlib import Path
from typing import Any

from tests.hub.server import datasets_of
from tests.hub.tools import make_repo

_AUTHOR = {
    "_id": "0" * 24,
    "type": "org",
    "name": "lab",
    "fullname": "Lab",
    "avatarUrl": "https://x.example/a",
}


def board_row(model: str, value: Any, rank: float, **more: Any) -> dict[str, Any]:
    """``derived=True``: of a model that names another one as its base."""
    row = {"rank": rank, "modelId": model, "value": value, "verified": False, "author": _AUTHOR}
    return row | {"filename": ".eval_results/results.yaml"} | more


def write_board(root: Path, dataset: str, rows: Any, **settings: Any) -> None:
    """``root``: of the hub's models. ``rows``: of any shape, ``None`` for a data set without one."""
    card = b"---\ntags: [benchmark:official]\n---\n# Questions\n"
    folder = make_repo(datasets_of(root), dataset, {"README.md": card}, **settings)
    if rows is not None:
        (folder / ".leaderboard.json").write_text(json.dumps(rows), "utf-8")
