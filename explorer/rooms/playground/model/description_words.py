"""Description of a loaded model in words, a line each."""

from explorer.domain.generation import ModelDescription
from explorer.domain.tokens import Device
from explorer.domain.units import count_text, duration_text, size_text
from explorer.domain.words import Words, enumerated

type DescriptionLine = tuple[Words, str]
_MOST_ENDS = 6


def description_lines(told: ModelDescription) -> tuple[DescriptionLine, ...]:
    """Name and value, in the order of interest; nothing that the model does not say."""
    return (*_of_model(told), *_of_tokens(told), *_of_engine(told))


def _of_model(told: ModelDescription) -> tuple[DescriptionLine, ...]:
    model = told.model
    lines: list[DescriptionLine] = [
        (Words("Architecture"), model.architecture),
        (Words("Parameters"), count_text(model.parameters)),
        (Words("Layers"), f"{told.layers:,}"),
        (Words("Width"), Words("{count} numbers for each token", count=f"{told.embedding_size:,}")),
    ]
    if model.trained_context > 0:
        trained = Words("{count} tokens", count=f"{model.trained_context:,}")
        lines.append((Words("Trained for"), trained))
    return tuple(lines)


def _of_tokens(told: ModelDescription) -> tuple[DescriptionLine, ...]:
    lines: list[DescriptionLine] = [
        (Words("Vocabulary"), Words("{count} tokens", count=f"{told.vocabulary_size:,}")),
    ]
    if told.bos:
        lines.append((Words("Texts begin with"), told.bos))
    if told.ends:
        more = len(told.ends) - _MOST_ENDS
        shown: list[str] = list(told.ends[:_MOST_ENDS])
        if more > 0:
            shown.append(Words("{count} more", count=more))
        lines.append((Words("Answers end with"), enumerated(shown)))
    if told.pooling != "none":
        lines.append((Words("Pooling"), told.pooling))
    return tuple(lines)


def _of_engine(told: ModelDescription) -> tuple[DescriptionLine, ...]:
    model = told.model
    lines: list[DescriptionLine] = [
        (Words("Engine"), model.engine),
        (Words("Runs on"), _runs_on(told)),
        (Words("Threads"), f"{model.threads}"),
        (Words("Memory"), size_text(model.memory)),
        (Words("Loaded in"), duration_text(model.load_s)),
    ]
    lines += [(Words("Device"), _device(device)) for device in told.devices]
    return tuple(lines)


def _runs_on(told: ModelDescription) -> str:
    model = told.model
    if model.layers_on_device:
        return Words("{backend}, {count} layers on {device}",
                     backend=model.backend, count=model.layers_on_device, device=model.device)  # fmt: skip
    return model.backend


def _device(device: Device) -> str:
    about = device.description or device.name
    if not device.total or device.kind == "cpu":  # of which llama.cpp takes all for free
        return about
    return Words("{device}: {free} of {total} free",
                 device=about, free=size_text(device.free), total=size_text(device.total))  # fmt: skip
