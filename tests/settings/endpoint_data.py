"""Endpoints as people have them: a server in a laboratory, a provider with hundreds of models, odd names."""

from explorer.domain.endpoint import (
    Endpoint,
    EndpointAbility,
    EndpointEntry,
    EndpointModel,
    EndpointPrice,
    EndpointProbe,
    KeyPlace,
    ProbeAnswer,
)
from explorer.engine.remote.presets import PRESETS

LAB_NAME, LAB_HOST = "Lab server", "llm.lab.example"
MODELS = ("qwen3-32b", "meta-llama/Llama-3.3-70B-Instruct", "gemma-3-27b-it", "mistral-small", "phi-4")
FAMILIES = ("Qwen3", "Llama-3.3", "Gemma-3", "Mistral-Small", "Phi-4", "OLMo-2", "Granite-4", "Command-R")
_LONG = "an-organization-with-a-very-long-name/An-Exceptionally-Long-Model-Name-" + "Instruct-Merged-" * 6
PROVIDER = "A provider whose name goes on for much longer than anyone would like to read it, and then some"

Ability = EndpointAbility


def _lab_answers() -> tuple[ProbeAnswer, ...]:
    return (
        ProbeAnswer(Ability.MODELS, True, ", ".join(MODELS[:3]), len(MODELS)),
        ProbeAnswer(Ability.CHAT, True, "One, two, three, four"),
        ProbeAnswer(Ability.COMPLETIONS, True, "three,"),
        ProbeAnswer(Ability.STREAMS, True, "9 × data:"),
        ProbeAnswer(Ability.USAGE, True, "21 + 8"),
        ProbeAnswer(Ability.PROBABILITIES, False, "400 logprobs are not supported"),
        ProbeAnswer(Ability.SCORES, False, "400 echo is not supported"),
        ProbeAnswer(Ability.SCHEMA, True, '{"sign": "kiwi-7"}'),
        ProbeAnswer(Ability.SEED, None, "Kite / Kite / Kite"),
        ProbeAnswer(Ability.EMBEDDINGS, False, "404 Not Found"),
        ProbeAnswer(Ability.CONTEXT, True, "32768", 32_768),
        ProbeAnswer(Ability.AT_ONCE, None),
    )


def lab(at: str = "2026-12-01T09:36:00+00:00") -> Endpoint:
    """As the mockup shows it."""
    price = EndpointPrice(0.1, 0.3, "USD", "https://llm.lab.example/prices", "2026-11-30")
    entries = (
        EndpointEntry(MODELS[0], True, 32_768, "Qwen/Qwen3-32B", price),
        EndpointEntry(MODELS[1], True, 131_072),
        *(EndpointEntry(name) for name in MODELS[2:]),
    )
    probe = EndpointProbe(at, 14, MODELS[0], "vLLM", _lab_answers())
    address = f"https://{LAB_HOST}/v1"
    return Endpoint("lab-server", LAB_NAME, address, KeyPlace.KEYRING, "4f2a", "", entries, probe)


def provider() -> Endpoint:
    """Four hundred models, a few of them chosen, and names that are far too long."""
    names = [f"publisher-{n % 40}/{FAMILIES[n % len(FAMILIES)]}-{n}B" for n in range(1, 400)]
    entries = tuple(EndpointEntry(name, n < 5, 8_192 * (n % 5 + 1)) for n, name in enumerate((_LONG, *names)))
    return Endpoint(
        "provider", PROVIDER, "http://inference.a-very-long-host-name.provider.example:8443/api/openai/v1",
        KeyPlace.ENVIRONMENT, "", "PROVIDER_API_KEY_THAT_NOBODY_SET", entries,
    )  # fmt: skip


def beside() -> Endpoint:
    """Another program on this machine, just added: its models are listed, none is chosen."""
    entries = tuple(EndpointEntry(name) for name in ("llama3.2:3b", "qwen3:4b", "nomic-embed-text"))
    listed = ProbeAnswer(Ability.MODELS, True, "llama3.2:3b, qwen3:4b", 3)
    probe = EndpointProbe("2026-12-01T09:30:00+00:00", 1, "", "", (listed,))
    return Endpoint("ollama", "Ollama", "http://127.0.0.1:9/v1", entries=entries, probe=probe)


def texts() -> tuple[str, ...]:
    """All that stands on the screen of them and is no word of the app."""
    endpoints = (lab(), provider(), beside())
    names = (EndpointModel(one, entry).name for one in endpoints for entry in one.entries)
    said = (answer.said for one in endpoints if one.probe is not None for answer in one.probe.answers)
    places = (text for one in endpoints for text in (one.name, one.address, f"{one.name}: {one.host}"))
    return (*names, *said, *places, *(preset.name for preset in PRESETS))
