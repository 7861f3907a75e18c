"""`omx documents`, and `omx ask` about documents, in a home of their own."""

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from explorer.cli.main import main
from tests.cli.test_omx import Omx
from tests.documents.made_pdf import PASSWORD, locked_pdf
from tests.documents.test_forget import holds
from tests.models.starter import minilm
from tests.models.tiny import Tiny, write_tiny

WORD = "zanzibarometer"
SAYS = "It shows seven degrees [1], as `[3]` and [7] say."


class Documents:
    """`omx documents` in this process: a process of its own takes a second to start."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        """Its status, and what it printed."""
        status = main(["documents", *words])
        return (status, *self._capsys.readouterr())

    def json(self, *words: str) -> Any:
        status, printed, told = self.run(*words, "--json")
        assert status == 0, told
        return json.loads(printed)


@pytest.fixture
def documents(
    qapp: QApplication, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Documents:
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path / "home"))
    return Documents(capsys)


@pytest.fixture
def omx(tmp_path: Path) -> Omx:
    return Omx(tmp_path / "home", "http://127.0.0.1:1")


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    (folder / "2026").mkdir(parents=True)
    (folder / "weather.md").write_text(f"# Weather\n\nThe {WORD} shows seven degrees.\n")
    (folder / "2026" / "lease.txt").write_text("The deposit is two months of rent.")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    return folder


def talker(folder: Path) -> str:
    return str(write_tiny(folder / "talker.gguf", Tiny(text=SAYS)))


def test_documents_are_added_found_asked_about_and_forgotten(
    documents: Documents, omx: Omx, papers: Path, tmp_path: Path
) -> None:
    added = documents.json("add", str(papers), "--collection", "Papers", "--words-only")
    assert (added["document_count"], added["passages"], added["left_out"]) == (2, 2, {"no document": 1})
    assert [one["state"] for one in added["documents"]] == ["read", "read"]
    (found,) = documents.json("find", f"what of the {WORD}?", "--collection", "papers")
    assert (found["document"], found["rank_by_words"], found["rank_by_meaning"]) == ("weather.md", 1, None)
    model = talker(tmp_path)
    words = ("--collection", "Papers", "--max-tokens", "60", "--temperature", "0")
    asked = omx.json("ask", model, f"What does the {WORD} show?", *words)
    assert [(one["number"], one["document"]) for one in asked["given"]] == [(1, "weather.md")]
    assert (asked["cited"], asked["not_given"]) == ([1], [7])
    assert WORD in asked["sent"]
    refused = documents.run("forget", "weather.md")
    assert (refused[0], "--yes" in refused[2]) == (2, True)
    forgotten = documents.json("forget", "weather.md", "--yes")
    assert (forgotten["forgotten"], forgotten["passages"], forgotten["is_clean"]) == (["weather.md"], 1, True)
    assert documents.json("find", f"the {WORD}") == []
    assert [one["name"] for one in documents.json("list", "--collection", "Papers")] == ["lease.txt"]
    assert holds(tmp_path / "home", WORD) == []


def test_a_file_is_given_whole_where_it_fits_and_else_in_passages(omx: Omx, papers: Path) -> None:
    ask = ("ask", talker(papers.parent), "How large is the deposit?", "--max-tokens", "60")
    whole = omx.json(*ask, "--file", str(papers / "2026" / "lease.txt"))
    assert [(one["document"], one["place"]) for one in whole["given"]] == [("lease.txt", None)]
    long = papers / "long.txt"
    filler = "\n\n".join(f"Paragraph {number} speaks of something else." * 8 for number in range(60))
    long.write_text(f"{filler}\n\nThe deposit is three months.\n\n{filler}")
    told = omx.run(*ask, "--file", str(long))
    assert told.returncode == 0, told.stderr
    assert "passages are given" in told.stderr
    assert "[1] long.txt" in told.stderr
    assert "[7] refers to nothing" in told.stderr
    assert "[1]" in told.stdout
    missing = omx.run(*ask, "--file", str(papers / "nothing.pdf"))
    assert (missing.returncode, "nothing.pdf" in missing.stderr) == (2, True)


def test_what_cannot_be_read_is_told_and_the_rest_is_there(documents: Documents, papers: Path) -> None:
    (papers / "broken.txt").write_bytes(b"\0\0\1")
    status, printed, _told = documents.run("add", str(papers), "--collection", "Papers", "--words-only")
    assert status == 1
    assert "broken.txt" in printed
    assert "lease.txt" in printed
    status, _printed, told = documents.run("find", "deposit", "--collection", "Nowhere")
    assert (status, "There are: Papers." in told) == (2, True)


def test_a_password_comes_out_of_a_file_or_a_pipe(
    documents: Documents, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = locked_pdf(papers / "report.pdf", ["The secret is out."])
    add = ("add", str(locked), "--collection", "Papers", "--words-only")
    status, _printed, told = documents.run(*add)
    assert (status, "--password-file" in told) == (1, True)
    secret = papers.parent / "secret"
    secret.write_text(f"{PASSWORD}\n", encoding="utf-8")
    assert documents.json(*add, "--password-file", str(secret))["passages"] == 1
    assert "1 document  " in documents.run("list")[1]
    documents.run("forget", "report.pdf", "--yes")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert documents.json(*add, "--password-file", "-")["passages"] == 1
    other = ("add", str(locked), "--collection", "Others", "--words-only")
    status, _printed, told = documents.run(*other, "--password-file", "nowhere")
    assert (status, "nowhere" in told) == (2, True)
    assert "Others" not in documents.run("list")[1]


def test_a_watched_folder_is_followed_and_read_for_meaning(
    documents: Documents, papers: Path, tmp_path: Path
) -> None:
    (tmp_path / "home" / "models").mkdir(parents=True)
    shutil.copyfile(minilm(), tmp_path / "home" / "models" / minilm().name)
    add = ("add", str(papers), "--collection", "Papers")
    first = documents.json(*add, "--watch")
    assert (first["kind"], first["passages_with_vectors"], first["problem"]) == ("folder", 2, "")
    (papers / "2026" / "lease.txt").write_text("The security payment is three months of rent.")
    (papers / "weather.md").unlink()
    again = {one["name"]: one["state"] for one in documents.json(*add)["documents"]}
    assert again == {"lease.txt": "read", "weather.md": "gone"}
    (best, *_rest) = documents.json("find", "How much do I have to pay before I move in?")
    assert (best["document"], best["rank_by_meaning"]) == ("lease.txt", 1)
