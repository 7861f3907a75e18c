"""Parents that a card names without an id of the Hub: "fine-tuned on Llama 2 7B"."""

import re

from explorer.transparency.reading import Reading
from explorer.transparency.rules.parent import Parent
from explorer.transparency.rules.subject import COMPARED, is_about_child, is_of_others

_FAMILY = (
    r"(?:Code ?)?(?:Llama|LLaMA|LLAMA|Mistral|Mixtral|Falcon|Qwen|Gemma|Phi|Pythia|MPT|BLOOMZ?"
    r"|GPT-?(?:Neo|NeoX|J|2)|T5|DeepSeek"
    r"|Yi|OPT|StarCoder|InternLM|Baichuan|ChatGLM|OLMo|SmolLM|Granite|Nemotron|Command|StableLM|TinyLlama)"
)
_NAMED = re.compile(
    r"(?:\b(?:built|based|developed)(?: on top of| upon| on)|\bfine[- ]?tuned (?:version of|on top of"
    r"|from|on)"
    r"|\binitiali[sz]ed (?:from|with)|\btrained (?:based on|from|on top of))"
    r" (?:the |an? |\w+['’]s )?(?:pre-?trained )?(?P<name>"
    + _FAMILY
    + r"[\w.-]*(?: (?:\d+(?:\.\d+)?[BbMm]?|v\d[\w.]*|Base|Chat|Instruct|\d+[xX]\d+B)\b)*)"
)
# A name that carries a size is a model's, whatever its family.
_NAMED_WITH_SIZE = re.compile(
    r"\b(?:fine-?[- ]?tuned (?:version of|from)|initiali[sz]ed (?:from|with)|derived from|based on|built on)"
    r" (?:the )?(?P<name>[A-Za-z][\w.]*-(?:[\w.]+-)*\d+(?:\.\d+)?[bB](?:-[\w.-]+)?)(?![\w/])",
    re.IGNORECASE,
)
_WE_TUNED = re.compile(
    r"\b[Ww]e (?:\w+ )?fine-?tuned? (?P<name>" + _FAMILY + r"(?:[ -]?\d[\w.-]*)?)(?![\w-])"
)
_A_MODEL = re.compile(
    r"\bis an? (?P<name>" + _FAMILY + r"[\w.-]*(?: \d+(?:\.\d+)?[Bb])?) model fine-?tuned\b"
)
# "Llama2をベースとして", "基于 Llama2", "Llama2를 기반으로".
_NAMED_EAST = re.compile(
    r"(?<![A-Za-z])(?P<name>"
    + _FAMILY
    + r"(?:[ .-]?[A-Za-z0-9]+){0,4})\s?(?:を|の|に|를|을|는)?\s?(?:ベース|基に|もとに|기반|베이스)"
    r"|(?:基于|在)\s?(?P<before>"
    + _FAMILY
    + r"(?:[ .-]?[A-Za-z0-9]+){0,4})\s?(?:的)?(?:基础|微调|训练|进行|增量|开发)"
)
_SIBLINGS = re.compile(r"\b(?:series|checkpoints)\b", re.IGNORECASE)


def names_in_prose(reading: Reading) -> list[Parent]:
    """Parents named without an id: "fine-tuned on Llama 2 7B"."""
    for passage in reading.own:
        if is_of_others(passage) or is_about_child(reading, passage.text):
            continue
        found = _named_in(passage.text)
        if (
            found
            and not _SIBLINGS.search(passage.text)
            and (found.re is _WE_TUNED or any(c.isdigit() for c in found[0]))
            and not COMPARED.search(passage.text[: found.start()])
        ):
            name = next(n for n in found.groupdict().values() if n).rstrip(".-,")
            return [Parent(name, "finetune", reading.from_card(passage), is_named_only=True)]
    return []


def _named_in(text: str) -> re.Match[str] | None:
    return (
        _NAMED.search(text)
        or _A_MODEL.search(text)
        or _NAMED_WITH_SIZE.search(text)
        or _WE_TUNED.search(text)
        or _NAMED_EAST.search(text)
    )
