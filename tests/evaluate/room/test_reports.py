"""Reports of runs: from the head of the results and of all packs, with every answer, harmless."""

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtWidgets import QFileDialog

from explorer.evaluate.exchange.results import RESULT_FORMATS
from explorer.evaluate.quantization.results import QuantizationStore
from explorer.kit.empty_state import EmptyState
from explorer.rooms.evaluate.session import EvalPage, subject_of
from tests.compare.reading_reports import HtmlReport, packed, pdf_pages
from tests.evaluate.divergences import measured
from tests.evaluate.results.making import add_all_packs, add_clinic_run, add_run, failed, run_model
from tests.evaluate.room.conftest import EvalRig
from tests.evaluate.room.making import LETTERS, clinic_letters, plain_set
from tests.pages.evaluate import EvaluatePage
from tests.waiting import found

HOSTILE = "<script>alert(1)</script><img src=http://127.0.0.1:9/x>\u202e ```\n# no heading\n</details>"


def written(rig: EvalRig, page: EvaluatePage, button: str, path: Path) -> bytes:
    """What the button writes where the person says so."""
    page.button(button).click()
    dialog = page.room.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    rig.qtbot.waitUntil(lambda: any(path.name in one.text for one in rig.messages.all), timeout=60_000)
    return path.read_bytes()


def visible(rig: EvalRig, page: EvaluatePage, button: str) -> None:
    rig.qtbot.waitUntil(lambda: page.button(button).isVisible(), timeout=20_000)


@pytest.fixture
def clinic(rig: EvalRig) -> EvaluatePage:
    stored = rig.store.add_set(LETTERS, clinic_letters())
    add_clinic_run(rig.services.core.store, stored)
    page = EvaluatePage(rig.open())
    page.session.open(EvalPage("set", subject_of(stored), "results"))
    visible(rig, page, "evaluate-export")
    return page


def test_a_page_says_rates_pairs_conditions_and_every_answer(
    rig: EvalRig, clinic: EvaluatePage, tmp_path: Path
) -> None:
    html = written(rig, clinic, "evaluate-export", tmp_path / "r.html").decode()
    text = HtmlReport(html).text
    for told in (
        "Cannot tell the three larger models apart", "19 of 24", "60–91 %", "that is more than chance",
        "temperature 0, seed 1, at most 512 tokens", "llama.cpp b9123", "quantized files, matched by rule",
        "2. Medicine as JSON", "It begins with “```json”, so it is not JSON alone.",
    ):  # fmt: skip
        assert told in text
    assert html.count('<details class="folded">') == 24
    assert "<script" not in html


def test_a_pdf_fits_on_paper_and_says_the_same(rig: EvalRig, clinic: EvaluatePage, tmp_path: Path) -> None:
    first = pdf_pages(written(rig, clinic, "evaluate-export", tmp_path / "r.pdf"))[0]
    assert packed("Cannot tell the three larger models apart") in first
    assert packed("60–91 %") in first


def test_every_format_of_a_set_can_be_chosen(rig: EvalRig, clinic: EvaluatePage, tmp_path: Path) -> None:
    clinic.room.run_command("Ctrl+E")
    dialog = clinic.room.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert [name.partition("*")[2].rstrip(")") for name in dialog.nameFilters()] == list(RESULT_FORMATS)
    dialog.close()
    suites = ET.fromstring(written(rig, clinic, "evaluate-export", tmp_path / "r.xml"))
    assert [one.get("failures") for one in suites] == ["5", "7", "9", "18"]


def test_hostile_titles_and_answers_do_nothing(rig: EvalRig, tmp_path: Path) -> None:
    stored = rig.store.add_set(HOSTILE, plain_set(1))
    add_run(
        rig.services.core.store, stored, [run_model(HOSTILE)], [failed(HOSTILE, "case1", HOSTILE, HOSTILE)]
    )
    page = EvaluatePage(rig.open())
    page.session.open(EvalPage("set", subject_of(stored), "results"))
    visible(rig, page, "evaluate-export")
    html = written(rig, page, "evaluate-export", tmp_path / "r.html").decode()
    assert "<script" not in html
    assert "<img" not in html
    assert "\u202e" not in html
    markdown = written(rig, page, "evaluate-export", tmp_path / "r.md").decode()
    assert "````text\n<script>alert(1)" in markdown  # a fence that is longer than any in it
    assert markdown.startswith("# \\<script\\>")


def test_packs_are_told_each_with_its_caution_of_the_models_that_are_shown(
    rig: EvalRig, tmp_path: Path
) -> None:
    add_all_packs(rig.services.core.store)
    page = EvaluatePage(rig.open())
    page.session.open(EvalPage("packs"))
    visible(rig, page, "evaluate-export-packs")
    read = json.loads(written(rig, page, "evaluate-export-packs", tmp_path / "r.json"))
    assert len(read["runs"]) == 6
    assert [len(one["pairs"]) for one in read["packs_compared"]] == [3, 1, 1, 1, 2, 6]
    assert [rate["hits"] for rate in read["runs"][5]["models"][0]["rates"]] == [2, 21]
    markdown = written(rig, page, "evaluate-export-packs", tmp_path / "r.md").decode()
    assert "Qwen3 4B · Q4\\_K\\_M: Preferred the true answer 71 times of 100 (61–79 %)" in markdown
    assert "check what a model says of health, law or money" in markdown
    assert "possibly seen in training" in markdown
    assert "Leaks and obedience: Cannot tell Gemma 3 4B and Qwen3 4B apart" in markdown
    assert "Qwen3 4B alone 17 times, Gemma 3 4B alone 6; that is more than chance." in markdown
    assert "What a quantization costs" not in markdown


def test_a_report_of_packs_says_what_the_quantization_costs(rig: EvalRig, tmp_path: Path) -> None:
    core = rig.services.core
    add_all_packs(core.store)
    reference, model = rig.services.catalog.models[:2]
    result = measured(reference, model)
    QuantizationStore(core.store).add(replace(result, other=replace(result.other, file="Qwen3 4B.gguf")))
    page = EvaluatePage(rig.open())
    page.session.open(EvalPage("packs"))
    visible(rig, page, "evaluate-export-packs")
    text = HtmlReport(written(rig, page, "evaluate-export-packs", tmp_path / "r.html").decode()).text
    assert "What a quantization costs" in text
    assert "Of 100 words this file would choose another one 7 times (plausible 6 to 8)." in text
    assert "Mean KL divergence: 0.0312 ± 0.0022" in text


def test_what_did_not_run_offers_no_report(rig: EvalRig) -> None:
    stored = rig.store.add_set(LETTERS, plain_set(1))
    page = EvaluatePage(rig.open())
    page.session.open(EvalPage("set", subject_of(stored), "results"))
    found(lambda: page.room.results.findChild(EmptyState), "that it never ran")
    assert not page.button("evaluate-export").isVisible()
