"""The Settings as tests see them."""

from explorer.kit.question import DangerQuestion
from explorer.rooms.settings.pane import SettingsPane


def asked(pane: SettingsPane) -> DangerQuestion:
    """The question over the room."""
    (question,) = [one for one in pane.findChildren(DangerQuestion) if one.isVisible()]
    return question
