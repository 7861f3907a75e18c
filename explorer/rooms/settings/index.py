"""The list of all settings, without a screen: read by the room's search and by the command palette."""

from dataclasses import dataclass
from enum import Enum

from explorer.base import version
from explorer.base.settings import Settings
from explorer.domain.words import Words


class SettingsSection(Enum):
    """The parts of the room, in their order, with title and icon."""

    LOOK = Words("Look"), "eye"
    LANGUAGE = Words("Language"), "chat"
    MODELS = Words("Models"), "library"
    ENGINE = Words("Engine"), "cpu"
    NETWORK = Words("Network"), "online"
    ENDPOINTS = Words("Endpoints"), "link"
    SERVER = Words("Server"), "server"
    PRIVACY = Words("Privacy"), "lock"
    STORAGE = Words("Storage"), "disk"
    ABOUT = Words("About"), "info"

    @property
    def title(self) -> Words:
        return self.value[0]

    @property
    def icon(self) -> str:
        return self.value[1]


@dataclass(frozen=True)
class AppSetting:
    """``key`` is what ``Place.setting`` names; ``more`` are other words people look for."""

    key: str
    title: Words
    section: SettingsSection
    more: Words

    def matches(self, query: str, shown: str) -> bool:
        """Whether each word of ``query`` stands in the setting; ``shown``: its texts as on the screen."""
        text = f"{self.title} {self.more} {shown}".casefold()
        return all(word in text for word in query.casefold().split())


NEW_VERSIONS = "new-versions"

# What "Reset all settings" leaves alone: files lie in the folder, and terms that were read stay read.
NOT_RESET = frozenset({"models_folder", "terms_seen"})


def resettable() -> tuple[str, ...]:
    """The fields of Settings that go back to their defaults."""
    return tuple(name for name in Settings.__struct_fields__ if name not in NOT_RESET)


def all_settings() -> tuple[AppSetting, ...]:
    """Every setting, in the order of the page. New versions only where they can be asked for."""
    can_ask = version.releases() is not None
    return tuple(one for one in _LISTED if can_ask or one.key != NEW_VERSIONS)


def setting_of(key: str) -> AppSetting:
    """One entry of the index. An unknown key is a StopIteration: a bug."""
    return next(one for one in all_settings() if one.key == key)


_LISTED = (
    AppSetting("theme", Words("Theme"), SettingsSection.LOOK, Words("dark light colour appearance")),
    AppSetting("text", Words("Text size"), SettingsSection.LOOK, Words("font zoom scale larger smaller")),
    AppSetting("contrast", Words("Contrast"), SettingsSection.LOOK, Words("high contrast accessibility")),
    AppSetting("motion", Words("Motion"), SettingsSection.LOOK,
               Words("reduced motion animation accessibility")),
    AppSetting("language", Words("Language"), SettingsSection.LANGUAGE,
               Words("translation English Chinese 中文")),
    AppSetting("models-folder", Words("Models folder"), SettingsSection.MODELS,
               Words("directory path move disk")),
    AppSetting("embedder", Words("Search in documents by meaning"), SettingsSection.MODELS,
               Words("embedding vectors passages RAG")),
    AppSetting("context", Words("Context length"), SettingsSection.ENGINE, Words("tokens memory window")),
    AppSetting("threads", Words("Threads"), SettingsSection.ENGINE, Words("cores processor CPU speed")),
    AppSetting("leave-core", Words("Leave one core free"), SettingsSection.ENGINE,
               Words("background quiet")),
    AppSetting("memory", Words("Memory for models"), SettingsSection.ENGINE,
               Words("RAM budget several loaded")),
    AppSetting("idle", Words("Unload when unused"), SettingsSection.ENGINE,
               Words("idle timeout memory minutes")),
    AppSetting("machine", Words("What computes here"), SettingsSection.ENGINE,
               Words("GPU graphics card Vulkan Metal CUDA device driver speed version")),
    AppSetting("offline", Words("Offline mode"), SettingsSection.NETWORK,
               Words("network internet connection")),
    AppSetting("endpoint", Words("Hub address"), SettingsSection.NETWORK,
               Words("endpoint mirror server URL")),
    AppSetting("parallel", Words("Downloads at the same time"), SettingsSection.NETWORK,
               Words("parallel queue several")),
    AppSetting("connections", Words("Connections per file"), SettingsSection.NETWORK,
               Words("parallel ranges speed faster")),
    AppSetting("token", Words("Access token"), SettingsSection.NETWORK,
               Words("login sign in account gated key")),
    AppSetting("endpoints", Words("Models at endpoints"), SettingsSection.ENDPOINTS,
               Words("server API OpenAI llama-server vLLM Ollama LM Studio OpenRouter provider remote key"
                     " cloud ChatGPT GPU")),
    AppSetting("server", Words("Server"), SettingsSection.SERVER,
               Words("API OpenAI other apps programs localhost address token snippet curl requests")),
    AppSetting("server-starts", Words("Start with the app"), SettingsSection.SERVER,
               Words("server autostart")),
    AppSetting("server-port", Words("Port"), SettingsSection.SERVER, Words("server address")),
    AppSetting("server-origins", Words("Web pages that may ask"), SettingsSection.SERVER,
               Words("server origins CORS browser")),
    AppSetting("privacy", Words("What is sent, where and when"), SettingsSection.PRIVACY,
               Words("data telemetry")),
    AppSetting("storage", Words("What is kept on this disk"), SettingsSection.STORAGE,
               Words("space size cache clear logs database")),
    AppSetting("contexts", Words("Kept for chats that are reopened"), SettingsSection.STORAGE,
               Words("KV cache state context speed reopen disk")),
    AppSetting("about", Words("About this app"), SettingsSection.ABOUT,
               Words("version license system information")),
    AppSetting(NEW_VERSIONS, Words("Tell me about new versions"), SettingsSection.ABOUT,
               Words("update upgrade")),
    AppSetting("reset", Words("Reset all settings"), SettingsSection.ABOUT, Words("defaults factory")),
)  # fmt: skip
