"""`omx search`: models on the Hub by words and by every filter of the window, with what each of them left."""

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from explorer.cli.output import Output, table
from explorer.cli.services import with_core
from explorer.domain.repo import RepoPage, RepoSort
from explorer.hub.pasted import read_pasted
from explorer.local.hub_search.filters import KINDS, Filters, filtered, queries, with_reason
from explorer.local.hub_search.repo_lines import RepoLine, line_of
from explorer.local.hub_search.uses import use_of, uses
from explorer.services import Core

_MOST_PAGES = 10  # asked for one search: the Hub counts requests
_LARGEST_PAGE = 100
_LIMIT = re.compile(r"(\d+(?:\.\d+)?)?([MBT]?)", re.IGNORECASE)
_BILLIONS = {"": 1.0, "M": 0.001, "B": 1.0, "T": 1000.0}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", nargs="?", default="", help="words in the name; without them all models")
    parser.add_argument("--sort", choices=[s.name.lower() for s in RepoSort], default="downloads")
    parser.add_argument("--limit", type=int, default=20, help="how many to show")
    parser.add_argument("--fits", action="store_true", help="a file of it fits this machine (estimate)")
    parser.add_argument("--data-named", action="store_true", help="it names training data")
    parser.add_argument(
        "--license", default="", metavar="KIND", help=f"{', '.join(KINDS)} or a license id such as apache-2.0"
    )
    parser.add_argument("--size", type=_size, metavar="MIN-MAX", help="parameters: 1B-4B, 0-2B, 40B-")
    parser.add_argument(
        "--use", choices=[use.id for use in uses()], default="", help="by task, tags and names"
    )
    parser.add_argument("--language", default="", metavar="CODE", help="that its publisher states: en, fr")
    parser.add_argument("--author", default="", help="of this publisher")


@with_core
def run(core: Core, args: Namespace, out: Output) -> None:
    """Ask page by page until enough fit, and say how many were looked at."""
    filters = Filters(
        args.fits, args.data_named, args.license.lower(), args.size or "", args.use, args.language.lower()
    )
    found: list[RepoLine] = []
    looked_at, has_more = 0, False
    for page, more_follow in _pages(core, args, filters):
        has_more = more_follow
        if page.trouble is not None:
            out.note(f"{page.trouble.what} This is as seen {page.read_at:%Y-%m-%d %H:%M}.")
        known = {line.row.id for line in found}
        looked_at += len(page.rows)
        found += [line for line in _lines(core, page, filters) if line.row.id not in known]
        if len(found) >= args.limit:
            break
    if filters.is_on:
        more = "; there are more" if has_more else ""
        out.note(f"{len(found)} of the {looked_at} looked at fit{more}.")
    shown = found[: args.limit]
    lines = [_line(line) for line in shown]
    out.result([_json(line) for line in shown], table(lines) or "Nothing found. Try fewer words or filters.")


def _pages(core: Core, args: Namespace, filters: Filters) -> Iterator[tuple[RepoPage, bool]]:
    """Each page, and whether there is another."""
    # Where something is left out here, larger pages mean fewer requests.
    limit = _LARGEST_PAGE if filters.is_on else args.limit
    named = read_pasted(args.query, core.hub.endpoint)
    asked = queries(named.repo_id if named else args.query, RepoSort[args.sort.upper()], filters, limit)
    pages = 0
    for number, query in enumerate(asked, start=1):
        page: RepoPage | None = core.hub.search(replace(query, author=args.author))
        while page is not None:
            pages += 1
            has_more = page.next is not None or number < len(asked)
            yield page, has_more
            if pages >= _MOST_PAGES:
                return
            page = core.hub.next_page(page) if page.next is not None else None


def _lines(core: Core, page: RepoPage, filters: Filters) -> Sequence[RepoLine]:
    now, use = datetime.now(UTC), use_of(filters.use)
    lines = [line_of(row, core.licenses, core.yardstick, now) for row in page.rows]
    return [with_reason(line, use) for line in filtered(lines, filters)]


def _size(text: str) -> str:
    """ "1B-4B" in billions, "1-4". Raises ArgumentTypeError."""
    least, dash, most = text.partition("-")
    limits = [_LIMIT.fullmatch(part.strip()) for part in (least, most)]
    if not dash or any(limit is None for limit in limits) or not (least or most):
        raise ArgumentTypeError(f"“{text}” is no range; one looks like 1B-4B, 0-2B or 40B-")
    return "-".join(_billions(limit) for limit in limits if limit is not None)


def _billions(limit: re.Match[str]) -> str:
    return f"{float(limit[1]) * _BILLIONS[limit[2].upper()]:g}" if limit[1] else ""


def _json(line: RepoLine) -> dict[str, object]:
    row = line.row
    return {
        "id": row.id,
        "license": row.license,
        "license_kind": str(line.license_kind) or None,
        "commercial_use": line.commercial or None,
        "parameters": row.parameters,
        "context_length": row.context_length,
        "architecture": row.architecture,
        "datasets": list(row.datasets),
        "languages": list(row.languages),
        "task": row.pipeline,
        "downloads": row.downloads,
        "likes": row.likes,
        "updated": row.updated.isoformat() if row.updated else None,
        "gate": str(row.gate),
        "disabled": row.is_disabled,
        "fit": _fit_json(line),
        "listed_for": str(line.reason) or None,
    }


def _fit_json(line: RepoLine) -> dict[str, object] | None:
    """An estimate of its best file."""
    if line.fit is None:
        return None
    return {
        "word": str(line.fit.word),
        "file": line.judged,
        "memory": line.fit.told,
        "memory_total": line.fit.total,
        "spare_memory": line.fit.told_spare,
        "disk_needed": line.fit.disk or None,
        "basis": str(line.fit.basis.text),
    }


def _line(line: RepoLine) -> list[str]:
    return [
        line.row.id,
        str(line.license),
        line.size or "-",
        str(line.fit.word) if line.fit else "-",
        "data" if line.has_data else "",
        f"{line.downloads} downloads" if line.downloads else "",
        str(line.reason),
    ]
