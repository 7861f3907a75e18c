"""`omx chats`: chats are listed, leave as files, and come in from files."""

import json
from pathlib import Path

import pytest

from explorer.base.store import Store
from explorer.cli.main import main
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from tests.playground.exchange.making import conversation, said, written


def test_chats_leave_one_home_and_come_into_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def omx(home: str, *words: str) -> tuple[int, str]:
        monkeypatch.setenv("EXPLORER_HOME", str(tmp_path / home))
        return main(["chats", *words]), capsys.readouterr().out

    (tmp_path / "one").mkdir()
    store = Store(tmp_path / "one" / "explorer.sqlite3")
    chats = Chats(store)
    for title in ("soup", "bread"):
        chats.add(chats.create(title, "m").id, "user", f"{title}?", TurnRecord())
    store.close()
    _status, listed = omx("one", "list", "--json")
    assert [chat["title"] for chat in json.loads(listed)] == ["bread", "soup"]
    file, page = str(tmp_path / "out.json"), tmp_path / "soup.md"
    assert omx("one", "export", "--out", file) == (0, f"{file}\n")
    assert omx("one", "export", "1", "--out", str(page))[0] == 0
    assert "# soup" in page.read_text(encoding="utf-8")
    assert "bread" not in page.read_text(encoding="utf-8")
    assert omx("two", "import", file, "--json") == (0, "[1,2]\n")
    assert omx("two", "import", file, "--json") == (0, "[]\n")


def test_what_is_wrong_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path / "home"))
    assert main(["chats", "export", "7", "--out", str(tmp_path / "c.md")]) == 2
    assert "There is no chat 7." in capsys.readouterr().err
    assert main(["chats", "import", str(tmp_path / "gone.json")]) == 2
    good = conversation({"q": (None, said("user", "?"))}, "q")
    assert main(["chats", "import", str(written(tmp_path / "c.json", [good, {"title": "odd"}]))]) == 0
    said_then = capsys.readouterr().err
    assert "Imported 1 chat from ChatGPT. 1 chat could not be read." in said_then
    assert "odd: It is damaged" in said_then
