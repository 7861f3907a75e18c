"""`omx search`, `download`, `list`: finding models and keeping them."""

from argparse import Namespace

from explorer.cli.model_verbs import offer_starter
from explorer.cli.output import Output, table
from explorer.domain.errors import KnownError, NotFoundError
from explorer.domain.local import LocalModel
from explorer.domain.quantization import recommended
from explorer.domain.repo import Query, Repo, RepoRow, Sort, Variant
from explorer.domain.units import context_text, count_text, size_text
from explorer.local.catalog import read_model, scan
from explorer.local.keep import fetch, order_of, repo_folder
from explorer.services import Core
from explorer.transparency.licenses import Licenses


def search(core: Core, args: Namespace, out: Output) -> None:
    page = core.hub.search(Query(text=args.query, sort=Sort[args.sort.upper()], limit=args.limit))
    if page.from_cache:
        out.note(f"Not reached; as seen {page.read_at:%Y-%m-%d %H:%M}.")
    rows = [_row_json(row) for row in page.rows]
    lines = [_row_line(row, core.licenses) for row in page.rows]
    out.result(rows, table(lines) or "Nothing found. Try fewer words.")


def download(core: Core, args: Namespace, out: Output) -> None:
    repo = core.hub.open(args.repo)
    variant = _choose(repo, args.file, core)
    out.note(f"{repo.id} · {variant.first.path} · {size_text(variant.size or 0)}")
    for progress in fetch(core.hub, core.models_folder, order_of(repo, variant), repo, lambda: False):
        out.progress(variant.first.path, progress.received, progress.total, progress.seconds_left)
        if progress.note:
            out.note(progress.note)
    model = _downloaded(core, repo, variant)
    sha256 = model.measured_sha256 or "not published"
    out.result(_model_json(model), f"{model.id}\nSHA-256 {model.intact}: {sha256}")


def list_models(core: Core, _args: Namespace, out: Output) -> None:
    offer_starter(core)
    models = scan(core.models_folder) if core.models_folder.is_dir() else ()
    lines = [_model_line(m, core.licenses) for m in models]
    out.result([_model_json(m) for m in models], table(lines) or "No models yet. Try: omx search small")


def _choose(repo: Repo, name: str | None, core: Core) -> Variant:
    if not repo.variants:
        raise NotFoundError(f"{repo.id} has no GGUF file.", "Search for a repo whose name ends in GGUF.")
    if name is None:
        best = recommended(repo.variants, core.machine.yardstick.largest_file)
        if best is None:
            raise KnownError(
                "No file of this repo fits the memory of this machine.",
                "Name one with --file to take it all the same.",
                "\n".join(v.first.path for v in repo.variants),
            )
        return best
    for variant in repo.variants:
        if name in (variant.label, *(f.path for f in variant.files)):
            return variant
    names = ", ".join(v.first.path for v in repo.variants)
    raise NotFoundError(f"{repo.id} has no file {name}.", f"It has: {names}")


def _downloaded(core: Core, repo: Repo, variant: Variant) -> LocalModel:
    folder = repo_folder(core.models_folder, repo.id)
    path = folder / variant.first.path
    for model in scan(core.models_folder):
        if model.path == path:
            return model
    return read_model(path)


def _row_json(row: RepoRow) -> dict[str, object]:
    return {
        "id": row.id,
        "license": row.license,
        "parameters": row.parameters,
        "context_length": row.context_length,
        "architecture": row.architecture,
        "downloads": row.downloads,
        "likes": row.likes,
        "updated": row.updated.isoformat() if row.updated else None,
        "gate": str(row.gate),
    }


def _row_line(row: RepoRow, licenses: Licenses) -> list[str]:
    return [
        row.id,
        licenses.words(row.license),
        count_text(row.parameters) if row.parameters else "-",
        context_text(row.context_length) if row.context_length else "-",
        f"{count_text(row.downloads)} downloads" if row.downloads is not None else "",
    ]


def _model_json(model: LocalModel) -> dict[str, object]:
    return {
        "id": model.id,
        "path": str(model.path),
        "name": model.name,
        "quantization": model.quantization,
        "size": model.size,
        "parameters": model.parameters,
        "context_length": model.context_length,
        "architecture": model.architecture,
        "license": model.license,
        "is_chat": model.is_chat,
        "repo": model.repo,
        "commit": model.commit,
        "sha256": model.sha256,
        "measured_sha256": model.measured_sha256,
        "intact": str(model.intact),
        "origin": str(model.origin),
        "problem": model.problem,
    }


def _model_line(model: LocalModel, licenses: Licenses) -> list[str]:
    return [model.id, model.quantization or "-", size_text(model.size), licenses.words(model.license)]
