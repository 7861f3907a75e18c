"""The estimate before a load: exact where llama.cpp has rules, near where a process has none."""

import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from explorer.domain.cache_type import CacheType
from explorer.domain.generation import LoadOptions, Sampling
from explorer.engine.local.gguf.header import Header, HeaderValue, TensorInfo, read_header
from explorer.engine.local.gguf.memory_estimate import (
    LoadConditions,
    estimate_memory,
    kv_bytes,
    largest_context,
    memory_need,
    narrower_caches,
    repacked_types,
)
from explorer.engine.local.gguf.model_shape import shape_of
from explorer.engine.local.llama.library import open_library
from explorer.engine.local.llama.loading import context_length
from explorer.engine.state import BackendState
from tests.engine.conftest import Bench, pid_of
from tests.engine.seen import MIB, Seen, read_seen
from tests.models.starter import starter_as
from tests.models.tiny import Tiny, write_tiny

AVX2 = repacked_types(frozenset({"AVX2"}))


@pytest.mark.parametrize("seen", read_seen(), ids=lambda s: f"{s.raw['arch']}-{s.raw['kv']}")
def test_keys_values_and_states_are_exact(seen: Seen) -> None:
    kept = kv_bytes(seen.shape, seen.conditions) / MIB
    assert kept == pytest.approx(seen.kept, abs=0.03)  # it was printed with two digits, in parts


@pytest.mark.parametrize(
    "seen", [s for s in read_seen() if "weights" in s.raw], ids=lambda s: f"{s.raw['arch']}-{s.raw['kv']}"
)
def test_the_sum_is_within_a_tenth_of_what_was_reported(seen: Seen) -> None:
    weights = float(seen.raw["file"]) + float(seen.raw.get("tied_embedding", 0))
    kept = kv_bytes(seen.shape, seen.conditions) / MIB
    total = weights + kept + seen.older_compute() + float(seen.raw["output"])
    assert total == pytest.approx(seen.total, rel=0.1)


@pytest.mark.parametrize("context", [2048, 8192, 32768])
@pytest.mark.parametrize("quantization", ["Q4_K_M", "Q8_0", "Q2_K", "Q3_K_M"])
def test_a_real_model_takes_what_was_said(bench: Bench, quantization: str, context: int) -> None:
    file = starter_as(quantization)
    assert bench.load(file, LoadOptions(context_length=context)) is BackendState.READY
    bench.finish(bench.engine.generate("word " * 600, Sampling(max_tokens=4, temperature=0)))
    taken = psutil.Process(pid_of(bench.engine)).memory_info().rss
    need = estimate_memory(read_header(file), LoadConditions(context, repacked=repacked_types(features())))
    assert need.total == pytest.approx(taken, rel=0.1)


@pytest.mark.parametrize("cache", ["q8_0", "q4_0"])
def test_a_real_model_takes_what_was_said_also_with_keys_in_fewer_bits(
    bench: Bench, cache: CacheType
) -> None:
    file, context = starter_as("Q8_0"), 32768
    assert bench.load(file, LoadOptions(context, cache_type=cache)) is BackendState.READY
    bench.finish(bench.engine.generate("word " * 600, Sampling(max_tokens=4, temperature=0)))
    taken = psutil.Process(pid_of(bench.engine)).memory_info().rss
    conditions = LoadConditions(context, keys=cache, values=cache, repacked=repacked_types(features()))
    assert estimate_memory(read_header(file), conditions).total == pytest.approx(taken, rel=0.1)


def features() -> frozenset[str]:
    """What llama.cpp says this processor has."""
    info = open_library().api.llama_print_system_info().decode()
    return frozenset(
        part.split(" = ")[0].strip().split(" : ")[-1] for part in info.split("|") if "= 1" in part
    )


def test_offloaded_layers_move_to_the_device_and_tied_output_is_kept_twice(gemma: Path) -> None:
    shape = shape_of(read_header(gemma))
    here = memory_need(shape, LoadConditions(4096))
    half = memory_need(shape, LoadConditions(4096, gpu_layers=9))
    away = memory_need(shape, LoadConditions(4096, gpu_layers=19))
    assert here.device.total == 0
    embedding = next(t.size or 0 for t in shape.input if t.name == "token_embd.weight")
    assert half.host.weights + half.device.weights == here.host.weights + embedding  # the output goes first
    assert half.host.kv + half.device.kv == here.host.kv
    assert away.host.weights == embedding
    assert away.device.weights == here.host.weights  # the output is that embedding, once more
    assert away.host.kv == 0


def test_cheaper_keys_and_values_take_less(gemma: Path) -> None:
    shape = shape_of(read_header(gemma))
    plain = kv_bytes(shape, LoadConditions(32768))
    assert kv_bytes(shape, LoadConditions(32768, keys="q8_0", values="q8_0")) * 2 == plain * 34 / 32
    assert kv_bytes(shape, LoadConditions(32768, keys="q8_0")) < plain


def test_keys_are_kept_in_fewer_bits_only_in_whole_blocks(gemma: Path, tmp_path: Path) -> None:
    shape = shape_of(read_header(gemma))
    plain = kv_bytes(shape, LoadConditions(4096))
    saved = {one.type: one.saved for one in narrower_caches(shape, 4096, "f16")}
    assert saved == {"q8_0": plain - plain * 17 // 32, "q4_0": plain - plain * 9 // 32}
    assert [one.type for one in narrower_caches(shape, 4096, "q8_0")] == ["q4_0"]
    odd = shape_of(read_header(write_tiny(tmp_path / "odd.gguf", Tiny(text=None))))  # heads of 16
    assert narrower_caches(odd, 4096, "f16") == ()
    grok = replace(
        read_header(gemma), metadata={**read_header(gemma).metadata, "general.architecture": "grok"}
    )
    assert not shape_of(grok).packs_cache


def test_deepseek_4_keeps_a_window_and_what_it_compresses() -> None:
    """As a build that knows it reported for Flash (ggml-org/llama.cpp#25468), and the states besides."""
    values: dict[str, HeaderValue] = {
        "general.architecture": "deepseek4",
        "deepseek4.block_count": 43,
        "deepseek4.attention.head_count": 64,
        "deepseek4.attention.head_count_kv": 1,
        "deepseek4.attention.key_length": 512,
        "deepseek4.attention.value_length": 512,
        "deepseek4.attention.sliding_window": 128,
        "deepseek4.attention.indexer.key_length": 128,
        "deepseek4.attention.compress_ratios": (0, 0, *(4, 128) * 20, 4),
    }
    index = TensorInfo("blk.2.indexer.proj.weight", (), "F32", 0, 0)
    shape = shape_of(Header(3, values, (index,), 0))
    states = 21 * (4 * 2 * 8 * (1024 + 256)) + 20 * (4 * 2 * 128 * 512)
    assert (kv_bytes(shape, LoadConditions(131072, 512)) - states) / MIB == 32.25 + 672 + 20 + 168


def test_copied_weights_follow_the_processor() -> None:
    matrix = TensorInfo("blk.0.ffn_up.weight", (256, 256), "Q4_K", 36864, 0)
    odd = TensorInfo("blk.0.ffn_gate.weight", (256, 4), "Q4_K", 576, 0)
    embedding = TensorInfo("token_embd.weight", (256, 256), "Q4_K", 36864, 0)
    output = TensorInfo("output.weight", (256, 256), "Q8_0", 69632, 0)
    tensors = (matrix, odd, embedding, output)
    values: dict[str, HeaderValue] = {"general.architecture": "llama", "llama.block_count": 1}
    shape = shape_of(Header(3, values, tensors, 0))
    copied = {
        name: memory_need(
            shape, LoadConditions(512, repacked=repacked_types(frozenset({name})))
        ).host.repacked
        for name in ("SSE3", "AVX2", "DOTPROD")
    }
    assert copied == {"SSE3": 0, "AVX2": 36864, "DOTPROD": 36864 + 69632}


def test_an_embedding_that_is_the_output_too_is_copied_like_one() -> None:
    conv = TensorInfo("blk.0.shortconv.in_proj.weight", (256, 768), "Q4_K", 110592, 0)
    embedding = TensorInfo("token_embd.weight", (256, 512), "Q6_K", 107520, 0)
    norm = TensorInfo("token_embd_norm.weight", (256,), "F32", 1024, 0)
    values: dict[str, HeaderValue] = {"general.architecture": "lfm2", "lfm2.block_count": 1}
    shape = shape_of(Header(3, values, (embedding, norm, conv), 0))
    here = memory_need(shape, LoadConditions(512, repacked=repacked_types(frozenset({"DOTPROD"}))))
    assert here.host.repacked == conv.size + embedding.size  # type: ignore[operator]
    away = memory_need(shape, LoadConditions(512, gpu_layers=9))
    assert away.total - away.host.process - away.host.compute - away.device.compute == (
        shape.weights + (embedding.size or 0) + away.device.kv
    )


def test_the_longest_context_that_fits_is_found(gemma: Path) -> None:
    shape = shape_of(read_header(gemma))
    asked = LoadConditions(32768, repacked=AVX2)
    room = memory_need(shape, LoadConditions(8192, repacked=AVX2)).total
    assert largest_context(shape, asked, room) == 8192
    assert largest_context(shape, asked, 1 << 40) == 32768
    assert largest_context(shape, asked, 1000) == 0


def test_a_context_never_exceeds_what_the_machine_could_hold(
    gemma: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = read_header(gemma)
    assert context_length(header, 65536, 32768) == 32768
    room = estimate_memory(header, LoadConditions(4096)).total
    memory = psutil.virtual_memory()._replace(total=room)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)
    monkeypatch.setattr(psutil, "swap_memory", lambda: memory._replace(total=0))
    assert context_length(header, 2_000_000_000, 0) == 4096


def test_a_crafted_header_costs_no_time() -> None:
    values: dict[str, HeaderValue] = {
        "general.architecture": "llama",
        "llama.block_count": 2**32 - 1,
        "llama.embedding_length": 2**31,
    }
    shape = shape_of(Header(3, values, (), 0))
    assert kv_bytes(shape, LoadConditions(2048)) > sys.maxsize >> 20
