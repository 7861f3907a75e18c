"""Which settings there are, without a screen: read by the room's search and by the command palette."""

from dataclasses import dataclass
from enum import StrEnum

from explorer.base import version
from explorer.base.settings import Settings
from explorer.domain.words import Words


class Section(StrEnum):
    """The parts of the room, in their order."""

    LOOK = "look"
    LANGUAGE = "language"
    MODELS = "models"
    ENGINE = "engine"
    NETWORK = "network"
    PRIVACY = "privacy"
    STORAGE = "storage"
    ABOUT = "about"


ICONS = {
    Section.LOOK: "eye",
    Section.LANGUAGE: "chat",
    Section.MODELS: "library",
    Section.ENGINE: "cpu",
    Section.NETWORK: "online",
    Section.PRIVACY: "lock",
    Section.STORAGE: "disk",
    Section.ABOUT: "info",
}


@dataclass(frozen=True)
class Setting:
    """``key`` is what ``Place.setting`` names; ``more`` are other words people look for."""

    key: str
    title: Words
    section: Section
    more: Words

    def matches(self, query: str, shown: str) -> bool:
        """Whether each word of ``query`` stands in the setting; ``shown``: its texts as on the screen."""
        text = f"{self.title} {self.more} {shown}".casefold()
        return all(word in text for word in query.casefold().split())


NEW_VERSIONS = "new-versions"

# What "Reset all settings" leaves alone: files lie in the folder, and terms that were read stay read.
KEPT = frozenset({"models_folder", "terms_seen"})


def resettable() -> tuple[str, ...]:
    """The fields of Settings that go back to their defaults."""
    return tuple(name for name in Settings.__struct_fields__ if name not in KEPT)


def section_title(section: Section) -> Words:
    return {
        Section.LOOK: Words("Look"),
        Section.LANGUAGE: Words("Language"),
        Section.MODELS: Words("Models"),
        Section.ENGINE: Words("Engine"),
        Section.NETWORK: Words("Network"),
        Section.PRIVACY: Words("Privacy"),
        Section.STORAGE: Words("Storage"),
        Section.ABOUT: Words("About"),
    }[section]


def all_settings() -> tuple[Setting, ...]:
    """Every setting, in the order of the page. New versions only where they can be asked for."""
    can_ask = version.releases() is not None
    return tuple(one for one in _listed() if can_ask or one.key != NEW_VERSIONS)


def _listed() -> tuple[Setting, ...]:
    return (
        Setting("theme", Words("Theme"), Section.LOOK, Words("dark light colour appearance")),
        Setting("text", Words("Text size"), Section.LOOK, Words("font zoom scale larger smaller")),
        Setting("contrast", Words("Contrast"), Section.LOOK, Words("high contrast accessibility")),
        Setting("motion", Words("Motion"), Section.LOOK, Words("reduced motion animation accessibility")),
        Setting("language", Words("Language"), Section.LANGUAGE, Words("translation English Chinese 中文")),
        Setting("models-folder", Words("Models folder"), Section.MODELS, Words("directory path move disk")),
        Setting("context", Words("Context length"), Section.ENGINE, Words("tokens memory window")),
        Setting("threads", Words("Threads"), Section.ENGINE, Words("cores processor CPU speed")),
        Setting("leave-core", Words("Leave one core free"), Section.ENGINE, Words("background quiet")),
        Setting("memory", Words("Memory for models"), Section.ENGINE, Words("RAM budget several loaded")),
        Setting("idle", Words("Unload when unused"), Section.ENGINE, Words("idle timeout memory minutes")),
        Setting("machine", Words("What computes here"), Section.ENGINE,
                Words("GPU graphics card Vulkan Metal CUDA device driver speed version")),
        Setting("offline", Words("Offline mode"), Section.NETWORK, Words("network internet connection")),
        Setting("endpoint", Words("Hub address"), Section.NETWORK, Words("endpoint mirror server URL")),
        Setting("parallel", Words("Downloads at the same time"), Section.NETWORK,
                Words("parallel queue several")),
        Setting("connections", Words("Connections per file"), Section.NETWORK,
                Words("parallel ranges speed faster")),
        Setting("token", Words("Access token"), Section.NETWORK, Words("login sign in account gated key")),
        Setting("privacy", Words("What is sent, where and when"), Section.PRIVACY, Words("data telemetry")),
        Setting("storage", Words("What is kept on this disk"), Section.STORAGE,
                Words("space size cache clear logs database")),
        Setting("about", Words("About this app"), Section.ABOUT, Words("version license system information")),
        Setting(NEW_VERSIONS, Words("Tell me about new versions"), Section.ABOUT, Words("update upgrade")),
        Setting("reset", Words("Reset all settings"), Section.ABOUT, Words("defaults factory")),
    )  # fmt: skip
