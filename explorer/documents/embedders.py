"""Which model on this disk makes the vectors of documents, and how it wants questions and passages to be put.

Many of these models were trained with words before each text that tell what it is. No header names them: they
stand in the cards, and here by the model's name. Without them a model still works, and finds less.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256 as digest_of

from explorer.domain.local_model import Integrity, LocalModel, Origin

_TASK = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: "
_SENTENCE = "Represent this sentence for searching relevant passages: "

# Before a question and before a passage, by what a name says: the first that is found counts
_PROMPTS = (
    (r"embedding-?gemma", "task: search result | query: ", "title: none | text: "),
    (r"nomic-embed-text", "search_query: ", "search_document: "),
    (r"qwen3-embedding", _TASK.rstrip(), ""),
    (r"\be5\b.*-instruct", _TASK, ""),
    (r"\be5-(small|base|large)", "query: ", "passage: "),
    (r"\bbge-(small|base|large)-zh", "为这个句子生成表示以用于检索相关文章：", ""),
    (r"\bbge-(small|base|large)-en", _SENTENCE, ""),
    (r"snowflake-arctic-embed.*-v2", "query: ", ""),
    (r"snowflake-arctic-embed|mxbai-embed", _SENTENCE, ""),
)
# Measured: of sixteen questions about something else the nearest passage stayed below 0.26, of eight in other
# words than their passage that one reached 0.25 to 0.70. Other models spread their cosines otherwise.
_FLOORS = ((r"all-minilm-l6", 0.25),)


@dataclass(frozen=True)
class EmbeddingModel:
    """``identity`` tells its vectors from those of another file, or after other prompts. ``floor``: the least
    cosine that means anything; 0 where nobody measured that.
    """

    identity: str
    name: str
    question_prompt: str = ""
    passage_prompt: str = ""
    floor: float = 0.0

    def as_question(self, text: str) -> str:
        return self.question_prompt + text

    def as_passage(self, text: str) -> str:
        return self.passage_prompt + text


def embedding_model(model: LocalModel, sha256: str = "") -> EmbeddingModel | None:
    """``None`` if it makes no vectors, or nobody has hashed its bytes; ``sha256``: who just did."""
    known = sha256 or model.measured_sha256 or model.sha256
    if not model.embeds or not known:
        return None
    names = _names(model)
    question, passage = next(
        (prompts for pattern, *prompts in _PROMPTS if _is_said(pattern, names)), ("", "")
    )
    floor = next((least for pattern, least in _FLOORS if _is_said(pattern, names)), 0.0)
    put = digest_of(f"{question}\0{passage}".encode()).hexdigest()[:16]
    return EmbeddingModel(f"{known.lower()}:{put}", model.name, question, passage, floor)


def choose_embedder(models: Iterable[LocalModel], wanted: str = "") -> LocalModel | None:
    """The one with the id ``wanted``; without it the one that came with the app, else the smallest."""
    usable = embedders(models)
    ranked = sorted(usable, key=lambda m: (m.id != wanted, m.origin is not Origin.INCLUDED, m.size, m.id))
    return next(iter(ranked), None)


def embedders(models: Iterable[LocalModel]) -> list[LocalModel]:
    """Those that can make vectors now."""
    return [
        model
        for model in models
        if model.embeds
        and not model.problem
        and not model.is_missing
        and model.intact is not Integrity.DAMAGED
    ]


def _names(model: LocalModel) -> Sequence[str]:
    """All that it is called, written alike."""
    said = (model.repo or "", model.header_name, model.file_name, model.own_name or model.name)
    return [re.sub(r"[\s_]+", "-", name.lower()) for name in said if name]


def _is_said(pattern: str, names: Iterable[str]) -> bool:
    return any(re.search(pattern, name) for name in names)
