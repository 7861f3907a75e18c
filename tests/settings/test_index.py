"""The list of settings can be read without a screen, and names what the palette jumps to."""

import subprocess
import sys

from explorer.base.settings import Settings
from explorer.rooms.settings.index import (
    NOT_RESET,
    SettingsSection,
    all_settings,
    resettable,
)
from explorer.rooms.settings.pane import SettingsPane

KEYS = {
    "theme", "text", "language", "models-folder", "context", "threads", "offline", "endpoint", "token",
    "privacy", "storage", "about",
}  # fmt: skip


def test_all_places_that_are_jumped_to_are_listed_once() -> None:
    keys = [one.key for one in all_settings()]
    assert set(keys) >= KEYS
    assert len(set(keys)) == len(keys)


def test_every_part_has_a_title_an_icon_and_a_setting() -> None:
    assert {one.section for one in all_settings()} == set(SettingsSection)
    assert len({section.title for section in SettingsSection}) == len(SettingsSection)


def test_the_page_shows_them_all_in_this_order(pane: SettingsPane) -> None:
    shown = [row.setting.key for group in pane.groups.values() for row in group.rows]
    assert shown == [one.key for one in all_settings()]


def test_a_reset_of_all_leaves_folder_and_terms() -> None:
    assert set(resettable()) | NOT_RESET == set(Settings.__struct_fields__)


def test_it_is_read_without_qt() -> None:
    code = (
        "import sys, explorer.rooms.settings.index;print([m for m in sys.modules if m.startswith('PySide6')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
