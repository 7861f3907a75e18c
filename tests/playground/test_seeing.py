"""Images through a real worker: a tiny model with a tiny projector beside it."""

import re
from pathlib import Path

import pytest

from explorer.rooms.playground.asking_rows import AskingCard
from explorer.rooms.playground.chats.store import Chats
from tests.models.projector import TOKENS, write_beside
from tests.models.tiny import Tiny, write_tiny
from tests.pictures import encoded, picture
from tests.playground.conftest import Table
from tests.playground.test_documents import said
from tests.playground.test_images import attach, turns
from tests.playground.test_pane import words

COLOURS = ("#111111", "#dd2222", "#22dd22", "#2222dd", "#dddd22", "#22dddd")


@pytest.fixture(scope="module")
def seeing_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeing")
    model = write_tiny(folder / "tiny/seeing/Seeing-Q8_0.gguf", Tiny(text=None, name="Seeing"))
    write_beside(model)
    return folder


def test_images_are_counted_as_the_engine_counts_them_and_seen(
    table: Table, seeing_models: Path, tmp_path: Path
) -> None:
    table.open(seeing_models)
    table.use("Seeing")
    table.page.set(max_tokens=8)
    for colour in COLOURS:
        path = tmp_path / f"{colour[1:]}.png"
        path.write_bytes(encoded(picture(colour=colour)))
        attach(table, path)
    table.wait(lambda: all("tokens" in state for _, state in said(table)))
    counted = [int(state.split()[4]) for _, state in said(table)]
    assert min(counted) >= TOKENS
    table.ask("What are these?")
    (first,) = (turn.record for turn in turns(table) if turn.role == "assistant")
    assert first.measured is not None
    assert first.measured.prompt_tokens > sum(counted)
    assert (first.end, first.unseen) == ("length", 0)
    table.page.set(system_prompt="Be kind.")  # then nothing was measured, and the model counts anew
    table.page.open_chat(turns(table)[0].chat)
    table.wait(lambda: re.match(r"[\d,]+ of", table.page.context_line.words.text()) is not None)
    before = int(table.page.context_line.words.text().split()[0].replace(",", ""))
    table.ask("And?")
    second = turns(table)[-1].record.measured
    assert second is not None
    assert before < second.prompt_tokens < before + TOKENS * len(COLOURS)
    assert "images were left out" not in words(table.page.transcript)
    assert len(Chats(table.store).images.of_questions(turns(table)[0].chat)[turns(table)[0].id]) == 6


def test_what_lets_a_loaded_model_see_may_come_later_and_a_message_waits_for_it(
    table: Table, tmp_path: Path
) -> None:
    folder = tmp_path / "models"
    model = write_tiny(folder / "tiny/later/Later-Q8_0.gguf", Tiny(text=None, name="Later"))
    table.open(folder)
    table.use("Later")
    table.page.set(max_tokens=8)
    path = tmp_path / "scan.png"
    path.write_bytes(encoded(picture()))
    attach(table, path)
    table.send("What is it?")
    assert isinstance(table.page.transcript.page, AskingCard)
    write_beside(model)
    table.catalog.rescan()
    table.wait(lambda: len(turns(table)) == 2 and not table.pane.is_busy())
    question, answer = turns(table)
    assert (answer.record.end, answer.record.unseen) == ("length", 0), answer.record.problem
    assert answer.record.load is not None
    assert answer.record.load.projector
    assert len(table.page.session.images[question.id]) == 1
