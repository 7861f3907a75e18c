"""The index of companies: what it holds, whom a name leads to, and editions that are brought in."""

from pathlib import Path

import pytest

from explorer.base.store import Store
from explorer.choose.companies.index import (
    company_of,
    drop_index,
    included_index,
    keep_index,
    read_indexes,
)
from explorer.choose.companies.index_file import read_index_file
from explorer.choose.companies.makers import maker_of
from explorer.domain.errors import KnownError

# As the index of December 2025 states them
SUMS = {
    "IBM": 95, "Writer": 72, "AI21 Labs": 66, "Anthropic": 46, "Google": 41, "Amazon": 39, "OpenAI": 35,
    "DeepSeek": 32, "Meta": 31, "Alibaba": 26, "Mistral": 18, "Midjourney": 14, "xAI": 14,
}  # fmt: skip


def test_every_company_has_the_sum_that_the_index_states() -> None:
    index = included_index()
    assert {maker: index.said(number) for number, maker in enumerate(index.makers)} == SUMS
    assert index.of == 100
    marks = [one.marks for group in index.groups for one in group.indicators]
    assert {len(mark) for mark in marks} == {len(SUMS)}
    assert {letter for mark in marks for letter in mark} == {"0", "1"}


def test_groups_of_a_company_add_up_to_what_is_told_of_it() -> None:
    facts = company_of("ibm-granite/granite-4")
    assert facts is not None
    assert sum(group.said for group in facts.groups) == facts.said == 95
    assert "IBM as a company disclosed 95 of the 100" in facts.words
    assert "December 2025" in facts.words


@pytest.mark.parametrize(
    ("name", "company"),
    [
        ("Qwen/Qwen3-4B", "Alibaba"),
        ("qwen/qwen3-32b", "Alibaba"),
        ("google/gemma-3", "Google"),
        ("meta-llama/x", "Meta"),
        ("mistralai/x", "Mistral"),
        ("deepseek-ai/x", "DeepSeek"),
        ("ai21labs/x", "AI21 Labs"),
        ("Writer/x", "Writer"),
        ("xai-org/x", "xAI"),
        ("api.openai.com", "OpenAI"),
    ],
)
def test_an_account_or_a_host_leads_to_its_company_with_a_reason(name: str, company: str) -> None:
    found = maker_of(name)
    assert found is not None
    assert found.company == company
    assert company in found.why


@pytest.mark.parametrize(
    "name",
    ["", "bartowski/x", "writer", "google", "openrouter.ai", "127.0.0.1", "Qwen3 4B", "api.openai.com.evil"],
)
def test_who_is_not_surely_a_company_is_none(name: str) -> None:
    assert company_of(name) is None


def test_the_first_name_that_is_known_counts() -> None:
    facts = company_of("bartowski/x", "google/y", "qwen/z")
    assert facts is not None
    assert facts.company == "Google"


def _file(folder: Path, text: str) -> Path:
    path = folder / "edition.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        "Indicator,North AI,South AI\nSources,1,0\nEnergy,1,1\n",
        "\ufeffIndicator;North AI;South AI\nSources;1;0\n\nEnergy;1;1\nTotal;2;1\n",
        "Indicator\tNorth AI\tSouth AI\t\nSources\t1.0\t0.0\t\nEnergy\t1\t1\t\n",
    ],
)
def test_a_table_of_ones_and_noughts_is_read_however_it_is_cut(tmp_path: Path, text: str) -> None:
    read = read_index_file(_file(tmp_path, text))
    assert read.makers == ("North AI", "South AI")
    assert [one.text for group in read.groups for one in group.indicators] == ["Sources", "Energy"]
    assert (read.said(0), read.said(1)) == (2, 1)


def test_a_column_before_the_names_holds_groups(tmp_path: Path) -> None:
    text = "Domain,Indicator,North AI\nData,Sources,1\nData,Size,0\nUse,Amount,1\n"
    read = read_index_file(_file(tmp_path, text))
    assert [(group.title, len(group.indicators)) for group in read.groups] == [("Data", 2), ("Use", 1)]


def test_numbered_rows_are_no_groups_and_groups_may_be_scattered(tmp_path: Path) -> None:
    numbered = read_index_file(_file(tmp_path, "#,Indicator,North AI\n1,Sources,1\n2,Size,0\n3,Use,1\n"))
    assert [(group.title, len(group.indicators)) for group in numbered.groups] == [("", 3)]
    scattered = read_index_file(_file(tmp_path, "Domain,Indicator,AI\nData,A,1\nUse,B,0\nData,C,1\n"))
    assert [(group.title, len(group.indicators)) for group in scattered.groups] == [("Data", 2), ("Use", 1)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no rows"),
        ("Indicator,North AI\n", "no rows"),
        ("Sources,Energy\nyes,no\n", "no companies"),
        ("Indicator,North AI,North AI\nSources,1,0\n", "no companies"),
        ("Indicator,North AI,South AI\nSources,1,0\nEnergy,1,\n", "Row 3 has no 1 or 0 for South AI"),
        ("Indicator,North AI,South AI\nSources,1,0\nEnergy,2,1\n", "Row 3 has no 1 or 0 for North AI"),
        ("Indicator,North AI\nSources,1\n,1\n", "Row 3 names no indicator"),
    ],
)
def test_what_is_no_such_table_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(KnownError, match=said):
        read_index_file(_file(tmp_path, text))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "edition.csv"
    path.write_bytes(bytes(range(256)))
    with pytest.raises(KnownError, match="could not be read"):
        read_index_file(path)


def test_a_newer_edition_comes_first_and_can_be_taken_away(store: Store) -> None:
    included = included_index()
    newer = included.__replace__(edition="December 2026", on="2026-12-01", is_included=False)
    keep_index(store, newer)
    assert [index.edition for index in read_indexes(store)] == ["December 2026", "December 2025"]
    few = newer.__replace__(makers=("North AI",))
    facts = company_of("google/gemma-3", indexes=(few, included))
    assert facts is not None
    assert facts.index.edition == "December 2025"  # the newer one did not look at it
    drop_index(store, "December 2026")
    assert [index.edition for index in read_indexes(store)] == ["December 2025"]


def test_a_damaged_edition_is_left_out(store: Store) -> None:
    store.write("INSERT INTO company_indexes VALUES (?, ?, ?)", "Broken", "2026", '{"makers": 3}')
    assert [index.edition for index in read_indexes(store)] == ["December 2025"]
