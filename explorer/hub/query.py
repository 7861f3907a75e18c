"""A question in the words of the Hub's listing, which wants licenses and formats as tags."""

from explorer.domain.repo import Query

EXPAND = (
    "author",
    "baseModels",
    "cardData",
    "createdAt",
    "downloads",
    "gated",
    "gguf",
    "lastModified",
    "likes",
    "pipeline_tag",
    "siblings",
    "tags",
    "trendingScore",
)
_LARGEST_PAGE = 100

Params = list[tuple[str, str]]


def parameters(query: Query) -> Params:
    """The parameters of ``/api/models`` for one page; always with a limit, or the Hub sends thousands."""
    params: Params = [("filter", "gguf")]
    if query.license:
        params.append(("filter", f"license:{query.license}"))
    if query.text.strip():
        params.append(("search", query.text.strip()))
    if query.author:
        params.append(("author", query.author))
    params.append(("sort", query.sort.value))
    params.append(("limit", str(max(1, min(query.limit, _LARGEST_PAGE)))))
    return params + [("expand", name) for name in EXPAND]
