"""Every widget of the kit as pictures: ``python -m tests.kit.gallery OUT_DIR [PAGE ...]``.

For eyes, not for assertions: each page light, dark, in high contrast, at 150 % and from right to left.
"""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from explorer.base.settings import Contrast
from explorer.base.settings import Theme as Choice
from explorer.domain.errors import KnownError
from explorer.domain.facts import Verdict
from explorer.kit.actions import Action
from explorer.kit.boxes import Card
from explorer.kit.buttons import Button, CheckBox, IconButton, Picker
from explorer.kit.chips import Chip, MenuChip
from explorer.kit.chips import Choice as Option
from explorer.kit.empty_state import EmptyState
from explorer.kit.error_card import ErrorCard, FoldedDetails
from explorer.kit.facts import FactRow, StatCard
from explorer.kit.layouts import ColumnsLayout, FlowLayout, HeadLayout
from explorer.kit.messages import Messages
from explorer.kit.notices import Notices
from explorer.kit.pill import Pill
from explorer.kit.popup import Popup, menu
from explorer.kit.progress import ProgressBar, ProgressLine
from explorer.kit.rail_button import RailButton
from explorer.kit.rich_text.images import ImageLoader
from explorer.kit.rich_text.links import LinkPopup
from explorer.kit.rich_text.markdown_page import MarkdownArea, MarkdownPage
from explorer.kit.scroll import Scroll
from explorer.kit.search_field import SearchField
from explorer.kit.section import Section
from explorer.kit.segmented import Segmented
from explorer.kit.skeleton import Skeleton
from explorer.kit.splitter import RememberedSplitter
from explorer.kit.tasks import Bug
from explorer.kit.text import Elided, IconLabel, Label, Para, Quote
from explorer.kit.theme import Look
from explorer.kit.thought_view import ThoughtView
from explorer.kit.toggle import Toggle
from explorer.kit.verdict_marks import Mark, VerdictLabel

CARD = """---
license: apache-2.0
---
# Qwen3 1.7B
A **small** assistant with *thinking* mode, see [the report](https://example.org/report) and `config.json`.

![benchmark chart](https://example.org/chart.png)

> Use greedy decoding never: it leads to endless repetitions.

## Quickstart
```python
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("Qwen/Qwen3-1.7B")  # -> loads
```
```bash
curl -L https://huggingface.co/Qwen/Qwen3-1.7B-GGUF/resolve/main/Qwen3-1.7B-Q8_0.gguf --output model.gguf
```
1. First a step
2. Then another
   - with a detail

| Benchmark | Score |
|---|---:|
| MMLU | 62.6 |
| GSM8K | 75.4 |
"""


def nothing() -> None:
    """The action of a sample control."""


def rail() -> QWidget:
    frame = QFrame()
    frame.setProperty("rule", "right")
    column = QVBoxLayout(frame)
    column.setContentsMargins(8, 14, 7, 14)
    column.setSpacing(4)
    names = (("search", "Discover"), ("library", "Library"), ("chat", "Playground"), ("columns", "Compare"))
    for name, word in names:
        column.addWidget(RailButton(name, word))
    column.addStretch()
    column.addWidget(RailButton("settings", "Settings"))
    frame.findChildren(RailButton)[0].setChecked(True)
    return frame


def list_side() -> QWidget:
    side = QWidget()
    column = QVBoxLayout(side)
    column.setContentsMargins(16, 14, 16, 0)
    column.setSpacing(10)
    column.addWidget(SearchField("Search models", "Ctrl+F"))
    flow = FlowLayout()
    flow.addWidget(Chip("Fits this machine", on=True))
    flow.addWidget(MenuChip("License", [Option("", "any"), Option("open", "open source")]))
    flow.addWidget(MenuChip("Size", [Option("", "any")]))
    flow.addWidget(Chip("Training data named"))
    flow.addWidget(MenuChip("Sort", [Option("", "downloads")]))
    column.addLayout(flow)
    column.addWidget(Skeleton(5))
    column.addWidget(
        EmptyState(
            "search",
            "Nothing found",
            "No model on the Hub fits these filters. Take one away, or search for another word.",
            Action("Clear the filters", nothing),
        ),
        1,
    )
    return side


def sheet() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(26, 18, 26, 18)
    column.setSpacing(10)
    head = HeadLayout()
    head.addWidget(Label("Qwen3 1.7B", "title"))
    head.addWidget(Button("outlined", "Compare", "plus"))
    head.addWidget(Button("primary", "Download · Balanced, 1.1 GB", "arrow-down"))
    column.addLayout(head)
    column.addWidget(Elided("Qwen · updated 3 months ago · 412,000 downloads a month", "body", "muted"))
    cards = ColumnsLayout(narrowest=190)
    cards.addWidget(StatCard("May I use it at work?", "Yes, open source", "Keep the notice. Apache 2.0"))
    cards.addWidget(StatCard("Will it run here?", "Runs well", "1.9 of 16 GB, about 31 tokens/s (estimate)"))
    cards.addWidget(
        StatCard("Is it open about itself?", "11 of 21 disclosed", "Training data: not disclosed")
    )
    column.addLayout(cards)
    column.addWidget(facts())
    files = Card("plain", 14)
    row = QHBoxLayout()
    row.setSpacing(10)
    row.addWidget(Label("Balanced", "strong"))
    row.addWidget(Pill("recommended", "accent"))
    row.addStretch()
    row.addWidget(Label("1.1 GB"))
    row.addWidget(Pill("Runs well", "good"))
    row.addWidget(Button("outlined", "Get", scale="compact"))
    files.body.addLayout(row)
    column.addWidget(files)
    column.addStretch()
    return page


def facts() -> QWidget:
    section = Section("Training data", "2 of 4 disclosed")
    rows: tuple[tuple[str, Mark, str, str], ...] = (
        ("Pretraining data", Verdict.NOT_DISCLOSED, "", "searched: card, base card, header"),
        (
            "Cutoff and size",
            Verdict.PARTIAL,
            "36T tokens",
            "“36 trillion tokens” · from Qwen3-1.7B-Base, 2 up",
        ),
        ("Post-training", Verdict.CLOSED, "No", "“not released” · card, line 31"),
        ("License", Verdict.OPEN, "Apache 2.0", "card, line 3"),
        ("Personal data", "conflict", "Sources disagree", "card says mit, header says apache-2.0"),
        ("Code", Verdict.NOT_CHECKED, "", ""),
        ("Adapters", Verdict.NOT_APPLICABLE, "", ""),
    )
    for row in rows:
        section.body.addWidget(FactRow(*row))
    return section


def discover(look: Look) -> QWidget:
    del look
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.addWidget(rail())
    split = RememberedSplitter("gallery", lambda _key: "", lambda _key, _words: None)
    split.addWidget(list_side())
    split.addWidget(Scroll(sheet(), "Model"))
    split.restore((452, 752))
    row.addWidget(split, 1)
    return page


def controls(look: Look) -> QWidget:
    del look
    page = QWidget()
    grid = QGridLayout(page)
    grid.setContentsMargins(24, 20, 24, 20)
    grid.setHorizontalSpacing(28)
    grid.setVerticalSpacing(12)
    left, right = QVBoxLayout(), QVBoxLayout()
    left.setSpacing(12)
    right.setSpacing(12)
    grid.addLayout(left, 0, 0)
    grid.addLayout(right, 0, 1)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    left.addWidget(Label("Choose a first model", "hero"))
    left.addWidget(Para("It stays on this computer, and so does everything you write. " * 3, "body", "muted"))
    for row in button_rows():
        left.addLayout(row)
    left.addWidget(Segmented("Parts", ("Facts", "Answers", "Measurements")))
    left.addLayout(fields())
    left.addStretch()
    right.addLayout(marks())
    right.addWidget(
        Quote("Use in any manner that violates applicable laws or regulations is out of scope. " * 2)
    )
    pills = FlowLayout()
    for tone in ("accent", "good", "caution", "bad", "neutral"):
        pills.addWidget(Pill(f"{tone} pill", tone))
    pills.addWidget(Pill("data", "accent", outlined=True))
    right.addLayout(pills)
    bar = ProgressBar("Download")
    bar.set_fraction(0.62)
    right.addWidget(bar)
    line = ProgressLine("Download")
    line.show_progress(0.3, "30 % · 18.4 MB/s · 22 s left")
    right.addWidget(line)
    right.addWidget(ErrorCard(known_error(), Action("Try again", nothing, "refresh")))
    details = FoldedDetails("llama_model_load: error: missing tensor 'output.weight'")
    details.toggle()
    right.addWidget(details)
    right.addWidget(Skeleton(3, lines=True))
    right.addLayout(icons())
    right.addStretch()
    return page


def button_rows() -> list[QHBoxLayout]:
    first, second, third = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
    for line in (first, second, third):
        line.setSpacing(8)
    first.addWidget(Button("primary", "Primary", "download"))
    first.addWidget(Button("outlined", "Outlined", "plus"))
    first.addWidget(Button("accent", "How sure was it?"))
    first.addWidget(Button("danger", "Delete", "trash"))
    second.addWidget(Button("quiet", "Quiet", "copy"))
    second.addWidget(Button("link", "Link"))
    second.addWidget(Button("primary", "Big", scale="big"))
    second.addWidget(Button("outlined", "Compact", scale="compact"))
    second.addWidget(IconButton("more", "More"))
    second.addWidget(IconButton("settings", "Settings"))
    for kind in ("primary", "outlined", "quiet"):
        button = Button(kind, "Disabled", "check")
        button.setEnabled(False)
        third.addWidget(button)
    for row in (first, second, third):
        row.addStretch()
    return [first, second, third]


def fields() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(12)
    row = QHBoxLayout()
    row.setSpacing(8)
    field = QLineEdit("A field")
    row.addWidget(field)
    disabled = QLineEdit("Disabled")
    disabled.setEnabled(False)
    row.addWidget(disabled)
    picker = Picker("Quantization")
    picker.addItems(["Balanced, 1.1 GB", "Large, 1.8 GB"])
    row.addWidget(picker)
    column.addLayout(row)
    checks = QHBoxLayout()
    for word, on in (("Offline", True), ("Unchecked", False)):
        box = CheckBox(word)
        box.setChecked(on)
        checks.addWidget(box)
        toggle = Toggle(word)
        toggle.setChecked(on)
        checks.addWidget(toggle)
    radio = QRadioButton("Radio")
    radio.setChecked(True)
    checks.addWidget(radio)
    checks.addStretch()
    column.addLayout(checks)
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setValue(40)
    column.addWidget(slider)
    text = QPlainTextEdit("You are brief and exact.")
    text.setMaximumHeight(70)
    column.addWidget(text)
    return column


def marks() -> FlowLayout:
    flow = FlowLayout(spacing=14)
    for verdict in Verdict:
        flow.addWidget(VerdictLabel(verdict))
    flow.addWidget(VerdictLabel("conflict"))
    return flow


def icons() -> FlowLayout:
    flow = FlowLayout(spacing=8)
    for path in sorted((Path(__file__).parents[2] / "resources" / "icons").glob("*.svg")):
        flow.addWidget(IconLabel(path.stem, "text", 20))
    return flow


def known_error() -> KnownError:
    return KnownError(
        "The Hub did not answer.", "Check the connection, or go on offline.", "timeout after 10 s"
    )


def card(look: Look) -> QWidget:
    del look
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(26, 20, 26, 20)
    loader = ImageLoader(lambda _url, _done: None, lambda: False)
    view = MarkdownPage("Model card", images=loader)
    view.set_markdown(CARD)
    row.addWidget(view, 3)
    answers = QVBoxLayout()
    answers.setSpacing(12)
    thinking = ThoughtView(opened=True)
    thinking.show_thought("The person asks about **boiling**.\n\nPressure falls.", is_done=True, seconds=4)
    answers.addWidget(thinking)
    folded = ThoughtView()
    folded.show_thought("", is_done=False)
    answers.addWidget(folded)
    answer = MarkdownArea("Answer", form="reading")
    answer.append_text(
        "Water boils *earlier*:\n\n- less **pressure**\n- `T = 71 °C`\n\n```python\ndef f(x):\n    return x"
    )
    answers.addWidget(answer, 1)
    row.addLayout(answers, 2)
    return page


LONG = "Ein außerordentlich langes Wort wie Grundstücksverkehrsgenehmigungszuständigkeit"
MIXED = (
    "文字换行在任何两个汉字之间都可以发生，但标点不会出现在行首。这一段足够长，可以看到第二行。",
    "هذا نص عربي طويل بما يكفي ليمتد على أكثر من سطر واحد، ويحتوي على Qwen3 1.7B في وسطه.",
    "טקסט בעברית עם Qwen3 ומספרים 1,024 בתוך השורה.",
    "Emoji 🚀 take two units 🎉 and must not shift what follows 🧪 after them, ever and ever again.",
)


def words(look: Look) -> QWidget:
    """Long words and other writings, in narrow places."""
    del look
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(24, 20, 24, 20)
    row.setSpacing(24)
    left, right = QVBoxLayout(), QVBoxLayout()
    for side in (left, right):
        side.setSpacing(12)
        row.addLayout(side, 1)
    for text in MIXED:
        left.addWidget(Para(text))
        left.addWidget(Elided(text, "secondary", "muted"))
        left.addWidget(Quote(text))
    left.addWidget(FactRow("نموذج", Verdict.PARTIAL, MIXED[1], MIXED[2]))
    left.addStretch()
    right.addWidget(Section(LONG, "2 of 4 disclosed", opened=False))
    right.addWidget(Button("outlined", LONG, "download"))
    right.addWidget(Segmented("Parts", ("Übereinstimmungen", "Messergebnisse", "Antworten")))
    picker = Picker("Choice")
    picker.addItems([LONG])
    right.addWidget(picker)
    right.addWidget(CheckBox(LONG))
    right.addWidget(Pill(LONG, "good"))
    right.addWidget(FactRow(LONG, Verdict.OPEN, LONG, LONG))
    right.addWidget(ErrorCard(KnownError(LONG, LONG, "x"), Action(LONG, nothing, "refresh")))
    right.addWidget(EmptyState("search", LONG, MIXED[3], Action("Los", nothing)), 1)
    return page


def messages(look: Look) -> QWidget:
    page = discover(look)
    box = Messages(page)
    notices = Notices(box, page)
    notices.setObjectName("notices")
    box.tell("Qwen3 1.7B is ready.", "good", Action("Try it", nothing))
    box.tell("You are offline. What was seen before is shown with its date.", "caution")
    box.fail(known_error(), Action("Try again", nothing, "refresh"))
    box.bug(Bug(ValueError("odd"), "Traceback (most recent call last):\n  ValueError: odd"))
    return page


PAGES: dict[str, Callable[[Look], QWidget]] = {
    "discover": discover,
    "controls": controls,
    "card": card,
    "messages": messages,
    "words": words,
}


@dataclass(frozen=True)
class Way:
    """One way of looking at every page."""

    name: str
    choice: Choice = "light"
    percent: int = 100
    contrast: Contrast = "system"
    mirrored: bool = False


WAYS = (
    Way("light"),
    Way("dark", "dark"),
    Way("light.150", percent=150),
    Way("dark.150", "dark", 150),
    Way("light.contrast", contrast="more"),
    Way("dark.contrast", "dark", contrast="more"),
    Way("light.rtl", mirrored=True),
)


def shoot(app: QApplication, look: Look, out: Path, way: Way, names: Sequence[str]) -> None:
    look.set(way.choice, way.percent, way.contrast)
    direction = Qt.LayoutDirection.RightToLeft if way.mirrored else Qt.LayoutDirection.LeftToRight
    app.setLayoutDirection(direction)
    for name in names:
        page = PAGES[name](look)
        page.setProperty("ground", "window")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        page.resize(1280, 800 if way.percent == 100 else 1100)
        page.show()
        for _ in range(6):
            app.processEvents()
        page.grab().save(str(out / f"{name}.{way.name}.png"))
        if name == "controls" and way.percent == 100:
            shoot_floating(app, page, out, way.name)
        page.close()
        page.deleteLater()
        app.processEvents()


def shoot_floating(app: QApplication, page: QWidget, out: Path, way: str) -> None:
    actions = [
        Action("Copy", nothing, "copy", shortcut="Ctrl+C"),
        None,
        Action("Delete", nothing, "trash", danger=True),
    ]
    built = menu(page, actions)
    built.popup(page.mapToGlobal(page.rect().center()))
    app.processEvents()
    built.grab().save(str(out / f"menu.{way}.png"))
    built.close()
    popup = Popup("Odds", page)
    popup.body.addWidget(Label("“near”", "strong"))
    popup.body.addWidget(Label("Click a word to continue from there.", "secondary", "muted"))
    popup.open_below(page)
    app.processEvents()
    popup.grab().save(str(out / f"popup.{way}.png"))
    popup.close()
    link = LinkPopup("https://xn--pple-43d.com/login?next=" + "a" * 80, page)
    link.open_at(page.mapToGlobal(page.rect().center()))
    app.processEvents()
    link.grab().save(str(out / f"link.{way}.png"))
    link.close()


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    look = Look(app, "light", 100)
    for way in WAYS:
        shoot(app, look, out, way, sys.argv[2:] or list(PAGES))
    print(f"Pictures in {out}")


if __name__ == "__main__":
    main()
