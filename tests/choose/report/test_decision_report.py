"""Reports of decisions: all of the page in every format, nothing of this machine, and no word gets out."""

import json
from html import unescape
from pathlib import Path

import msgspec
import pytest

from explorer.base.store import Store
from explorer.choose.decision import Decision, EnteredTerms
from explorer.choose.report.report_file import DECISION_FORMATS, decision_bytes, write_decision_report
from tests.choose.deciding.conftest import Read
from tests.choose.deciding.deciding_data import CLINIC, FOUR, MEADOW, PROVIDER, tried

HOSTILE = "<script>alert(1)</script> | `x` [y](https://evil.example)"


@pytest.mark.parametrize("ending", [".html", ".md", ".json"])
def test_everything_on_the_page_stands_in_the_report(read: Read, store: Store, ending: str) -> None:
    found, page = read(tried(store))
    text = unescape(decision_bytes(page, found, ending).decode()).replace("\\", "")
    wanted = (
        page.headline,
        page.reasons[0].text,
        page.what_if[0],
        page.went,
        "license: apache-2.0",
        "60–91 %",
    )
    for words in (*wanted, *(column.title for column in page.columns), *(rule.did for rule in page.rules)):
        assert words in text


def test_it_is_written_with_the_ending_of_its_format(read: Read, store: Store, tmp_path: Path) -> None:
    found, page = read(tried(store))
    for ending in DECISION_FORMATS:
        path = write_decision_report(tmp_path / f"decision{ending}", page, found)
        assert path.stat().st_size > 1000
    assert (tmp_path / "decision.pdf").read_bytes().startswith(b"%PDF")
    assert write_decision_report(tmp_path / "without", page, found).name == "without.html"


def test_no_path_of_this_machine_stands_in_it(read: Read, store: Store) -> None:
    path = "/home/somebody/models/secret-folder/Meadow.gguf"
    here = msgspec.structs.replace(MEADOW, id=path, reference=path)
    found, page = read(tried(store, (here, PROVIDER)))
    for ending in (".html", ".md", ".json"):
        text = decision_bytes(page, found, ending).decode()
        assert "somebody" not in text
        assert "secret-folder" not in text


def test_hostile_names_and_terms_stay_text(read: Read) -> None:
    odd = msgspec.structs.replace(MEADOW, title=HOSTILE)
    terms = {PROVIDER.id: EnteredTerms(HOSTILE, on="2026-11-30")}
    found, page = read(Decision(CLINIC, (odd, PROVIDER), entered=terms))
    html = decision_bytes(page, found, ".html").decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
    markdown = decision_bytes(page, found, ".md").decode()
    assert "[y](https://evil.example)" not in markdown
    json.loads(decision_bytes(page, found, ".json"))


def test_what_a_machine_reads_says_what_was_asked_and_of_which_files(read: Read, store: Store) -> None:
    found, page = read(tried(store, FOUR))
    told = json.loads(decision_bytes(page, found, ".json"))
    assert (told["kind"], told["asked"]["used_at"]) == ("open-model-explorer/decision", "work")
    assert told["models"][0]["title"] == "Meadow 1.7B Instruct · Q4_K_M"
    assert {one["title"] for one in told["trial"]} >= {"Clinic letters"}
    assert told["page"]["rows"][0]["cells"][0]["sources"][0]["quote"] == "license: apache-2.0"
