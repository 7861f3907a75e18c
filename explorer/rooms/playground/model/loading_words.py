"""What a load will take, what it runs on and why it fell back, in words."""

from collections.abc import Sequence

from explorer.domain.cache_type import CacheType, PackedCache, bits_of
from explorer.domain.fit import speed_text
from explorer.domain.generation import LoadOptions
from explorer.domain.tokens import Device
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined
from explorer.local.fit.load_forecast import LoadForecast


def needs_words(outlook: LoadForecast) -> Words:
    """ "About 610 MB of 16 GB" """
    fit = outlook.fit
    return Words("About {needed} of {total}", needed=size_text(fit.told), total=size_text(fit.total))


def speed_words(outlook: LoadForecast) -> Words:
    """How fast, where that is known, what all this rests on, and what of it can be taken back."""
    fit, basis = outlook.fit, outlook.fit.basis.brief
    words = Words("How this is known: {basis}.", basis=basis)
    if fit.speed:
        speed = speed_text(fit.speed)
        words = (
            Words("{speed} tokens/s, {basis}.", speed=speed, basis=basis)
            if fit.measured_on
            else Words("About {speed} tokens/s, {basis}.", speed=speed, basis=basis)
        )
    if not fit.told_spare:
        return words
    spare = Words("It takes {spare} more while there is room.", spare=size_text(fit.told_spare))
    return joined(" ", (words, spare))


def part_lines(outlook: LoadForecast) -> tuple[tuple[Words, int], ...]:
    """What main memory holds, in bytes, the largest kind first."""
    return (
        (Words("Weights"), outlook.weights),
        (Words("Context"), outlook.kv),
        (Words("Working memory"), outlook.working),
    )


def on_device_words(outlook: LoadForecast) -> str:
    """What another device would hold; "" without one."""
    device = outlook.device
    if device is None:
        return ""
    if not device.free:
        return Words("{size} on {device}; its driver does not say how much is free.",
                     size=size_text(outlook.gpu.total), device=name_of(device))  # fmt: skip
    return Words("{size} on {device}, of {free} free there.",
                 size=size_text(outlook.gpu.total), device=name_of(device),
                 free=size_text(device.free))  # fmt: skip


def images_size(outlook: LoadForecast) -> str:
    """What the first image takes besides; "" where it sees none."""
    return Words("+ {size}", size=size_text(outlook.images)) if outlook.images else ""


def explanation(outlook: LoadForecast) -> Words:
    """For the hover: what the parts are."""
    lines: list[str] = [
        Words("Weights: what the file holds, and the copies the processor computes faster with."),
        Words("Context: keys and values of the tokens in view; grows with the context length."),
        Words("Working memory: intermediate results, the vocabulary and the engine itself."),
        Words("Images: the vision file and its intermediate results, once there is one (estimate).")
        if outlook.images
        else "",
        outlook.fit.text,
    ]
    return joined("\n", lines)


def name_of(device: Device) -> str:
    """What its driver calls it, "AMD Radeon 780M"; else what llama.cpp does, "Vulkan0"."""
    return device.description or device.name


def device_names(devices: Sequence[Device]) -> list[str]:
    """To choose from; what llama.cpp calls them is added where two would be called the same."""
    names = [name_of(device) for device in devices]
    return [
        f"{name} · {device.name}" if names.count(name) > 1 else name
        for name, device in zip(names, devices, strict=True)
    ]


def free_words(device: Device) -> str:
    """ "6.2 GB of 8 GB free"; "" if its driver does not say."""
    if not device.total:
        return ""
    return Words("{free} of {total} free", free=size_text(device.free), total=size_text(device.total))


def context_lengths(usual: Sequence[int], longest: int, *wanted: int) -> tuple[int, ...]:
    """What can be chosen: the usual steps up to the longest, and what is wanted now."""
    most = longest or max(usual)
    lengths = {length for length in usual if length <= most} | {most}
    return tuple(sorted(lengths | {min(length, most) for length in wanted if length}))


def cache_name(kind: CacheType) -> Words:
    """What is chosen from."""
    return {
        "f16": Words("Full (16 bit)"),
        "q8_0": Words("Half the memory (8 bit)"),
        "q4_0": Words("Under a third (4 bit)"),
    }[kind]


def cache_costs(packed: PackedCache) -> Words:
    """What it saves, and what it costs as far as that was measured (docs/measured.md)."""
    size = size_text(packed.saved)
    if packed.type == "q8_0":
        return Words(
            "8 bit saves {size}. It reads prompts at about half the speed (measured on a processor), and"
            " answers may differ a little.", size=size,
        )  # fmt: skip
    return Words(
        "4 bit saves {size}. It reads prompts at about a third of the speed (measured on a processor), and"
        " answers may differ.", size=size,
    )  # fmt: skip


def cache_caution(packed: PackedCache) -> Words:
    """What it costs, in one line: what it saves stands in the button."""
    if packed.type == "q8_0":
        return Words("8-bit context reads prompts at about half the speed; answers may differ a little.")
    return Words("4-bit context reads prompts at about a third of the speed; answers may differ.")


def load_lines(load: LoadOptions | None) -> tuple[Words, ...]:
    """What differs from the model as it came, for the conditions of an answer."""
    if load is None:
        return ()
    lines = [
        Words("Adapter {name}, strength {value}", name=adapter.file.name, value=f"{adapter.scale:.2g}")
        for adapter in load.adapters
    ]
    if load.cache_type != "f16":
        lines.append(Words("Context in memory: {bits} bit", bits=bits_of(load.cache_type)))
    return (*lines, Words("Chat template: not the model’s own")) if load.template else tuple(lines)
