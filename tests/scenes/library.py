"""The Library in all its states, downloads included."""

import hashlib
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from explorer.domain.included_models import MINILM, SMOLLM2
from explorer.domain.local_model import Integrity, Origin, OtherApp, Upstream
from explorer.domain.places import Room
from explorer.domain.words import Words
from explorer.evaluate.packs.misconceptions import Misconceptions
from explorer.evaluate.store import EvalStore
from explorer.kit.rich_text.code_block import CodeBlock
from explorer.kit.section import Section
from explorer.local.download_queue.downloads import DownloadState
from explorer.local.fit.measurements import model_key
from explorer.local.folder_move.folder_mover import Move, MoveState
from explorer.local.folder_move.move_models import MovePlan
from explorer.local.models import included
from explorer.local.models.origin_record import FileRecord, OriginRecord, keep_answers, write_record
from explorer.local.models.upstream import UpstreamChanges
from explorer.rooms.library.model_actions import ModelRequest, ModelVerb
from explorer.rooms.library.questions_pane import DeleteQuestion, RenameSheet
from explorer.rooms.library.table.row_pointer_controller import RowMenuRequest
from explorer.transparency.sheet_view.anatomy_rows import AnatomyPage, AnatomyPicture
from explorer.transparency.sheet_view.file_rows import ProjectorRow
from explorer.transparency.sheet_view.result_rows import MeasuredList
from tests.evaluate.packs.replies import NO_PROBABILITIES
from tests.evaluate.results.making import add_pack_run, add_run, outcome_of, run_model
from tests.evaluate.room.making import LETTERS, clinic_letters
from tests.models.elsewhere import in_hugging_face, in_lm_studio, in_ollama
from tests.models.projector import TinyProjector, write_projector
from tests.models.skeleton import write_skeleton
from tests.models.tiny import Tiny, write_tiny
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import ALIAS, CARD_LINE, EXPERTS, MEADOW, RESULTS, WINDOWED, write_kept
from tests.tour.driver import settle
from tests.tour.repos import GEMMA, SMOL

_FILES = "*gemma*q4_k_m*"


def _download(stage: Stage, wanted: DownloadState) -> None:
    """Begin the small download of the hub and wait until it is in this state."""
    app = stage.driver.app
    repo = app.core.hub.open(GEMMA)
    variant = next(v for v in repo.variants if v.label == "Q4_K_M")
    stage.driver.go(Room.LIBRARY)
    app.downloads.add(repo, variant)
    stage.undo.callback(cancel_all, stage)
    stage.driver.wait(lambda: any(d.state is wanted for d in app.downloads.items), str(wanted), 30)
    settle()


def cancel_all(stage: Stage) -> None:
    downloads = stage.driver.app.downloads
    for item in tuple(downloads.items):
        downloads.cancel(item.id)
    stage.driver.wait(lambda: not downloads.items, "the downloads to be gone")


def show(stage: Stage) -> None:
    stage.driver.go(Room.LIBRARY)


def running(stage: Stage) -> None:
    stage.hub.fault(_FILES, "slow", rate=30_000)
    _download(stage, DownloadState.RUNNING)
    stage.driver.wait_for_bytes(0.05)


def failed(stage: Stage) -> None:
    stage.hub.fault(_FILES, "status", code=404, body='{"error": "Entry not found"}')
    _download(stage, DownloadState.FAILED)


def paused(stage: Stage) -> None:
    running(stage)
    downloads = stage.driver.app.downloads
    downloads.pause(downloads.items[0].id)
    stage.driver.wait(lambda: downloads.items[0].state is DownloadState.PAUSED, "the pause")
    settle()


def nothing_found(stage: Stage) -> None:
    stage.driver.go(Room.LIBRARY)
    search = stage.driver.app.library.head.search
    stage.undo.callback(search.clear)
    search.setText("no such model")
    settle()


def offline(stage: Stage) -> None:
    stage.driver.app.core.settings.change(offline=True)
    stage.driver.go(Room.LIBRARY)


def _rescan(stage: Stage) -> None:
    """Look at the disk and wait until that is shown."""
    seen: list[object] = []
    catalog = stage.driver.app.catalog
    remove = catalog.changed.add(seen.append)
    catalog.rescan()
    stage.driver.wait(lambda: bool(seen), "the look at the disk")
    remove()
    settle()


def elsewhere(stage: Stage) -> None:
    """Models of other programs, one of them twice, and one that is gone."""
    home = stage.home / "elsewhere"
    tiny = Tiny(name="OLMo 2 1B Instruct", seed=21, metadata={"general.license": "apache-2.0"})
    in_lm_studio(home, "allenai/OLMo-2-1B-GGUF", "OLMo-2-1B-Instruct-Q8_0.gguf", tiny)
    in_ollama(home, "registry.ollama.ai/library/mistral/7b", Tiny(name="Mistral 7B", seed=22))
    in_ollama(home, "registry.ollama.ai/library/same/1b", Tiny(name="Twice", seed=23))
    in_hugging_face(home, "twins/Twice-GGUF", "Twice-Q4_K_M.gguf", Tiny(name="Twice", seed=23))
    models = stage.driver.app.catalog.models_folder
    gone = next(models.rglob("emoji-Q2_K.gguf"))
    aside = gone.rename(gone.with_name("aside"))

    def undo() -> None:
        aside.rename(gone)
        shutil.rmtree(home)
        _rescan(stage)

    stage.undo.callback(undo)
    stage.driver.go(Room.LIBRARY)
    _rescan(stage)


def renaming(stage: Stage) -> None:
    stage.driver.go(Room.LIBRARY)
    library = stage.driver.app.library
    model = stage.model(lambda m: m.name == "Tiny Chat", "Tiny Chat")
    library.deeds.do(ModelRequest(ModelVerb.RENAME, model))
    stage.undo.callback(stage.window.findChildren(RenameSheet)[0].dismiss)
    settle()


def renamed(stage: Stage) -> None:
    """Two files of one name, one of them renamed, and its sheet."""
    catalog = stage.driver.app.catalog
    model = stage.model(lambda m: m.name == "Tiny Chat", "Tiny Chat")
    catalog.rename(model, ALIAS)
    stage.undo.callback(lambda: catalog.rename(stage.model(lambda m: m.id == model.id, ALIAS), ""))
    _facts(stage, ALIAS)


def _facts(stage: Stage, name: str) -> None:
    """Open the sheet of a model."""
    library = stage.driver.app.library
    model = stage.model(lambda m: m.name == name, name)
    stage.undo.callback(library.body.sheet.left.emit)
    library.deeds.do(ModelRequest(ModelVerb.FACTS, model))
    stage.driver.wait(lambda: library.opened.known is not None, f"the facts of {name}")
    settle(10)


def measured(stage: Stage) -> None:
    """What was measured here, with an earlier value and one of another version."""
    stage.driver.go(Room.LIBRARY)
    store, model = stage.driver.app.core.store, stage.model(lambda m: m.name == "Tiny Chat", "Tiny Chat")
    runs, asked = EvalStore(store), run_model("Tiny Chat", file=model_key(model))
    stored = runs.add_set(LETTERS, clinic_letters())
    for count, version in ((24, "another version"), (11, ""), (19, "")):
        came = [outcome_of("Tiny Chat", n, "" if n <= count else "not JSON") for n in range(1, 25)]
        runs.end_run(add_run(store, stored, [asked], came, version).id, "done")
    add_pack_run(store, Misconceptions(), {"Tiny Chat": lambda _item: NO_PROBABILITIES})
    sql = "UPDATE eval_models SET file = ?, record = json_set(record, '$.file', ?) WHERE file = ?"
    store.write(sql, model_key(model), model_key(model), "Tiny Chat.gguf")
    _facts(stage, "Tiny Chat")
    stage.found(lambda: stage.driver.app.library.body.sheet.findChildren(MeasuredList), "what was measured")
    settle(20)
    _show_part(stage, MeasuredList)


def _show_part(stage: Stage, kind: type[QWidget]) -> None:
    """Scroll to a part of the sheet."""
    sheet = stage.driver.app.library.body.sheet.sheet
    page = sheet.widget()
    assert page is not None
    sheet.scroll_to(sheet.findChildren(kind)[0].mapTo(page, QPoint()).y() - 48)
    settle()


def _skeletons(stage: Stage) -> None:
    """Two models of real proportions: one as a download leaves it, with its card, one without an origin."""
    models = stage.driver.app.catalog.models_folder
    kept, stray = models / MEADOW, models / "Drifting-Experts-30B.gguf"

    def undo() -> None:
        shutil.rmtree(kept)
        stray.unlink()
        _rescan(stage)

    stage.undo.callback(undo)
    repo = stage.driver.app.core.hub.open(MEADOW)
    write_kept(models, replace(repo, card=f"{repo.card}{RESULTS}"))
    write_skeleton(stray, EXPERTS)
    stage.driver.go(Room.LIBRARY)
    _rescan(stage)


def facts(stage: Stage) -> None:
    """A model that was downloaded, its card kept beside it."""
    _skeletons(stage)
    _facts(stage, WINDOWED.name)


def _seeing(stage: Stage, *, has_projector: bool) -> None:
    """A model whose repo has a projector, which is here or not; its sheet at that line."""
    _skeletons(stage)
    catalog = stage.driver.app.catalog
    repo = stage.driver.app.core.hub.open(MEADOW)
    name = "mmproj-Meadow-F16.gguf"
    named = {"rfilename": name, "size": 104_000_000}
    repo = replace(repo, api={**repo.api, "siblings": [*repo.api["siblings"], named]})
    keep_answers(catalog.models_folder / MEADOW, repo)
    if has_projector:
        write_projector(catalog.models_folder / MEADOW / name, TinyProjector(embedding=WINDOWED.embedding))
        _rescan(stage)
    _facts(stage, WINDOWED.name)
    _show_part(stage, ProjectorRow)


def sees(stage: Stage) -> None:
    _seeing(stage, has_projector=True)


def could_see(stage: Stage) -> None:
    _seeing(stage, has_projector=False)


def sees_listed(stage: Stage) -> None:
    """Beside others, in its row of the table."""
    sees(stage)
    library = stage.driver.app.library
    library.body.sheet.left.emit()
    library.body.table.select(stage.model(lambda m: m.projector is not None, WINDOWED.name).id)
    settle()


def facts_header(stage: Stage) -> None:
    """The chat template, and every key of the header."""
    facts(stage)
    page = stage.driver.app.library.body.sheet.sheet.findChildren(AnatomyPage)[0]
    for section in page.findChildren(Section):
        section.set_open(True)
    settle(10)
    _show_part(stage, CodeBlock)


def facts_of_experts(stage: Stage) -> None:
    """How a model of experts is built, whose origin nobody knows."""
    _skeletons(stage)
    _facts(stage, EXPERTS.name)
    _show_part(stage, AnatomyPicture)


def facts_inside(stage: Stage) -> None:
    """How it is built, from the whole header."""
    facts(stage)
    _show_part(stage, AnatomyPicture)


def facts_of_stranger(stage: Stage) -> None:
    """A model of another program: its header is all there is."""
    elsewhere(stage)
    _facts(stage, "Mistral 7B")


def facts_of_deceiver(stage: Stage) -> None:
    """Its name and header command terminals and turn words around: each such sign is shown by its number."""
    folder = stage.driver.app.catalog.models_folder / "deceiver"

    def undo() -> None:
        shutil.rmtree(folder)
        _rescan(stage)

    stage.undo.callback(undo)
    header = {
        "general.license": "\u202etim",
        "general.description": "\x1b[31mred\x1b[0m, said \u2067backwards",
    }
    path = write_tiny(folder / "gemma-\u202e7b.gguf", Tiny(name="\u202eammeg", metadata=header))
    _rescan(stage)
    _facts(stage, next(m.name for m in stage.driver.app.catalog.models if m.path == path))


def facts_offline(stage: Stage) -> None:
    stage.driver.app.core.settings.change(offline=True)
    stage.driver.go(Room.LIBRARY)
    _facts(stage, max((m.name for m in stage.driver.app.catalog.models), key=len))


def facts_included(stage: Stage) -> None:
    """A model that came with the app: its card was read as soon as there was a network."""
    folder = stage.driver.app.catalog.models_folder / SMOL
    folder.mkdir(parents=True)

    def undo() -> None:
        shutil.rmtree(folder)
        _rescan(stage)

    stage.undo.callback(undo)
    path = Path(shutil.copy(stage.hub.repos.root / SMOL / SMOLLM2.file, folder))
    digest, size = hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size
    noted = FileRecord(path.name, "", size, digest, datetime.now(UTC), Integrity.CHECKED, digest)
    write_record(folder, OriginRecord(SMOL, "", Origin.INCLUDED, (noted,)))
    stage.driver.go(Room.LIBRARY)
    _rescan(stage)
    _facts(stage, SMOLLM2.name)
    opened = stage.driver.app.library.opened
    stage.driver.wait(lambda: opened.known is not None and opened.known.card is not None, "its card")
    stage.driver.wait(lambda: not opened.is_reading, "the models above")
    settle(10)


def embedder(stage: Stage) -> None:
    """What makes vectors is told as that in its row, with nothing to try."""
    models = stage.driver.app.catalog.models_folder
    path = included.put_in_place(MINILM, models)

    def undo() -> None:
        shutil.rmtree(path.parent)
        _rescan(stage)

    stage.undo.callback(undo)
    stage.driver.go(Room.LIBRARY)
    _rescan(stage)
    stage.driver.app.library.body.table.select(stage.model(lambda m: m.path == path, MINILM.name).id)
    settle()


def facts_embedder(stage: Stage) -> None:
    """Its card came along: nobody has to be asked."""
    embedder(stage)
    _facts(stage, MINILM.name)


def facts_damaged(stage: Stage) -> None:
    stage.driver.go(Room.LIBRARY)
    model = stage.model(lambda m: m.intact is Integrity.DAMAGED, "the damaged one")
    _facts(stage, model.name)


def places(stage: Stage) -> None:
    elsewhere(stage)
    body = stage.driver.app.library.body
    stage.undo.callback(body.places.left.emit)
    body.foot.places_wanted.emit()
    settle()


def row_menu(stage: Stage) -> None:
    elsewhere(stage)
    library = stage.driver.app.library
    rows = library.body.rows
    row = stage.found(
        lambda: (row for row in rows.rows if row.model.app is OtherApp.OLLAMA), "a row of Ollama"
    )
    library.body.table.select(row.model.id)
    library.deeds.show_menu(RowMenuRequest(row, library.mapToGlobal(library.rect().center())))
    stage.show_own(stage.popup(QMenu))


def import_question(stage: Stage) -> None:
    source = write_tiny(stage.home / "downloads" / "Tidal-2B-Instruct-Q4_K_M.gguf", Tiny(seed=31))
    stage.driver.go(Room.LIBRARY)
    card = stage.driver.app.library.taking
    stage.undo.callback(card.cancel.click)
    stage.driver.app.library.taking.ask([source])
    stage.driver.wait(card.isVisible, "the question")
    settle()


def delete_question(stage: Stage) -> None:
    elsewhere(stage)
    library = stage.driver.app.library
    model = stage.model(lambda m: m.app is OtherApp.LM_STUDIO, "a model of LM Studio")
    library.deeds.do(ModelRequest(ModelVerb.DELETE, model))
    settle()
    stage.undo.callback(library.findChildren(DeleteQuestion)[-1].dismiss)


def checking_all(stage: Stage) -> None:
    """Of a file that takes no room, but is not hashed before the picture is taken."""
    stage.driver.go(Room.LIBRARY)
    app = stage.driver.app
    huge = write_tiny(stage.home / "downloads" / "huge.gguf")
    os.truncate(huge, 400_000_000_000)
    jobs = app.library.jobs
    jobs.check_all([replace(app.catalog.models[0], path=huge, size=400_000_000_000)] * 9)
    stage.undo.callback(jobs.cancel, jobs.running[-1].id)
    settle()


def changes(stage: Stage) -> None:
    """A model whose card and license changed upstream."""
    app = stage.driver.app
    stage.driver.go(Room.LIBRARY)
    model = stage.model(lambda m: m.name == "Tiny Chat", "Tiny Chat")
    upstream = Upstream("d00dfeed", datetime(2026, 11, 20, tzinfo=UTC), (model.path.name,))
    said = (
        Words(
            "{file} was replaced: {old} before, {new} now.", file=model.path.name, old="1.6 MB", new="1.7 MB"
        ),
        Words("License: {old} before, {new} now.", old="apache-2.0", new="other"),
    )
    card = ("-license: apache-2.0", "+license: other", f"+{CARD_LINE}")
    page = app.library.body.changes
    page.show_changes(
        replace(model, upstream=upstream),
        UpstreamChanges(said, card, datetime(2026, 3, 12, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)),
    )
    stage.undo.callback(page.left.emit)
    app.library.body.show_aside(page)
    settle()


def move_stopped(stage: Stage) -> None:
    app = stage.driver.app
    stage.driver.go(Room.LIBRARY)
    folder = stage.home / "old"
    plan = MovePlan(
        folder, app.catalog.models_folder, (Path("a.gguf"),), 5_100_000_000, 3, same_disk=True, free=0
    )
    stage.undo.callback(app.mover.changed.emit, Move())
    app.mover.changed.emit(Move(MoveState.STOPPED, folder, app.catalog.models_folder, plan))
    settle()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("library-content", "stocked", show),
        Scene("library-empty", "new", show),
        Scene("library-facts-measured", "stocked", measured, alone=True),
        Scene("library-loading", "starting", show),
        Scene("library-error", "stocked", failed),
        Scene("library-offline", "stocked", offline),
        Scene("library-download", "stocked", running),
        Scene("library-paused", "stocked", paused),
        Scene("library-nothing-found", "stocked", nothing_found),
        Scene("library-elsewhere", "stocked", elsewhere),
        Scene("library-renaming", "stocked", renaming),
        Scene("library-renamed", "stocked", renamed),
        Scene("library-facts", "stocked", facts),
        Scene("library-facts-inside", "stocked", facts_inside),
        Scene("library-sees", "stocked", sees),
        Scene("library-could-see", "stocked", could_see),
        Scene("library-sees-listed", "stocked", sees_listed),
        Scene("library-facts-header", "stocked", facts_header),
        Scene("library-facts-of-experts", "stocked", facts_of_experts),
        Scene("library-facts-of-stranger", "stocked", facts_of_stranger),
        Scene("library-facts-of-deceiver", "stocked", facts_of_deceiver),
        Scene("library-facts-offline", "stocked", facts_offline),
        Scene("library-facts-included", "stocked", facts_included),
        Scene("library-embedder", "stocked", embedder),
        Scene("library-facts-embedder", "stocked", facts_embedder),
        Scene("library-facts-damaged", "stocked", facts_damaged),
        Scene("library-places", "stocked", places),
        Scene("library-menu", "stocked", row_menu),
        Scene("library-import", "stocked", import_question),
        Scene("library-delete", "stocked", delete_question),
        Scene("library-checking-all", "stocked", checking_all),
        Scene("library-changes", "stocked", changes),
        Scene("library-move-stopped", "stocked", move_stopped),
    )
