"""Chats as Markdown and HTML, which people read."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.rooms.playground.chats.exchange.chat_page import chat_page, footer
from explorer.rooms.playground.chats.exchange.exporting import write_chats
from explorer.rooms.playground.chats.exchange.html_format import chats_html
from explorer.rooms.playground.chats.exchange.markdown_format import chats_markdown
from explorer.rooms.playground.chats.exchange.portable_chat import PortableChat, PortableModel, PortableTurn
from explorer.rooms.playground.chats.exchange.stored_chats import ExchangeStore
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from tests.playground.exchange.test_own_format import held_chat

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def answered(text: str, *, question: str = "Why?", **record: object) -> PortableChat:
    """A chat of one question and one answer."""
    kept = TurnRecord(model_name="Qwen3 1.7B", quantization="Q4_K_M", **record)  # type: ignore[arg-type]
    return PortableChat(
        origin="own:1",
        title="Blood *pressure*",
        created_at=AT,
        changed_at=AT,
        model=PortableModel(name="Qwen3 1.7B"),
        shown=1,
        turns=(
            PortableTurn(id=1, role="user", text=question, created_at=AT, shown=2),
            PortableTurn(id=2, role="assistant", text=text, created_at=AT, parent=1, record=kept),
        ),
    )


def markdown(chat: PortableChat) -> str:
    return chats_markdown([chat_page(chat)], footer(str))[0].decode()


def html(*chats: PortableChat) -> str:
    return b"".join(chats_html([chat_page(chat) for chat in chats], footer(str), "en")).decode()


def test_markdown_says_who_said_what_and_folds_thoughts() -> None:
    text = markdown(answered("Because **so**.", thought="Let me see.", thought_s=2.4))
    assert text.startswith("# Blood \\*pressure\\*\n\n2026-03-01 · Qwen3 1.7B\n\n## You\n\nWhy?\n\n")
    assert (
        "## Qwen3 1.7B · Q4\\_K\\_M\n\n<details>\n\n<summary>Thought for 2 s</summary>\n\nLet me see.\n\n"
        "</details>\n\nBecause **so**.\n\n"
    ) in text


def test_a_block_of_code_that_was_cut_off_ends_with_its_answer() -> None:
    for text in ("```py\nprint()", "~~~\n```\ntext", "````\n```\n"):
        page = MarkdownIt("commonmark").render(markdown(answered(text)))
        assert "<hr />" in page  # what follows is no code


def test_given_passages_are_listed_by_the_numbers_an_answer_refers_to(store: Store, tmp_path: Path) -> None:
    chat = held_chat(store)
    path = write_chats(ExchangeStore(store), [chat], tmp_path / "c.md")
    text = path.read_text(encoding="utf-8")
    assert "**Passages this answer was given**\n\n3. guide, page 14: “So.”" in text
    assert "- file: g.pdf" in text
    assert "<summary>System prompt</summary>\n\nBe kind." in text
    assert "3 more messages stand in branches that are not shown here." in text
    page = write_chats(ExchangeStore(store), [chat], tmp_path / "c.html").read_text(encoding="utf-8")
    assert '<li value="3">guide, page 14: “So.”</li>' in page


def test_formulas_are_drawn_in_html_and_written_in_markdown() -> None:
    chat = answered("It is $x^2$, for $5 or $6.", question="What is $y^2$?")
    page = html(chat)
    assert page.count("<svg") == 1
    assert '<span class="source">$x^2$</span></span>, for $5 or $6.' in page
    assert "What is $y^2$?" in page  # as the person typed it
    assert "It is $x^2$, for $5 or $6." in markdown(chat)


def test_html_loads_nothing_and_runs_nothing() -> None:
    hostile = (
        "# Hi\n\n<script>alert(1)</script><img src=https://evil.example/x.png onerror=alert(1)>\n\n"
        "[x](javascript:alert(1)) ![pic](https://evil.example/y.png)\n\n<style>body{display:none}</style>"
        "</section></main><iframe src=//evil.example></iframe>"
    )
    page = html(answered(hostile, question="<script>alert(2)</script>", thought="<svg onload=x>"))
    assert "evil.example" not in page
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert "<iframe" not in page
    assert page.count("<style>") == page.count("</main>") == 1
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in page
    assert "default-src 'none'" in page


def test_html_has_every_colour_that_it_uses(store: Store, tmp_path: Path) -> None:
    """Of both themes."""
    page = write_chats(ExchangeStore(store), [held_chat(store)], tmp_path / "c.html").read_text(
        encoding="utf-8"
    )
    used = set(re.findall(r"var\((--[\w-]+)\)", page))
    defined = re.findall(r"(--[\w-]+): #[0-9a-f]{6};", page)
    assert used
    assert all(defined.count(name) == 2 for name in used)


def test_html_of_several_chats_begins_with_their_list() -> None:
    page = html(answered("one"), answered("two"))
    assert page.index('<a href="#chat-1">') < page.index('<article id="chat-0">')
    assert "<nav>" not in html(answered("one"))


def test_an_old_answer_is_parted_from_its_thought() -> None:
    text = markdown(answered("<think>first this</think>Then that."))
    assert "<summary>Thoughts</summary>\n\nfirst this\n\n</details>\n\nThen that." in text


def test_an_answer_that_was_edited_says_so() -> None:
    assert "## Qwen3 1.7B · Q4\\_K\\_M · edited by you\n" in markdown(answered("x", written_by="person"))


def test_signs_that_turn_the_text_around_are_written_as_their_numbers() -> None:
    chat = answered("evil \u202etxt", question="\u202eq")
    assert "U+202Etxt" in markdown(chat)
    assert "\u202e" not in markdown(chat) + html(chat)


def test_a_name_without_an_ending_becomes_json_and_what_cannot_be_written_says_so(
    store: Store, tmp_path: Path
) -> None:
    chat = Chats(store).create("t", "m").id
    assert write_chats(ExchangeStore(store), [chat, 99], tmp_path / "chats").name == "chats.json"
    with pytest.raises(KnownError, match="no chat to export"):
        write_chats(ExchangeStore(store), [99], tmp_path / "chats.md")
    (tmp_path / "file").touch()
    with pytest.raises(KnownError, match="could not be written") as raised:
        write_chats(ExchangeStore(store), [chat], tmp_path / "file" / "c.md")
    assert raised.value.advice
