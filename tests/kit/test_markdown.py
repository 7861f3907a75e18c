"""Cards and answers are hostile: nothing in them may run, load or navigate."""

import time
from html.parser import HTMLParser

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from explorer.kit.rich_text.links import LinkPopup
from explorer.kit.rich_text.markdown_html import markdown_html
from explorer.kit.rich_text.markdown_page import StreamingView

HOSTILE = {
    "script": "<script>alert(1)</script>text",
    "script in svg": "<svg><script>alert(1)</script></svg>text",
    "style": "<style>p { background: url(http://evil.example/x) }</style>text",
    "handler": '<p onclick="alert(1)" onmouseover=alert(1)>text</p>',
    "style attribute": '<p style="background:url(http://evil.example/x)">text</p>',
    "javascript link": "[text](javascript:alert(1))",
    "javascript link, disguised": '<a href="java\tscript:alert(1)">text</a>',
    "data link": '<a href="data:text/html,<script>alert(1)</script>">text</a>',
    "file link": "<a href='file:///etc/passwd'>text</a>",
    "relative link": "[text](../../secret)",
    "qrc link": "[text](qrc:/x)",
    "frame": '<iframe src="http://evil.example/x"></iframe>text',
    "object": '<object data="http://evil.example/x">alert(1)</object>text',
    "form": '<form action="http://evil.example/x"><input value="alert(1)"></form>text',
    "meta": '<meta http-equiv="refresh" content="0;url=http://evil.example/x">text',
    "link element": '<link rel="stylesheet" href="http://evil.example/x">text',
    "background": '<table background="http://evil.example/x"><tr><td>text</td></tr></table>',
    "image": "![alt](http://evil.example/x) text",
    "image element": '<img src="file:///etc/passwd" srcset="http://evil.example/x" alt="alt">text',
    "video": '<video src="http://evil.example/x" poster="http://evil.example/x"></video>text',
    "base": '<base href="http://evil.example/x">[text](y)',
    "comment": "<!-- <script>alert(1)</script> http://evil.example/x -->text",
    "unclosed comment": "text\n\n<!-- <script>alert(1)</script> evil.example",
}


class Reader(HTMLParser):
    """Collects tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, set[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_is_disarmed(name: str) -> None:
    made, reader = markdown_html(HOSTILE[name]), Reader()
    reader.feed(made)
    assert "text" in made
    assert "evil.example" not in made
    assert reader.tags <= {"p", "a", "span", "table", "tbody", "tr", "td"}
    assert reader.attributes.keys() <= {"href", "class"}
    assert all(
        target.startswith(("http://", "https://", "mailto:", "#"))
        for target in reader.attributes.get("href", ())
    )


def test_an_image_is_named_by_its_alternative_text() -> None:
    assert "[image: a &lt;b&gt; chart]" in markdown_html("![a <b> chart](http://example.org/x.png)")


def test_links_to_the_web_stay() -> None:
    made = markdown_html("[report](https://example.org/r?a=1&b=2) [mail](mailto:a@example.org) [top](#top)")
    assert '<a href="https://example.org/r?a=1&amp;b=2">report</a>' in made
    assert 'href="mailto:a@example.org"' in made
    assert 'href="#top"' in made


def test_front_matter_is_left_out() -> None:
    made = markdown_html("---\nlicense: mit\n---\n# Name\n")
    assert "license" not in made
    assert "<h1>Name</h1>" in made


def test_text_that_looks_like_markup_in_code_stays_text() -> None:
    assert "&lt;script&gt;" in markdown_html("`<script>`")


def test_tables_and_lists_are_kept() -> None:
    made = markdown_html("| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n- two\n")
    assert made.count("<td>") == 2
    assert made.count("<li>") == 2


def test_columns_of_numbers_stay_aligned() -> None:
    made = markdown_html("| a | b |\n|---|---:|\n| 1 | 2 |\n")
    assert '<td align="right">2</td>' in made


def test_a_class_is_kept_only_for_the_language_of_code() -> None:
    made = markdown_html('```py\nx\n```\n\n<p class="h1">a</p><code class="x language-py">b</code>')
    assert made.count("class=") == 1
    assert '<code class="language-py">' in made


def test_the_view_loads_nothing(qtbot: QtBot) -> None:
    view = StreamingView("Card")
    qtbot.addWidget(view)
    assert view.loadResource(QTextDocument.ResourceType.ImageResource, QUrl("file:///etc/passwd")) is None


def test_a_clicked_link_is_told_and_not_followed(qtbot: QtBot) -> None:
    view = StreamingView("Card")
    qtbot.addWidget(view)
    view.show_html(markdown_html("[report](https://example.org/r)"))
    view.anchorClicked.emit(QUrl("https://example.org/r"))
    told = view.findChild(LinkPopup)
    assert told is not None
    assert told.target.url == "https://example.org/r"
    told.close()
    assert "report" in view.toPlainText()


def test_a_fitting_view_is_as_high_as_its_text(qtbot: QtBot) -> None:
    view = StreamingView("Answer")
    qtbot.addWidget(view)
    view.resize(300, 100)
    view.show()
    view.show_html(markdown_html("word " * 10))
    low = view.sizeHint().height()
    view.show_html(markdown_html("word " * 1000))
    assert view.sizeHint().height() > 5 * low


def test_a_large_card_is_shown_in_time(qtbot: QtBot) -> None:
    view = StreamingView("Card")
    qtbot.addWidget(view)
    text = (
        "# Part\n\nSome *words* with `code` and [a link](https://example.org).\n\n```py\nx = 1\n```\n\n"
    ) * 1_200
    assert len(text) > 100_000
    begun = time.process_time()
    view.show_html(markdown_html(text))
    assert time.process_time() - begun < 3  # of the processor alone; far above the usual, far below a hang
