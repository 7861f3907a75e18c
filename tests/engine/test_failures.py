"""The engine's log becomes a sentence and a next step."""

import pytest

from explorer.domain.errors import (
    DamagedFileError,
    DriverError,
    KnownError,
    NotFoundError,
    NotSupportedError,
    OutOfMemoryError,
)
from explorer.engine.local.failures import WorkerEnd, explain_context_failure, explain_load_failure

GGUF = "gguf_init_from"
LOADER = "llama_model_load: error loading model: "


@pytest.mark.parametrize(
    ("log", "kind", "words"),
    [
        (LOADER + "unknown model architecture: 'qwen9'", NotSupportedError, "architecture “qwen9”"),
        (
            LOADER + "error loading model vocabulary: unknown pre-tokenizer type: 'x9'",
            NotSupportedError,
            "“x9”",
        ),
        (
            LOADER + "tensor 'a' data is not within the file bounds, model is corrupted or incomplete",
            DamagedFileError,
            "damaged",
        ),
        (
            GGUF + "_reader: invalid magic characters: 'hell', expected 'GGUF'",
            DamagedFileError,
            "damaged",
        ),
        (
            GGUF + "_file: failed to open GGUF file 'm' (No such file or directory)",
            NotFoundError,
            "gone",
        ),
        (
            GGUF + "_file: failed to open GGUF file 'm' (Permission denied)",
            KnownError,
            "no permission",
        ),
        (LOADER + "failed to load GGUF split from m-00002-of-00003.gguf", NotFoundError, "part"),
        (
            "alloc_tensor_range: failed to allocate CPU buffer of size 99999",
            OutOfMemoryError,
            "not enough memory",
        ),
        (LOADER + "vk::Device::createBuffer: ErrorDeviceLost error", DriverError, "graphics driver"),
        ("something nobody has seen", KnownError, "could not be loaded"),
    ],
)
def test_a_log_becomes_words_and_a_next_step(log: str, kind: type[KnownError], words: str) -> None:
    error = explain_load_failure("print_info: file type = F16\n" + log + "\n")
    assert type(error) is kind
    assert words in error.what
    assert error.advice
    assert log in error.details


def test_no_room_for_the_context_is_a_lack_of_memory() -> None:
    error = explain_context_failure("llama_init_from_model: failed to initialize the context")
    assert "not enough memory" in error.what
    assert "shorter context" in error.advice


def test_fewer_bits_than_a_model_can_use_are_named() -> None:
    error = explain_context_failure("quantized V cache requires Flash Attention", "q8_0")
    assert error.what == "This model can’t use 8-bit context."


def test_the_end_of_a_worker_is_told_by_what_it_was_doing() -> None:
    killed = WorkerEnd(crashed=True, code=9, log="last words")
    answering = killed.explain(loading=False, answering=True)
    assert "while answering (killed by the system" in answering.what
    assert "kept" in answering.what
    assert "last words" in answering.details
    assert "while loading" in killed.explain(loading=True, answering=False).what
    assert "status 3" in WorkerEnd(crashed=False, code=3, log="").explain(loading=False, answering=False).what
    assert (
        "it crashed" in WorkerEnd(crashed=True, code=6, log="").explain(loading=False, answering=False).what
    )


@pytest.mark.parametrize(
    ("code", "log", "said"),
    [
        (7, "", "changed or cut off"),
        (6, "ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer", "not enough memory"),
        (6, "terminate called after throwing an instance of 'std::bad_alloc'", "not enough memory"),
        (
            6,
            "terminate called after throwing 'vk::DeviceLostError' what(): ErrorDeviceLost",
            "graphics driver",
        ),
        (11, "llama_model_loader: ok", "it crashed"),
    ],
)
def test_a_crash_is_told_by_its_signal_and_last_words(code: int, log: str, said: str) -> None:
    error = WorkerEnd(crashed=True, code=code, log=log).explain(loading=False, answering=False)
    assert said in error.what
    assert error.advice
