"""A loaded llama.cpp model: answers, scores, tokenizes, embeds, and can be stopped at any instant.

Everything is our own over llama.cpp's C functions: the bindings' high-level API detokenizes the whole
answer again for every token and reserves memory for all logits. Not for two threads at once.
"""

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from explorer.domain.divergence import Divergence
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import (
    ChatMessage,
    LoadedModel,
    LoadOptions,
    ModelDescription,
)
from explorer.domain.images import ChatImage
from explorer.domain.thinking_switch import switch_of
from explorer.domain.tokens import (
    Adapter,
    AnswerOptions,
    ContextUse,
    ContinuationScore,
    Embedding,
    KeptContext,
    Together,
    TokenDetail,
    TokenPiece,
)
from explorer.domain.words import Words
from explorer.engine.local.gguf.model_shape import shape_of
from explorer.engine.local.gguf.projector_header import file_sees
from explorer.engine.local.gguf.stated_sampling import stated_sampling
from explorer.engine.local.llama.adapters import Adapters
from explorer.engine.local.llama.answer_writer import STOPPED_BEFORE, Writing, write_answer
from explorer.engine.local.llama.compute_control import ComputeControl
from explorer.engine.local.llama.contexts import ContextMaker, LlamaContext
from explorer.engine.local.llama.continuous_batch import ContinuousBatch, open_batch
from explorer.engine.local.llama.decoding import Decoder
from explorer.engine.local.llama.embedder import MEAN_POOLING, Embedder
from explorer.engine.local.llama.kept_context import ContextFile
from explorer.engine.local.llama.library import LlamaLibrary, thread_count
from explorer.engine.local.llama.loading import (
    BATCH,
    CPU_PLACEMENT,
    Placement,
    check_file,
    context_length,
    open_model,
)
from explorer.engine.local.llama.projector import Projector
from explorer.engine.local.llama.seen_images import SeenImages
from explorer.engine.local.llama.token_draws import TokenDraws, check_alternatives
from explorer.engine.local.llama.vocabulary import Vocabulary
from explorer.engine.local.process_memory import give_back_freed
from explorer.engine.local.protocol import Generate
from explorer.engine.local.reporters import AnswerReporter
from explorer.engine.local.template.prompt_builder import PromptBuilder
from explorer.engine.local.template.renderer import TemplateRenderer
from explorer.engine.state import ImageRead, ReadingImage

if TYPE_CHECKING:
    from explorer.engine.local.llama.diverging import ReadingModel
    from explorer.engine.local.llama.scoring import Scorer


class LlamaModel:
    """A model in memory, with the context of one conversation or one for embeddings."""

    def __init__(
        self,
        library: LlamaLibrary,
        path: Path,
        options: LoadOptions,
        control: ComputeControl,
        progress: Callable[[float], None],
        placement: Placement = CPU_PLACEMENT,
        renderer: TemplateRenderer | None = None,
    ) -> None:
        """Load ``path``.

        Raises KnownError in words; CancelledError if it was stopped.
        """
        begun = time.perf_counter()
        self._library, self._api = library, library.api
        self._path, self._placement = path, placement
        self._projector, self._control = options.projector, control
        header, renderer = check_file(path), renderer or TemplateRenderer()
        if header.chat_template is not None:
            renderer.start()  # it is there when the model is
        self._opened = open_model(library, path, header, control, progress, placement)
        self._model = self._opened.model
        threads, self._cache = thread_count(options.threads), options.cache_type
        self._contexts = ContextMaker(library, self._model, threads, control, self._cache)
        self._vocabulary = Vocabulary(self._api, self._model)
        source = self._api.llama_model_chat_template(self._model, None)
        self._source = None if source is None else source.decode("utf-8", "replace")
        self._images = SeenImages(self._open_projector)
        self._prompter = PromptBuilder(self._vocabulary, self._source, renderer, self._images.tokens_of)
        self._adapters = Adapters(library, self._model, self._opened.header)
        try:
            self._context = self._open_context(options.context_length)
        except KnownError:
            self._api.llama_model_free(self._model)
            raise
        give_back_freed()
        self._kept: tuple[KeptContext, ContextFile] | None = None  # of the last answer
        self._load_s = time.perf_counter() - begun
        self.facts = self._read_facts()
        self._draws = TokenDraws(self._api, self._vocabulary, self._prompter)
        self._batch: tuple[Together, ContinuousBatch] | None = None

    def generate(self, asked: Generate, listener: AnswerReporter) -> Writing:
        """Answer; the control ends it early, or a StoppedError that is thrown into it.

        Raises KnownError: a setting or a grammar is wrong, the template fails, the prompt is longer than
        the context, memory is short.
        """
        decoder, total = self._writing_decoder(), self.facts.context_length
        grammar = self._draws.check(asked)
        count = 0 if isinstance(asked.prompt, str) else self._images.give(asked.prompt)
        opens = count > 0 and not self._images.is_open
        if opens:  # the projector, which takes a while, too
            listener.hear(ReadingImage(1, count))
        try:
            answering, steps = self._draws.begin(asked, grammar, decoder, total, listener)
        except CancelledError:  # while the projector was loaded
            return STOPPED_BEFORE
        if opens:
            listener.hear(ImageRead())
        self._kept = None
        if asked.kept is not None:
            self._kept = asked.kept, self._taken_up(asked.kept, answering.tokens)
        return (yield from write_answer(steps, decoder, listener))

    def batch_for(self, together: Together) -> ContinuousBatch:
        """Where so many answers are written at once; what there was of another size is closed before.

        Raises KnownError: it does not write, memory is short.
        """
        self._writing_decoder()
        if self._batch is None or self._batch[0] != together:
            self.close_batch()
            shape = shape_of(self._opened.header)
            self._batch = together, open_batch(self._contexts, shape, self._draws, together)
            if self._adapters.active:
                self._adapters.apply_to(self._batch[1].handle)
        return self._batch[1]

    @property
    def together(self) -> Together | None:
        """For which answers at once there is room, which takes memory."""
        return None if self._batch is None else self._batch[0]

    def close_batch(self) -> None:
        """Give back what several answers at once took."""
        if self._batch is not None:
            self._batch[1].close()
            self._batch = None

    def score(
        self, prefix: str, continuations: Sequence[str], alternatives: int, progress: Callable[[float], None]
    ) -> tuple[ContinuationScore, ...]:
        """How likely each continuation is after ``prefix``. Raises KnownError, StoppedError."""
        self._writing_decoder()
        check_alternatives(alternatives)
        self._prompter.formats(None)  # a continuation may be an answer, with its marks
        return self._scorer.continuations(prefix, continuations, alternatives, progress)

    def score_each(
        self,
        asked: Sequence[tuple[str | tuple[ChatMessage, ...], Sequence[str]]],
        progress: Callable[[float], None],
    ) -> tuple[tuple[ContinuationScore, ...], ...]:
        """How likely each continuation of each prompt is. Raises KnownError, StoppedError."""
        self._writing_decoder()
        self._prompter.formats(None)
        return self._scorer.each(asked, 0, progress)

    def score_text(
        self, text: str, alternatives: int, progress: Callable[[float], None]
    ) -> tuple[TokenDetail, ...]:
        """How likely every token of a text is after those before it. Raises KnownError, StoppedError."""
        self._writing_decoder()
        check_alternatives(alternatives)
        return self._scorer.text(text, alternatives, progress)

    def diverge(
        self, other: "LlamaModel", text: str, context: int, tell: Callable[[Divergence], None]
    ) -> Divergence:
        """How far ``other`` is from this one on a text. Raises KnownError, StoppedError."""
        from explorer.engine.local.llama.diverging import Diverger  # noqa: PLC0415  numpy: 20 MB

        return Diverger(self.reading(), other.reading(), context).compare(text, tell)

    def reading(self) -> "ReadingModel":
        """What another reads chunks of a text with. Raises KnownError for an embedding model."""
        from explorer.engine.local.llama.diverging import ReadingModel  # noqa: PLC0415  see above

        self._writing_decoder()
        return ReadingModel(self._api, self._vocabulary, self._contexts)

    def tokenize(self, text: str, *, add_special: bool) -> tuple[TokenPiece, ...]:
        """The tokens a text is cut into. Raises StoppedError."""
        pieces = []
        for token in self._vocabulary.tokenize(text, add_special=add_special):
            self._context.go_on()
            pieces.append(TokenPiece(token, self._vocabulary.shown(token)))
        return tuple(pieces)

    def render(self, messages: Sequence[ChatMessage], options: AnswerOptions) -> str:
        """What would be read for this conversation. Raises KnownError if the template fails."""
        return self._prompter.render(messages, options)

    def count(self, texts: Sequence[str]) -> tuple[int, ...]:
        """How many tokens each text is cut into, those at beginning and end aside. Raises StoppedError."""
        return tuple(self._vocabulary.count(text, self._context.go_on) for text in texts)

    def count_images(self, images: Sequence[ChatImage]) -> tuple[int, ...]:
        """How many tokens each image takes, with the marks around it. Raises KnownError, StoppedError."""
        self._writing_decoder()
        return tuple(len(self._images.tokens_of(image)) for image in images)

    def embed(
        self, texts: Sequence[str], progress: Callable[[float], None], *, cut: bool
    ) -> tuple[Embedding, ...]:
        """One vector for each text; ``cut``: as Embedder.embed. Raises KnownError, StoppedError."""
        if self._embedder is None:
            raise KnownError(
                Words("This model writes text; it makes no embeddings."),
                Words("Choose an embedding model, such as EmbeddingGemma, BGE or Nomic Embed."),
            )
        made = []
        for text in texts:
            made.append(self._embedder.embed(text, cut=cut))
            progress(len(made) / len(texts))
        return tuple(made)

    def adapt(self, wanted: Sequence[tuple[Path, float]]) -> tuple[Adapter, ...]:
        """Apply these LoRA adapters and no others; what was read is forgotten. Raises KnownError."""
        self.close_batch()
        self._adapters.choose(wanted)
        self._adapters.apply_to(self._context.handle)
        if self._decoder is not None:
            self._decoder.forget()
        return self._adapters.active

    def keep_context(self, file: KeptContext, most: int) -> int:
        """As ContextFile.keep, if the last answer was asked with ``file``. Raises KnownError."""
        if self._kept is None or self._kept[0] != file:
            return 0
        try:
            return self._kept[1].keep(most)
        except OSError as error:
            what = Words("What the model has read cannot be kept.")
            raise KnownError(what, Words("See that the disk is not full."), str(error)) from error

    def describe(self) -> ModelDescription:
        used = self._decoder.used if self._decoder is not None else 0
        return ModelDescription(
            model=self.facts,
            context=ContextUse(used, self.facts.context_length),
            vocabulary_size=self._vocabulary.size,
            embedding_size=self._api.llama_model_n_embd(self._model),
            layers=self._api.llama_model_n_layer(self._model),
            bos=self._vocabulary.bos,
            ends=self._vocabulary.ends,
            pooling=self._embedder.pooling if self._embedder is not None else "none",
            chat_template=self._source,
            adapters=self._adapters.active,
            devices=self._library.devices(),
            log=self._library.log(),
        )

    def close(self) -> None:
        self.close_batch()
        self._images.close()
        self._context.close()
        self._api.llama_model_free(self._model)

    def _open_context(self, wanted: int) -> LlamaContext:
        """Room for a conversation, or for texts to embed."""
        trained = self._api.llama_model_n_ctx_train(self._model)
        length = context_length(self._opened.header, wanted, trained, self._cache)
        self._decoder: Decoder | None = None
        self._embedder: Embedder | None = None
        pooling = self._opened.pooling
        chat = None if pooling else self._contexts.for_chat(length, BATCH)
        if chat is not None:
            self._decoder = Decoder(self._api, self._model, chat, BATCH, self._images)
            return chat
        self._embedder = Embedder(
            self._api, self._contexts, self._vocabulary, length, pooling or MEAN_POOLING
        )
        return self._embedder.context

    def _taken_up(self, file: KeptContext, tokens: Sequence[int]) -> ContextFile:
        """What it holds of these tokens need not be read; whatever the disk refuses, they can be."""
        facts = self.facts
        computed = (facts.engine, facts.backend, facts.device, facts.layers_on_device, facts.context_length)
        packed = () if self._cache == "f16" else (self._cache,)
        applied = self._adapters.applied
        kept = ContextFile(self._api, self._writing_decoder(), file, (computed, applied, *packed))
        with suppress(OSError):
            kept.take_up(tokens)
        return kept

    def _open_projector(self) -> Projector:
        if not self._projector:
            advice = Words("Choose a model that can, or ask without images.")
            raise KnownError(Words("This model cannot see images."), advice)
        path, threads = Path(os.fsdecode(self._projector)), self._contexts.threads
        return Projector(
            self._library,
            self._model,
            path,
            self._placement,
            threads,
            self._control,
            self.facts.context_length,
        )

    def _writing_decoder(self) -> Decoder:
        if self._decoder is None:
            raise KnownError(
                Words("This is an embedding model: it makes vectors of texts, and does not write."),
                Words("Choose a model that writes."),
            )
        return self._decoder

    @cached_property
    def _scorer(self) -> "Scorer":
        from explorer.engine.local.llama.scoring import Scorer  # noqa: PLC0415  numpy: 20 MB

        most = self.facts.trained_context or self.facts.context_length
        words, prompts, logits = self._vocabulary, self._prompter, self._draws.logits
        return Scorer(self._api, words, prompts, self._contexts, logits, self._adapters, most)

    def _read_facts(self) -> LoadedModel:
        api, model, header = self._api, self._model, self._opened.header
        trained = api.llama_model_n_ctx_train(model)
        length = api.llama_n_ctx(self._context.handle)
        return LoadedModel(
            name=header.name or self._path.stem,
            architecture=header.architecture or "",
            parameters=api.llama_model_n_params(model),
            context_length=min(length, trained) if trained > 0 else length,
            trained_context=trained,
            has_chat_template=self._source is not None,
            memory=psutil.Process().memory_info().rss,
            load_s=self._load_s,
            engine=self._library.name,
            backend=self._library.backend(self._placement.device),
            threads=self._contexts.threads,
            embeds=self._embedder is not None,
            stated=stated_sampling(header, self._path.parent),
            device=self._placement.name,
            layers_on_device=self._placement.layers,
            fell_back=self._placement.fell_back,
            thinking=switch_of(self._source),
            sees=bool(self._projector) and file_sees(Path(os.fsdecode(self._projector))),
        )
