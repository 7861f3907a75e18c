"""Servers that people use, so that nobody has to look up an address. None is contacted before it is added."""

from dataclasses import dataclass
from enum import Enum

from explorer.domain.words import Words


class KeyNeed(Enum):
    NONE = "none"
    PERHAPS = "perhaps"  # where whoever runs it has set one
    ALWAYS = "always"


@dataclass(frozen=True)
class EndpointPreset:
    """``about``: what it is, in a sentence. ``key_page``: where one gets a key; ``variable``: where its own
    tools look for one.
    """

    name: str
    address: str
    need: KeyNeed
    about: Words
    key_page: str = ""
    variable: str = ""


OTHER = EndpointPreset("", "", KeyNeed.PERHAPS, Words("Any server that speaks the OpenAI API."))
PRESETS = (
    EndpointPreset(
        "llama-server", "http://127.0.0.1:8080/v1", KeyNeed.PERHAPS,
        Words("llama.cpp’s own server: one model, on this machine or another. It tells the most."),
    ),
    EndpointPreset(
        "vLLM", "http://127.0.0.1:8000/v1", KeyNeed.PERHAPS,
        Words("Serves a model to many at once, on the graphics cards of one machine or several."),
    ),
    EndpointPreset(
        "Ollama", "http://127.0.0.1:11434/v1", KeyNeed.NONE,
        Words("Has several models on its machine and loads the one that is asked."),
    ),
    EndpointPreset(
        "LM Studio", "http://127.0.0.1:1234/v1", KeyNeed.PERHAPS,
        Words("An app with models of its own. Its server has to be switched on there."),
    ),
    EndpointPreset(
        "OpenRouter", "https://openrouter.ai/api/v1", KeyNeed.ALWAYS,
        Words("Passes what it is asked on to many providers, whose rules differ. It costs money."),
        "https://openrouter.ai/settings/keys", "OPENROUTER_API_KEY",
    ),
    EndpointPreset(
        "OpenAI", "https://api.openai.com/v1", KeyNeed.ALWAYS,
        Words("Models of OpenAI, which are not open. It costs money."),
        "https://platform.openai.com/api-keys", "OPENAI_API_KEY",
    ),
    EndpointPreset(
        "Hugging Face", "https://router.huggingface.co/v1", KeyNeed.ALWAYS,
        Words("Inference Providers: open models, at companies that the Hub passes questions on to. It costs"
              " money."),
        "https://huggingface.co/settings/tokens", "HF_TOKEN",
    ),
)  # fmt: skip
