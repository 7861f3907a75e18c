"""`omx download`: keeping models. Ctrl-C ends the work at the next safe moment, a second one at once."""

import signal
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType

from explorer.cli.list_verb import model_json
from explorer.cli.output import Output
from explorer.cli.services import with_core
from explorer.domain.errors import CancelledError, DamagedFileError, KnownError, NotFoundError
from explorer.domain.local_model import Integrity, LocalModel
from explorer.domain.quantization import recommended
from explorer.domain.repo import Repo, Variant
from explorer.domain.units import size_text
from explorer.hub.pasted import read_pasted
from explorer.hub.response_cache import RateLimitPolicy
from explorer.hub.transfer.progress import MOST_CONNECTIONS, DownloadProgress, DownloadRules
from explorer.local.download_queue.download_order import DownloadOrder, order_of
from explorer.local.download_queue.variant_download import (
    came_so_far,
    download_order,
    is_card_unread,
    repo_folder,
    with_card,
)
from explorer.local.models.model_lookup import read_model, scan_folder
from explorer.services import Core


@contextmanager
def stop_on_interrupt() -> Iterator[Callable[[], bool]]:
    """Yields what says whether somebody has asked to stop. On the main thread only."""
    is_wished = False

    def wish(_number: int, _frame: FrameType | None) -> None:
        nonlocal is_wished
        is_wished = True
        restore()  # whoever presses it again means now

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    for number in before:
        signal.signal(number, wish)
    try:
        yield lambda: is_wished
    finally:
        restore()


_TOLD_AGAIN = 60.0  # seconds, while nothing gets better


def add_arguments(parser: ArgumentParser) -> None:
    words = "org/name, org/name:Q4_K_M, an address, or a command of another program"
    parser.add_argument("repo", metavar="REPO", help=words)
    parser.add_argument("--file", help="a file or quantization; without it one that fits this machine")
    connections = range(1, MOST_CONNECTIONS + 1)
    words = "connections for one file; without it as the settings say"
    parser.add_argument("--connections", type=int, choices=connections, metavar="N", help=words)
    words = "without the file that lets the model see images"
    parser.add_argument("--no-images", action="store_true", help=words)


@with_core
def run(core: Core, args: Namespace, out: Output) -> None:
    meant = read_pasted(args.repo, core.hub.endpoint)
    repo = core.hub.describe(meant.repo_id if meant else args.repo)
    variant = _choose(repo, args.file or (meant.file if meant else ""), core)
    order = order_of(repo, variant, sees=not args.no_images)
    size = size_text(variant.size) if variant.size is not None else "size not told"
    out.note(f"{repo.id} · {variant.first.path} · {size}")
    if (projector := order.projector) is not None:
        size = size_text(projector.size) if projector.size is not None else "size not told"
        out.note(f"{projector.path} · {size} · vision file, lets it see images; without it: --no-images")
    here = came_so_far(core.models_folder, order)
    if here:
        out.note(f"{size_text(here)} are here already.")
    core.hub.wait_with(RateLimitPolicy())  # a download waits by itself, and can be stopped meanwhile
    repo = with_card(core.hub, repo)
    if repo.trouble is not None and is_card_unread(repo):
        out.note(f"The model card could not be read: {repo.trouble.what}")
    bring(core, order, repo, out, args.connections or 0)
    model = _usable(_downloaded(core, repo, variant))
    sha256 = model.measured_sha256 or "not published"
    out.result(model_json(model), f"{model.id}\nSHA-256 {model.intact}: {sha256}")


def bring(core: Core, order: DownloadOrder, repo: Repo, out: Output, connections: int = 0) -> None:
    """Download ``order``, telling how it goes. ``connections``: for one file, 0: as the settings say."""
    rules = DownloadRules(connections=connections or core.settings.current.connections)
    title, tell = order.files[0].path, _teller(out)
    with stop_on_interrupt() as stop:
        try:
            for progress in download_order(core.hub, core.models_folder, order, repo, stop, rules):
                out.progress(title, progress.received, progress.total, progress.seconds_left, progress.speed)
                tell(progress)
        except CancelledError:
            out.note("What came so far is kept: the same command goes on with it.")
            raise


def _teller(out: Output, now: Callable[[], float] = monotonic) -> Callable[[DownloadProgress], None]:
    """Notes each trouble and each wait as it begins, not with each second; a long one now and then."""
    told, told_at, was = "", -_TOLD_AGAIN, ""

    def tell(progress: DownloadProgress) -> None:
        nonlocal told, told_at, was
        note = str(progress.note) if progress.state != "checking" else ""
        begins = progress.state != was or progress.state != "waiting"
        plain = note if progress.state == "waiting" else _without_numbers(note)
        was = progress.state
        if note and ((begins and plain != told) or now() - told_at >= _TOLD_AGAIN):
            out.note(progress.note)
            told, told_at = plain, now()

    return tell


def _without_numbers(text: str) -> str:
    return "".join(sign for sign in text if not sign.isdigit())


def _choose(repo: Repo, name: str, core: Core) -> Variant:
    if not repo.variants:
        raise NotFoundError(f"{repo.id} has no GGUF file.", "Search for a repo whose name ends in GGUF.")
    if not name:
        best = recommended(repo.variants, core.yardstick.largest_download)
        if best is not None:
            return best
        if all(variant.size is None for variant in repo.variants):
            return _only_one(repo)
        raise KnownError(
            "No file of this repo fits the memory and the disk of this machine.",
            "Name one with --file to take it all the same.",
            "\n".join(v.first.path for v in repo.variants),
        )
    for variant in repo.variants:
        if name in (variant.label, *(f.path for f in variant.files)):
            return variant
    names = ", ".join(v.first.path for v in repo.variants)
    raise NotFoundError(f"{repo.id} has no file {name}.", f"It has: {names}")


def _only_one(repo: Repo) -> Variant:
    """Where no sizes are told, nothing can be chosen."""
    if len(repo.variants) == 1:
        return repo.variants[0]
    names = ", ".join(v.first.path for v in repo.variants)
    raise KnownError(
        "The sizes of its files are not told, so none can be chosen for this machine.",
        f"Name one with --file: {names}",
    )


def _usable(model: LocalModel) -> LocalModel:
    """The model itself. Raises DamagedFileError where what came, published so or not, is none."""
    if model.intact is not Integrity.DAMAGED:
        return model
    is_published = bool(model.sha256) and model.measured_sha256 == model.sha256
    raise DamagedFileError(
        f"The file that came is damaged. {model.problem}".strip(),
        "It is as its publisher gave it to the Hub: choose another one."
        if is_published
        else "Download it again, or choose another one.",
    )


def _downloaded(core: Core, repo: Repo, variant: Variant) -> LocalModel:
    folder = repo_folder(core.models_folder, repo.id)
    path = folder / variant.first.path
    for model in scan_folder(core.models_folder):
        if model.path == path:
            return model
    return read_model(path)
