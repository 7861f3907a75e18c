"""A report names files and no folder of this machine, and finds its files again where it is brought in."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from explorer.domain.errors import KnownError, record_of
from explorer.domain.facts import Evidence, Finding, SourceKind
from explorer.domain.facts import Verdict as Disclosed
from explorer.domain.generation import LoadOptions
from explorer.domain.tokens import AdapterFile
from explorer.domain.words import Words
from explorer.local.fit.load_choices import LoadChoice
from explorer.local.fit.measurements import key_of
from explorer.local.models.file_cache import FileCache
from explorer.rooms.compare.document.answer_store import ComparisonRecord
from explorer.rooms.compare.document.document import ComparisonDocument, with_column, with_prompts
from explorer.rooms.compare.document.results import Failure, latest
from explorer.rooms.compare.document.votes import Vote, VoteVerdict, ballots_of, open_ballots
from explorer.rooms.compare.report.portable import with_local_files
from explorer.rooms.compare.report.report_builder import ReportContent, report_of
from explorer.rooms.compare.report.report_file import FORMATS, read_comparison, report_bytes
from explorer.transparency.licensing.licenses import Licenses
from tests.compare.making import column, local, result

NOW = datetime(2026, 11, 26, tzinfo=UTC)
LICENSE = Evidence(SourceKind.HEADER, "general.license", "mit")


def whole_of(one: str, other: str, adapter: str) -> ComparisonRecord:
    """Two files of this disk, one twice; an answer each, a failure that names folders, and a vote."""
    document = with_column(with_column(with_column(ComparisonDocument(), one), one), other)
    document = replace(document, baseline=f"{one}#2")
    files = (AdapterFile(os.fsencode(adapter)),)
    document = replace(with_prompts(document, ["Look into /etc/hosts"]), load=LoadChoice(adapters=files))
    answers = tuple(
        replace(result(key, "Look into /etc/hosts"), options=LoadOptions(adapters=files), file="one.gguf:4")
        for key in (one, f"{one}#2")
    )
    what = Words("There is no file {path}.", path=other)
    error = KnownError(what, "", f"File {Path.home() / 'app' / 'x.py'}: [Errno 2] '{other}'")
    failure = Failure(other, "p1", "", record_of(error), NOW)
    (ballot,) = ballots_of(document, answers)
    return ComparisonRecord("Two", document, answers, (failure,), (Vote(ballot, VoteVerdict.LEFT, NOW),))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "Secret project of Jo"
    made.mkdir()
    return made


@pytest.fixture
def content(folder: Path, licenses: Licenses) -> ReportContent:
    one, other = str(folder / "a" / "one.gguf"), str(folder / "b" / "one.gguf")
    whole = whole_of(one, other, str(folder / "c" / "style.gguf"))
    fact = Finding("license", Disclosed.OPEN, "MIT", "mit", (replace(LICENSE, repo=one),), holder=one)
    columns = tuple(replace(column(one, fact), place=key, title="One") for key in whole.document.keys[:2])
    problem = Words("There is no file {path}.", path=other)
    return ReportContent(whole, columns, licenses, "An app", {other: problem})


@pytest.mark.parametrize("ending", [one for one in FORMATS if one != ".pdf"])
def test_no_folder_of_this_machine_stands_in_a_report(
    content: ReportContent, folder: Path, ending: str
) -> None:
    told = report_bytes(report_of(content, NOW), ending).decode()
    assert "Secret" not in told
    assert str(folder.parent) not in told
    assert str(Path.home() / "app") not in told
    assert "one.gguf" in told


def test_what_was_written_is_a_comparison_whose_parts_belong_together(content: ReportContent) -> None:
    whole = read_comparison(report_bytes(report_of(content, NOW), ".json"))
    before = content.comparison
    assert whole.document.keys == ("one.gguf", "one.gguf#2", "one.gguf#3")
    assert whole.document.references == ("one.gguf",) * 3
    assert whole.document.baseline == "one.gguf#2"
    assert {cell.column for cell in latest(whole.outcomes)} == {*whole.document.keys}
    assert [one.answer for one in whole.results] == [one.answer for one in before.results]
    assert whole.document.prompts == before.document.prompts  # what was typed stays
    assert open_ballots(ballots_of(whole.document, whole.results), whole.votes) == ()
    assert whole.failures[0].error.what == "There is no file one.gguf."
    assert whole.document.load.adapters[0].file == Path("style.gguf")


def test_what_lies_in_the_models_folder_and_on_the_hub_keeps_its_name(licenses: Licenses) -> None:
    document = with_column(with_column(ComparisonDocument(), "tiny/one/one-Q8_0.gguf"), "maker/repo")
    report = report_of(ReportContent(ComparisonRecord("Two", document), (), licenses, "An app"), NOW)
    assert report.comparison.document == document


def test_a_file_is_found_again_by_its_name_and_size(folder: Path) -> None:
    here = replace(local(folder, "one"), id="own/one.gguf", path=folder / "one.gguf", size=4)
    larger = replace(here, id="other/one.gguf", size=5)
    document = with_column(ComparisonDocument(), "one.gguf")
    asked = replace(result("one.gguf"), file=key_of(here.path, 4))
    found = with_local_files(ComparisonRecord("", document, (asked,)), [larger, here], FileCache())
    assert found.document.columns[0].reference == "own/one.gguf"
    assert found.document.columns[0].key == "one.gguf"
    unsure = with_local_files(ComparisonRecord("", document), [larger, here], FileCache())
    assert unsure.document.columns[0].reference == "one.gguf"


def test_a_file_outside_the_library_is_found_again_by_the_bytes_that_answered(folder: Path) -> None:
    path = folder / "moved.gguf"
    path.write_bytes(b"GGUF")
    memory = FileCache()
    memory.note_sha256(path, "ab" * 32)
    asked = replace(result("one.gguf"), sha256="ab" * 32)
    whole = ComparisonRecord("", with_column(ComparisonDocument(), "one.gguf"), (asked,))
    assert with_local_files(whole, [], memory).document.references == (str(path),)
    path.write_bytes(b"other bytes")
    assert with_local_files(whole, [], memory).document.references == ("one.gguf",)
