"""Every sampling setting of the table stands wherever settings are set, read or told: none is forgotten."""

import csv
import io
import json
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFormLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.cli.generation_options import sampling_of
from explorer.domain.sampling import (
    BY_PATH,
    GROUPS,
    OWN_PLACE,
    SETTINGS,
    Dry,
    Mirostat,
    Sampling,
    said_settings,
    value_at,
    with_value,
)
from explorer.domain.sampling_choice import SamplingChoice
from explorer.domain.sampling_setting import SamplingSetting, SettingValue
from explorer.engine.local.gguf.header import Header
from explorer.engine.local.gguf.stated_sampling import stated_sampling
from explorer.kit.sampling.all_settings import SamplingParts
from explorer.kit.theme import Look
from explorer.local.fit.load_choices import LoadChoice
from explorer.rooms.compare.document.answer_settings import GridAxis, SettingsGrid, axis_title, point_text
from explorer.rooms.compare.document.answer_store import ComparisonRecord
from explorer.rooms.compare.document.document import ComparisonDocument, DocumentColumn, Prompt
from explorer.rooms.compare.prompts.axis_rows import AxesEditor
from explorer.rooms.compare.prompts.settings_rows import SamplingFields
from explorer.rooms.compare.report.report_file import report_bytes
from explorer.rooms.compare.report.report_model import Report
from explorer.rooms.playground.captions import sampling_lines
from explorer.rooms.playground.chats.settings import ChatSettings
from explorer.rooms.playground.chats.store import TurnRecord
from explorer.rooms.playground.inspector.changed_settings import changed_settings
from tests.compare.reading_reports import HtmlReport, packed, pdf_pages
from tests.compare.report_content import answer, content, report

_LISTS: dict[str, SettingValue] = {
    "dry.breakers": ("x",),
    "samplers": ("penalties", "top_k", "temperature"),
    "logit_bias": ((5, -1.5),),
    "banned_texts": ("As an AI",),
}
_DRAWN = [entry for entry in SETTINGS if not entry.is_of_one_answer]
every = pytest.mark.parametrize("entry", SETTINGS, ids=lambda entry: entry.path)
drawn = pytest.mark.parametrize("entry", _DRAWN, ids=lambda entry: entry.path)


def other(entry: SamplingSetting) -> SettingValue:
    """A value that is neither usual nor neutral."""
    values = (*entry.varies, 2, 0.5)
    found = [one for one in values if entry.is_within(one) and one not in (entry.usual, entry.neutral)]
    return _LISTS.get(entry.path) or found[0]


def at_work(entry: SamplingSetting) -> Sampling:
    """With another value of this setting, and what it needs."""
    made = Sampling()
    for path in entry.needs[:1]:
        made = with_value(made, path, other(BY_PATH[path]))
    return with_value(made, entry.path, other(entry))


def test_the_table_names_each_setting_once_with_words_limits_and_a_place() -> None:
    assert len({str(entry.name) for entry in SETTINGS}) == len({e.column for e in SETTINGS}) == len(SETTINGS)
    for entry in SETTINGS:
        assert entry.why
        assert entry.group in (*GROUPS, OWN_PLACE)
        assert entry.is_within(entry.usual)
        assert entry.is_within(entry.neutral)
        assert bool(entry.varies) is entry.is_number
        assert all(entry.is_within(value) for value in entry.varies)
        assert all(path in BY_PATH for path in entry.needs)
        at_work(entry).check()
    names = [name for entry in SETTINGS for name in entry.names]
    assert len({*names}) == len(names), "a name leads to one setting"


def test_what_does_not_work_is_not_told() -> None:
    told = said(Sampling(temperature=0, mirostat=Mirostat(2), dynatemp_range=1.0, repeat_penalty=1.1))
    assert told == ["temperature", "top_k", "top_p", "min_p", "repeat_penalty", "seed", "max_tokens"]
    steady = Sampling(mirostat=Mirostat(2), xtc_probability=0.5, logit_bias=((5, 1.0),), min_keep=3)
    assert said(steady) == ["temperature", "mirostat.version", "logit_bias", "seed", "max_tokens"]
    ordered = said(Sampling(samplers=("top_k", "temperature"), xtc_probability=0.5))
    assert ordered == ["temperature", "top_k", "samplers", "seed", "max_tokens"]


def said(sampling: Sampling) -> list[str]:
    return [entry.path for entry in said_settings(sampling)]


def test_every_setting_can_be_set_in_the_inspector(look: Look, qtbot: QtBot) -> None:
    parts = SamplingParts()
    qtbot.addWidget(parts)
    paths = {row.setting.path for row in parts.rows}
    assert paths == {entry.path for entry in SETTINGS} - {"temperature", "seed", "max_tokens"}
    for entry in _DRAWN:
        if entry.path in paths:
            parts.show_choice(SamplingChoice({entry.path: other(entry)}), stated_sampling(_header(), Path()))
            assert parts.row(entry.path).origin.text().startswith("yours")


def test_every_number_can_vary_in_a_grid(look: Look, qtbot: QtBot) -> None:
    editor = AxesEditor()
    qtbot.addWidget(editor)
    for entry in SETTINGS:
        if entry.is_number:
            axis = GridAxis(entry.path, entry.varies)
            assert axis.is_known
            editor.show_grid(SettingsGrid((axis,)))
            assert axis_title(entry.path) == entry.name
            assert str(entry.name) in point_text(((entry.path, entry.varies[0]),))
            document = ComparisonDocument(columns=(DocumentColumn("a", "a"),), prompts=(Prompt("p", "Hi"),))
            asked = [document.asked(document.columns[0], ((entry.path, one),)) for one in entry.varies]
            assert len({value_at(one.sampling, entry.path) for one in asked}) == len(entry.varies)


@every
def test_a_form_of_compare_gives_back_every_setting_as_it_was(
    entry: SamplingSetting, look: Look, qtbot: QtBot
) -> None:
    popup = QWidget()
    qtbot.addWidget(popup)
    fields = SamplingFields(at_work(entry), popup)
    form = QFormLayout(popup)
    fields.add_to(form)
    assert fields.sampling == at_work(entry)
    fields.more.changed.emit(SamplingChoice())
    is_in_its_own_field = entry.path in ("temperature", "seed", "max_tokens")
    assert (fields.sampling == at_work(entry)) is is_in_its_own_field


def test_a_setting_that_needs_another_can_vary_once_that_is_on(look: Look, qtbot: QtBot) -> None:
    editor = AxesEditor()
    qtbot.addWidget(editor)
    editor.show_grid(SettingsGrid())
    assert "dry.base" not in editor.offered()
    editor.show_grid(SettingsGrid((GridAxis("dry.multiplier", (0, 1)),)))
    assert "dry.base" in editor.offered()
    editor.show_grid(SettingsGrid(), sampling=Sampling(dry=Dry(0.8)))
    assert "dry.base" in editor.offered()


def _everything() -> Report:
    """A comparison with a column for each setting, which is asked with another value of it."""
    made, prompt = content(1), Prompt("p1", "Hi")
    columns = tuple(DocumentColumn(e.path, e.path, sampling=at_work(e)) for e in SETTINGS)
    document = ComparisonDocument(columns=columns, prompts=(prompt,))
    results = tuple(
        replace(answer(one.key, prompt, n), sampling=one.sampling or Sampling())
        for n, one in enumerate(columns)
    )
    told = ComparisonRecord("Settings", document, results)
    return report(replace(made, comparison=told, columns=()))


REPORT = _everything()


def _told(ending: str) -> str:
    data = report_bytes(REPORT, ending)
    if ending == ".pdf":
        return packed("".join(pdf_pages(data)))
    if ending == ".html":
        return packed(HtmlReport(data.decode()).text)
    return packed(data.decode().replace("\\_", "_"))  # as Markdown escapes it


@pytest.mark.parametrize("ending", [".html", ".md", ".pdf", ".json"])
def test_every_format_of_a_report_tells_every_setting(ending: str) -> None:
    told = _told(ending)
    texts = [(entry.path, str(entry.text(other(entry)))) for entry in SETTINGS]
    if ending == ".json":
        texts = [(path, json.dumps(text, ensure_ascii=False)[1:-1]) for path, text in texts]
    assert [path for path, text in texts if packed(text) not in told] == []


def test_every_setting_has_its_column_in_the_csv() -> None:
    rows = list(csv.DictReader(io.StringIO(report_bytes(REPORT, ".csv").decode("utf-8-sig"))))
    for row, entry in zip(rows, SETTINGS, strict=True):
        value = other(entry)
        listed = json.dumps(value, separators=(",", ":"))
        assert row[entry.column].lstrip("'") == (
            str(value_at(at_work(entry), entry.path)) if entry.is_number else listed
        )


@every
def test_every_setting_can_be_given_to_omx_by_each_of_its_names(entry: SamplingSetting) -> None:
    for name in entry.names:
        value = bool(other(entry)) if entry.kind == "switch" else other(entry)
        args = Namespace(max_tokens=None, seed=42, temperature=None, set=[f"{name}={json.dumps(value)}"])
        assert value_at(sampling_of(args), entry.path) == value


def _header(**values: Any) -> Header:
    metadata = {f"general.sampling.{name}": value for name, value in values.items()}
    return Header(3, metadata, (), 0)


@drawn
def test_what_a_header_or_a_config_states_is_believed(entry: SamplingSetting, tmp_path: Path) -> None:
    value = other(entry)
    if entry.gguf:
        written = ";".join(map(str, value)) if isinstance(value, tuple) else value
        version = {"mirostat.version": 2} if "mirostat.version" in entry.needs else {}
        words = {"mirostat": 2} if version else {}
        stated = stated_sampling(_header(**words, **{entry.gguf: written}), tmp_path)
        assert (stated.source, stated.values) == ("header", {**version, entry.path: value})
        assert value_at(stated.applied(Sampling()), entry.path) == value
    if entry.hub:
        (tmp_path / "generation_config.json").write_text(json.dumps({entry.hub: value}))
        assert stated_sampling(_header(), tmp_path).values == {entry.path: value}


def test_a_header_that_speaks_of_mirostat_and_asks_for_none_hides_no_config(tmp_path: Path) -> None:
    (tmp_path / "generation_config.json").write_text('{"temperature": 0.3}')
    stated = stated_sampling(_header(mirostat=0, mirostat_tau=3.0, mirostat_eta=0.2), tmp_path)
    assert (stated.source, stated.values) == ("generation_config.json", {"temperature": 0.3})


@drawn
def test_a_changed_setting_is_told_in_the_chat_and_under_its_answer(entry: SamplingSetting) -> None:
    value = other(entry)
    if entry.path != "temperature":
        (chip,) = changed_settings(
            ChatSettings(choice=SamplingChoice({entry.path: value})), LoadChoice(), is_chat=True
        )
        assert chip.words == str(entry.named_text(value))
    (line,) = sampling_lines(TurnRecord(sampling=at_work(entry)))
    assert str(entry.named_text(value)) in line.split(" · ")
