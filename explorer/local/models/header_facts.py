"""Header facts that the list of models needs: small enough to be kept for every file."""

import re
from pathlib import Path

import msgspec

from explorer.base.files import open_regular
from explorer.domain.errors import KnownError
from explorer.domain.projectors import PROJECTOR_ARCHITECTURE
from explorer.domain.thinking_switch import NO_SWITCH, ThinkingSwitch, opens_thought, switch_of
from explorer.domain.words import Wording, wording_of
from explorer.engine.local.gguf.header import Header, read_header
from explorer.engine.local.gguf.projector_header import sees

_REPO = re.compile(r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/([\w.-]+/[\w.-]+?)/?(?:[?#].*)?", re.ASCII)
_PARTS = frozenset(
    {"adapter", "mmproj", "imatrix", "vocab"}
)  # values of general.type, see llama.cpp's gguf-py

_RULES = 4  # grows when a header, or its chat template, is read otherwise than before


class HeaderFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """``end``: bytes that the file has at least. ``files``: over how many its model is split, 1 if it is not.
    ``repos``: of the Hub, that the header names as its source. ``embeds``: it makes vectors of texts, and
    does not write; ``ranks``: it says how well texts go together, and does not either. ``thinking``: of its
    chat template. ``sees``: a projector that reads images, not sound alone. ``width``: numbers of a token's
    vector; of a projector, of what it makes for a model. What was read by other ``rules`` is read again.

    ``problem`` is set if the header is damaged; then nothing else is.
    """

    name: str = ""
    architecture: str = ""
    parameters: int = 0
    context_length: int | None = None
    license: str = ""
    file_type: str = ""
    is_chat: bool = False
    embeds: bool = False
    ranks: bool = False
    thinking: ThinkingSwitch = NO_SWITCH
    opens_thought: bool = False
    rules: int = 0
    end: int = 0
    files: int = 1
    is_part: bool = False  # of a model, such as a projector or an adapter: it does not run by itself
    sees: bool = False
    width: int = 0  # 0: not stated, or in a way that does not tell
    repos: tuple[str, ...] = ()
    problem: Wording | None = None

    @property
    def is_of_now(self) -> bool:
        """Whether all of it was read, as it is read today."""
        return self.problem is not None or self.rules == _RULES


def read_header_facts(path: Path) -> HeaderFacts:
    """Raises OSError, as a file that cannot be opened may be readable the next time."""
    with open_regular(path):
        pass
    try:
        header = read_header(path)
    except KnownError as error:
        return HeaderFacts(problem=wording_of(error.words))
    return HeaderFacts(
        name=(header.name or "").strip(),
        architecture=header.architecture or "",
        parameters=header.parameters,
        context_length=header.context_length,
        license=header.license or "",
        file_type=header.file_type_name or "",
        is_chat=bool(header.chat_template),
        embeds=header.embeds,
        ranks=header.ranks,
        thinking=switch_of(header.chat_template),
        opens_thought=opens_thought(header.chat_template),
        rules=_RULES,
        end=header.data_end,
        files=header.split_count if header.is_piece else 1,
        is_part=is_part(header),
        sees=sees(header),
        width=_width(header),
        repos=tuple(dict.fromkeys(_repos(header))),
    )


def is_part(header: Header) -> bool:
    """Whether it belongs to a model, whatever its file is called: calibration data, projector, adapter."""
    return header.text("general.type") in _PARTS or header.architecture == PROJECTOR_ARCHITECTURE


def _width(header: Header) -> int:
    """Projectors of older converters state another number under this name: those do not say their type."""
    if header.architecture != PROJECTOR_ARCHITECTURE:
        return header.number(f"{header.architecture}.embedding_length") or 0
    is_told = header.text("general.type") == "mmproj"
    return (header.number("clip.vision.projection_dim") or 0) if is_told else 0


def _repos(header: Header) -> list[str]:
    """Its own repo first, then those it was made from (the keys of the GGUF specification)."""
    keys = ("general.repo_url", "general.source.url", "general.source.repo_url", "general.url")
    named = [header.text(key) or "" for key in keys]
    own = header.text("general.source.huggingface.repository")
    if own:
        named.insert(0, f"https://huggingface.co/{own}")
    found = [match[1] for url in named if (match := _REPO.fullmatch(url))]
    return found[:4]
