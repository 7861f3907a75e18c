"""A question in the words of the Hub's listing, which wants licenses and formats as tags."""

from explorer.domain.repo import RepoQuery

EXPAND = (
    "author",
    "baseModels",
    "cardData",
    "createdAt",
    "disabled",
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


def parameters(query: RepoQuery) -> Params:
    """The parameters of ``/api/models`` for one page; always with a limit, or the Hub sends thousands."""
    params: Params = [("filter", tag) for tag in _tags(query)]
    for name, value in (
        ("search", query.text.strip()),
        ("author", query.author),
        ("pipeline_tag", query.pipeline),
        ("num_parameters", _size(query.parameters)),
    ):
        if value:
            params.append((name, value))
    params.append(("sort", query.sort.value))
    params.append(("limit", str(max(1, min(query.limit, _LARGEST_PAGE)))))
    return params + [("expand", name) for name in EXPAND]


def _tags(query: RepoQuery) -> list[str]:
    license_ = [f"license:{query.license}"] if query.license else []
    return [*(["gguf"] if query.gguf else []), *license_, *query.tags]


def _size(limits: tuple[int, int]) -> str:
    """ "min:1B,max:4B", "" without limits."""
    named = zip(("min", "max"), limits, strict=True)
    return ",".join(f"{name}:{limit / 1e9:g}B" for name, limit in named if limit)
