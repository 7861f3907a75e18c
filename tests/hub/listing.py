"""The test hub's listing: search, filters, order, pages and ``expand`` as the Hub does them."""

import base64
from typing import Any

from tests.hub.repos import HubRepo

SORTS = ("createdAt", "downloads", "lastModified", "likes", "trendingScore")
ROW_KEYS = ("_id", "id", "likes", "private", "downloads", "tags", "pipeline_tag", "library_name", "createdAt")
EXPAND = (
    "author", "baseModels", "cardData", "childrenModelCount", "config", "createdAt", "disabled",
    "downloads", "downloadsAllTime", "evalResults", "gated", "gguf", "inference", "lastModified",
    "library_name", "likes", "mask_token", "model-index", "pipeline_tag", "private", "resourceGroup",
    "safetensors", "sha", "siblings", "spaces", "tags", "transformersInfo", "trendingScore",
    "usedStorage", "widgetData",
)  # fmt: skip
Params = dict[str, list[str]]


class BadRequestError(Exception):
    """The parameters are wrong; the text goes into the 400."""


def list_page(repos: list[HubRepo], params: Params) -> tuple[list[dict[str, Any]], str | None]:
    """The rows of one page and the cursor of the next, or ``None`` on the last."""
    sort = first(params, "sort", "trendingScore")
    if sort not in SORTS:
        raise BadRequestError(f"Invalid sort parameter: {sort}")
    found = [repo for repo in repos if not repo.is_private and _matches(repo, params)]
    found.sort(key=lambda repo: repo.id)
    found.sort(key=lambda repo: repo.answer.get(sort) or type(repo.answer.get(sort) or 0)(), reverse=True)
    start = int(base64.urlsafe_b64decode(first(params, "cursor", "MA==")))
    limit = int(first(params, "limit", "1000"))
    rows = [expanded(repo, params, ROW_KEYS) for repo in found[start : start + limit]]
    more = start + limit < len(found)
    return rows, base64.urlsafe_b64encode(str(start + limit).encode()).decode() if more else None


def expanded(repo: HubRepo, params: Params, otherwise: tuple[str, ...]) -> dict[str, Any]:
    """The keys that were asked for. Raises BadRequestError for one that the Hub does not know."""
    asked = [name for value in params.get("expand", []) for name in value.split(",")]
    for name in asked:
        if name not in EXPAND:
            raise BadRequestError(f'Invalid option: "expand" must be one of {", ".join(EXPAND)}')
    keys = ("_id", "id", *asked) if asked else otherwise
    answer = {key: repo.answer[key] for key in keys if key in repo.answer}
    if asked and "siblings" in answer:  # without blobs the Hub names the files and nothing more
        answer["siblings"] = [{"rfilename": path} for path in repo.blobs]
    if "baseModels" in asked and "baseModels" not in answer:
        answer.update(_base_models(repo))
    return answer


def first(params: Params, key: str, otherwise: str = "") -> str:
    return params.get(key, [otherwise])[0]


def _base_models(repo: HubRepo) -> dict[str, Any]:
    for tag in repo.answer["tags"]:
        parts = tag.split(":", 2)
        if parts[0] == "base_model" and len(parts) == 3:
            return {"baseModels": {"relation": parts[1], "models": [{"id": parts[2]}]}}
    return {}


def _matches(repo: HubRepo, params: Params) -> bool:
    tags = {str(tag).lower() for tag in repo.answer["tags"]}
    wanted = {tag.lower() for value in params.get("filter", []) for tag in value.split(",")}
    return (
        wanted <= tags
        and first(params, "search").lower() in repo.id.lower()
        and first(params, "author", repo.answer["author"]) == repo.answer["author"]
        and first(params, "pipeline_tag") in ("", repo.answer.get("pipeline_tag"))
        and _in_size(repo, first(params, "num_parameters"))
    )


def _in_size(repo: HubRepo, wanted: str) -> bool:
    limits = dict(part.split(":", 1) for part in wanted.split(",") if part)
    total = (repo.answer.get("gguf") or {}).get("total")
    if not limits:
        return True
    return total is not None and _count(limits.get("min", "0")) <= total <= _count(limits.get("max", "1000T"))


def _count(text: str) -> float:
    units = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
    return float(text[:-1]) * units[text[-1].upper()] if text[-1].upper() in units else float(text)
