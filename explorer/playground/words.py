"""The small print under an answer and in the header, in words."""

from explorer.domain.generation import LoadedModel
from explorer.domain.local import LocalModel
from explorer.domain.quantization import word_of
from explorer.domain.units import context_text, count_text, duration_text, size_text
from explorer.playground.chats import End, Record

_ENDS: dict[End, str] = {
    "length": "reached the longest answer",
    "stopped": "stopped",
    "context_full": "context full",
    "failed": "not finished",
    "interrupted": "interrupted",
}


def caption(record: Record) -> str:
    """What an answer cost and why it ended: "31.2 tokens/s · first token 0.18 s · 46 tokens"."""
    parts: list[str] = []
    measured = record.measured
    if measured is not None and measured.answer_tokens:
        if measured.tokens_per_second:
            parts.append(f"{measured.tokens_per_second:,.1f} tokens/s")
        parts.append(f"first token {duration_text(measured.first_token_s)}")
        parts.append("1 token" if measured.answer_tokens == 1 else f"{measured.answer_tokens:,} tokens")
    elif measured is not None and record.end == "end":
        parts.append("the model ended at once, without a word")
    if record.end in _ENDS:
        parts.append(_ENDS[record.end])
    return " · ".join(parts)


def conditions(record: Record) -> str:
    """Everything an answer depended on, a line each."""
    lines = [record.problem, record.model_name]
    if record.engine:
        lines.append(f"Engine: {record.engine}, {record.backend}, {record.threads} threads")
    if record.sampling is not None:
        drawn = record.sampling
        lines.append(f"Temperature {drawn.temperature:g} · top-p {drawn.top_p:g} · top-k {drawn.top_k}")
        lines.append(f"Seed {drawn.seed} · longest answer {drawn.max_tokens:,} tokens")
    if record.context_length:
        lines.append(f"Context {record.context_length:,} tokens")
    if record.measured is not None:
        lines.append(f"{record.measured.prompt_tokens:,} tokens read before the answer")
    if record.sha256:
        lines.append(f"File SHA-256 {record.sha256[:16]}…")
    return "\n".join(line for line in lines if line)


def model_title(model: LocalModel) -> str:
    """The name with its quantization: "Qwen3 1.7B · Q4_K_M"."""
    return f"{model.name} · {model.quantization}" if model.quantization else model.name


def loaded_text(model: LocalModel, loaded: LoadedModel, memory: int, used: int) -> str:
    """ "253 MB file · 610 MB memory · context 212 of 4,096"; ``memory`` in bytes, ``used`` in tokens."""
    room = f"{used:,} of {loaded.context_length:,}" if used else f"{loaded.context_length:,} tokens"
    return f"{size_text(model.size)} file · {size_text(memory)} memory · context {room}"


def about(model: LocalModel) -> str:
    """What a model is, in one line."""
    parts = ["chat model" if model.is_chat else "base model"]
    if model.publisher:
        parts.insert(0, model.publisher)
    if model.parameters:
        parts.append(f"{count_text(model.parameters)} parameters")
    word = word_of(model.quantization)
    if word:
        parts.append(f"{word.lower()} ({model.quantization})")
    parts.append(size_text(model.size))
    if model.context_length:
        parts.append(f"context {context_text(model.context_length)}")
    return " · ".join(parts)


def base_line(model: LocalModel) -> str:
    return f"{model.name} is a base model: it continues text, it does not chat."


def examples(model: LocalModel) -> tuple[str, str, str]:
    """Three prompts to begin with; for a base model beginnings of texts."""
    if model.is_chat:
        return (
            "Explain in three sentences why water boils at a lower temperature on a mountain.",
            "Write a polite letter that asks a shop for a refund. Keep it under 100 words.",
            "Give me five names for a small bakery, each with one line on why it fits.",
        )
    return (
        "The three most important things to know about the ocean are",
        "Once upon a time, in a village at the edge of a great forest, there lived",
        "Q: What is the capital of France?\nA: Paris\n\nQ: What is the capital of Japan?\nA:",
    )
