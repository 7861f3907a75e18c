"""The page of all packs and that of one: what is said of each model, and which models are shown."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from explorer.domain.errors import KnownError
from explorer.evaluate.items import Item, Reply
from explorer.evaluate.packs.misconceptions import Misconceptions
from explorer.evaluate.packs.refusals import RefusalPack
from explorer.evaluate.quantization.results import QuantizationStore
from explorer.evaluate.results.pack_board import read_pack_board
from explorer.evaluate.run.plan import EvalPlan
from explorer.evaluate.store import EvalStore, RunTerms
from explorer.kit.error_card import ErrorCard
from explorer.kit.menu_picker import MenuPicker
from explorer.kit.text import Para
from explorer.rooms.evaluate.packs import packs_pane
from explorer.rooms.evaluate.packs.pack_offer_rows import PackOffers
from explorer.rooms.evaluate.packs.pack_rows import PackRow
from explorer.rooms.evaluate.packs.pack_top_rows import PackTop
from explorer.rooms.evaluate.packs.packs_pane import PacksPane
from explorer.rooms.evaluate.results.words_pane import PairsPopup
from explorer.rooms.evaluate.session import EvalPage
from tests.evaluate.divergences import measured
from tests.evaluate.packs.replies import NO_PROBABILITIES, outcome_of, scored
from tests.evaluate.results.making import add_all_packs, add_pack_run, run_model
from tests.evaluate.room.conftest import EvalRig
from tests.pages.compare import choose, part, texts_of
from tests.pages.evaluate import ResultsPage
from tests.waiting import found

ONE, OTHER = "Qwen3 4B", "SmolLM2 135M Instruct"


def shown(rig: EvalRig) -> PacksPane:
    room = rig.open()
    room.session.open(EvalPage("packs"))
    found(
        lambda: room.packs.rows() or room.packs.findChild(PackOffers), "the page", 30
    )  # six packs of three models are judged
    return room.packs


def said(page: PacksPane) -> dict[str, list[str]]:
    """By the names of packs, line by line."""
    told = (row.accessibleName().split("\n") for row in page.rows())
    return {lines[0].partition(": ")[0]: lines[1:] for lines in told}


def test_each_pack_says_of_each_model_what_may_be_said(rig: EvalRig) -> None:
    add_all_packs(rig.services.core.store)
    lines = said(shown(rig))
    assert lines["Misconceptions"] == [
        "Qwen3 4B: Preferred the true answer 71 times of 100 (61–79 %)",
        "Gemma 3 4B: Preferred the true answer 66 times of 100 (56–75 %)",
        "SmolLM2 135M Instruct: Cannot tell from guessing: 52 of 100 (42–62 %)",
        "Qwen3 4B, Gemma 3 4B more often than SmolLM2 135M Instruct",
    ]
    assert lines["Leaks and obedience"][-1] == "Cannot tell Gemma 3 4B and Qwen3 4B apart"
    assert lines["What a quantization costs"][0] == "Qwen3 4B: Not measured: this file is not here"


def test_a_pack_that_was_not_run_says_so_for_each_model(rig: EvalRig) -> None:
    add_pack_run(rig.services.core.store, Misconceptions(), {ONE: lambda _item: NO_PROBABILITIES})
    lines = said(shown(rig))
    assert lines["Misconceptions"] == [f"{ONE}: Not measurable: this provider gives no probabilities"]
    assert lines["Refusals"] == [f"{ONE}: Not run yet"]


def test_a_model_that_takes_no_conversation_says_so_of_packs_for_chat(rig: EvalRig) -> None:
    store, pack = rig.services.core.store, Misconceptions()
    begun = EvalStore(store).begin_run(
        pack.id, pack.version, pack.title, RunTerms(), [run_model(ONE, key="model", is_chat=False)]
    )
    EvalStore(store).add_outcome(begun.id, outcome_of(pack, pack.items(is_chat=False)[0], NO_PROBABILITIES))
    no_conversation = f"{ONE}: Not measurable: this model does not take a conversation"
    assert said(shown(rig))["Refusals"] == [no_conversation]


def test_the_latest_whole_run_counts_and_another_version_never(rig: EvalRig) -> None:
    store, pack = rig.services.core.store, Misconceptions()
    add_pack_run(store, pack, {ONE: lambda item: scored(item, lambda text: 0.5 - len(text) / 1000)})
    before = read_pack_board(store).packs[0].lines
    runs = EvalStore(store)
    begun = runs.begin_run(pack.id, pack.version, pack.title, RunTerms(), [run_model(ONE)])
    runs.add_outcome(begun.id, outcome_of(pack, pack.items(is_chat=True)[0], NO_PROBABILITIES))
    runs.begin_run(pack.id, "0", pack.title, RunTerms(), [run_model(OTHER)])
    lines = read_pack_board(store).packs[0].lines
    assert [line.model.title for line in lines] == [ONE]
    assert lines[0].result.state != "unfinished"
    assert before[0].result.state != "unfinished"


def test_a_quick_run_counts_only_where_there_is_no_whole_one_and_says_so(rig: EvalRig) -> None:
    def shorter(item: Item) -> Reply:
        return scored(item, lambda text: 0.5 - len(text) / 1000)

    store = rig.services.core.store
    add_pack_run(store, Misconceptions(), {ONE: shorter})
    add_pack_run(store, Misconceptions(is_quick=True), {ONE: shorter, OTHER: shorter}, is_quick=True)
    row = read_pack_board(store).packs[0]
    by_model = {line.model.title: line.words for line in row.lines}
    assert row.size == "100 pairs"
    assert "of 100" in by_model[ONE]
    assert by_model[OTHER].endswith(" · quick run")
    assert "of 25" in by_model[OTHER]


def test_what_a_quantization_costs_is_there_once_it_was_measured(rig: EvalRig) -> None:
    add_all_packs(rig.services.core.store)
    page = shown(rig)
    reference, model = rig.services.catalog.models[:2]
    replies = {model.id: lambda _item: NO_PROBABILITIES}
    run = add_pack_run(rig.services.core.store, Misconceptions(), replies)
    rig.services.core.store.write("UPDATE eval_models SET record = replace(record, ?, ?) WHERE run = ?",
                                  f"local:{model.id}", model.id, run.id)  # fmt: skip
    page.hide()
    QuantizationStore(rig.services.core.store).add(measured(reference, model))
    page.show()
    cost = f"{model.id}: Same next token as Q8_0: 93.2 ± 0.8 %, mean KL 0.0312 ± 0.0022"
    rig.qtbot.waitUntil(lambda: cost in said(page)["What a quantization costs"], timeout=20_000)


def test_models_can_be_left_out_and_stay_so(rig: EvalRig) -> None:
    add_all_packs(rig.services.core.store)
    page = shown(rig)
    models = part(page.window(), MenuPicker, "evaluate-pack-models")
    choose(models.showPopup, OTHER)
    assert models.accessibleName() == "Models: 2 models"
    two = "Cannot tell Gemma 3 4B and Qwen3 4B apart"
    assert said(page)["Refusals"][2:] == [two]
    assert said(shown(rig))["Refusals"][2:] == [two]


def test_without_a_result_the_page_says_what_each_pack_asks_and_counts_and_runs_it(rig: EvalRig) -> None:
    page = shown(rig)
    offers = part(page, PackOffers)
    assert len(offers.rows) == 6
    said = " ".join(texts_of(offers.rows[0]))
    for words in ("Misconceptions", "Does it prefer the true answer?", "Counted is how often", "100 pairs"):
        assert words in said
    offers.rows[1].run.click()
    room = rig.rooms[-1]
    sheet = found(lambda: room.runs.sheet, "the plan")
    assert sheet.choices.packs == (offers.rows[1].pack.id,)
    sheet.dismiss()


def test_how_long_a_pack_takes_is_told_where_it_is_known(
    rig: EvalRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EvalPlan, "at_most", 240.0)  # of a machine that was measured
    row = part(shown(rig), PackOffers).rows[0]
    told = found(lambda: next((one for one in texts_of(row) if ": at most" in one), None), "the time")
    assert ": at most 4 min" in told


def test_a_row_opens_its_pack_with_its_items_and_why(rig: EvalRig) -> None:
    add_all_packs(rig.services.core.store)
    page = shown(rig)
    row = next(row for row in page.rows() if row.pack_id == "pack:misconceptions")
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Return)
    results = ResultsPage(rig.rooms[-1])
    assert part(results.view, PackTop).findChild(PackRow) is not None
    assert results.titles()[0].startswith("1: ")
    assert len(results.titles()) == 100
    results.open(0, 0)
    assert "What was sent" in results.said()
    assert "How likely each answer was" in results.said()
    part(results.view, PackTop).pairs.click()
    popup = found(lambda: page.window().findChild(PairsPopup), "the pairs")
    told = "Preferred the true answer: Gemma 3 4B alone 16 times, SmolLM2 135M Instruct alone 2; that is more"
    assert any(one.text().startswith(told) for one in popup.findChildren(Para))


def test_two_rates_are_never_merged(rig: EvalRig) -> None:
    add_all_packs(rig.services.core.store)
    board = read_pack_board(rig.services.core.store)
    refusals = next(one for one in board.packs if one.id == RefusalPack().id)
    assert {len(line.result.rates) for line in refusals.lines} == {2}


def test_what_could_not_be_read_is_shown_when_it_can_be_again(
    rig: EvalRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_pack_run(rig.services.core.store, Misconceptions(), {ONE: lambda _item: NO_PROBABILITIES})
    page = shown(rig)

    def refuse(*_given: object) -> None:
        raise KnownError("The disk cannot be read.")

    with monkeypatch.context() as broken:
        broken.setattr(packs_pane, "read_pack_board", refuse)
        page.hide()
        page.show()
        card = found(lambda: page.findChild(ErrorCard), "the error", 10)
    part(card, QPushButton).click()
    assert found(lambda: page.rows() or None, "the page", 30)
