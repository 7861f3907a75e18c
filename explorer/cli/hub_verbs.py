"""`omx download`: keeping models."""

import re
from argparse import Namespace

from explorer.cli.library_verbs import model_json
from explorer.cli.output import Output
from explorer.cli.stopping import stop_wish
from explorer.domain.errors import CancelledError, KnownError, NotFoundError
from explorer.domain.local import LocalModel
from explorer.domain.quantization import recommended
from explorer.domain.repo import Repo, Variant
from explorer.domain.units import size_text
from explorer.hub.download_rules import Rules
from explorer.hub.pasted import read_pasted
from explorer.local.catalog import read_model, scan
from explorer.local.keep import Order, came_so_far, fetch, order_of, repo_folder
from explorer.services import Core

_NUMBER = re.compile(r"\d+")


def download(core: Core, args: Namespace, out: Output) -> None:
    meant = read_pasted(args.repo, core.hub.endpoint)
    repo = core.hub.open(meant.repo_id if meant else args.repo)
    variant = _choose(repo, args.file or (meant.file if meant else ""), core)
    order = order_of(repo, variant)
    out.note(f"{repo.id} · {variant.first.path} · {size_text(variant.size or 0)}")
    here = came_so_far(core.models_folder, order)
    if here:
        out.note(f"{size_text(here)} are here already.")
    _bring(core, order, repo, args, out)
    model = _downloaded(core, repo, variant)
    sha256 = model.measured_sha256 or "not published"
    out.result(model_json(model), f"{model.id}\nSHA-256 {model.intact}: {sha256}")


def _bring(core: Core, order: Order, repo: Repo, args: Namespace, out: Output) -> None:
    """Download ``order``, telling how it goes; each trouble is noted once, not with each second it lasts."""
    rules = Rules(connections=args.connections or core.settings.current.connections)
    title, told = order.files[0].path, ""
    with stop_wish() as stop:
        try:
            for progress in fetch(core.hub, core.models_folder, order, repo, stop, rules):
                out.progress(title, progress.received, progress.total, progress.seconds_left, progress.speed)
                trouble = _NUMBER.sub("", str(progress.note)) if progress.state != "checking" else ""
                if trouble and trouble != told:
                    out.note(progress.note)
                told = trouble or told
        except CancelledError:
            out.note("What came so far is kept: the same command goes on with it.")
            raise


def _choose(repo: Repo, name: str, core: Core) -> Variant:
    if not repo.variants:
        raise NotFoundError(f"{repo.id} has no GGUF file.", "Search for a repo whose name ends in GGUF.")
    if not name:
        best = recommended(repo.variants, core.yardstick.largest_download)
        if best is None:
            raise KnownError(
                "No file of this repo fits the memory and the disk of this machine.",
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
