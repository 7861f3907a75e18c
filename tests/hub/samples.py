"""Answers in the shapes that the Hub sends, with made-up content, for tests that must hold for any."""

from typing import Any

# A small quantized model, as in a listing: the gguf block, a base, its files.
QUANTIZED: dict[str, Any] = {
    "_id": "67d12629c4baca71e68a2b22",
    "id": "river-lab/Brook-1B-it-GGUF",
    "author": "river-lab",
    "gated": False,
    "lastModified": "2025-03-12T10:30:05.000Z",
    "createdAt": "2025-03-12T06:14:01.000Z",
    "likes": 38,
    "downloads": 186_325,
    "trendingScore": 3,
    "tags": [
        "gguf", "text-generation", "conversational", "en", "arxiv:1905.07830", "license:gemma",
        "base_model:river-lab/Brook-1B-it", "base_model:quantized:river-lab/Brook-1B-it", "region:us",
    ],
    "pipeline_tag": "text-generation",
    "cardData": {"license": "gemma", "base_model": ["river-lab/Brook-1B-it"], "language": "en"},
    "gguf": {
        "total": 999_885_952, "architecture": "gemma3", "context_length": 32_768,
        "chat_template": "{{ bos_token }}{{ messages }}", "bos_token": "<bos>", "eos_token": "<eos>",
    },
    "baseModels": {"relation": "quantized", "models": [{"_id": "67b", "id": "river-lab/Brook-1B-it"}]},
    "siblings": [
        {"rfilename": ".gitattributes"}, {"rfilename": "README.md"},
        {"rfilename": "Brook-1B-it-Q4_K_M.gguf"}, {"rfilename": "Brook-1B-it-Q8_0.gguf"},
        {"rfilename": "Brook-1B-it-f16.gguf"}, {"rfilename": "mmproj-Brook-1B-it-f16.gguf"},
    ],
    "model-index": None,
}  # fmt: skip

# A large one behind a gate, in parts, with datasets and a license of its own.
GATED: dict[str, Any] = {
    "_id": "6698d8a0653e4babe21e1e7d",
    "id": "highland/Glen-120B-Instruct-GGUF",
    "author": "highland",
    "gated": "manual",
    "lastModified": "2026-09-25T17:00:57.000Z",
    "likes": 3_763,
    "downloads": 5_795,
    "tags": [
        "gguf", "en", "de", "fr", "dataset:highland/peat", "license:other", "endpoints_compatible",
        "base_model:highland/Glen-120B", "base_model:finetune:highland/Glen-120B", "region:us", "medical",
    ],
    "pipeline_tag": "image-text-to-text",
    "library_name": "transformers",
    "cardData": {
        "language": ["en", "de", "fr"], "license": "other", "license_name": "glen-license",
        "license_link": "LICENSE", "datasets": ["highland/peat"], "base_model": "highland/Glen-120B",
        "extra_gated_prompt": "### Glen\n\nBe kind.", "extra_gated_heading": "Meet the clan",
        "extra_gated_fields": {"Name": "text", "Birthday": "date_picker", "Why": {"type": "select"}},
    },
    "gguf": {"total": 120_412_000_000, "architecture": "deepseek2", "context_length": 131_072},
    "siblings": [
        {"rfilename": f"UD-Q4_K_XL/Glen-120B-Instruct-UD-Q4_K_XL-{n:05d}-of-00003.gguf"} for n in (1, 2, 3)
    ] + [{"rfilename": "imatrix_unsloth.dat"}, {"rfilename": "Glen-120B-IQ1_S-00001-of-00002.gguf"}],
}  # fmt: skip

# What a very old repo looks like: a bare name, next to nothing said.
BARE: dict[str, Any] = {"_id": "621ffdc0", "id": "ancient", "modelId": "ancient", "tags": [], "gated": False}

# No gguf block, no card, a quantization nobody knows, numbers as floats.
ODD: dict[str, Any] = {
    "id": "someone/weird.model_v2-GGUF",
    "downloads": 12.0,
    "likes": 0,
    "gated": "auto",
    "lastModified": "2026-11-01T00:00:00Z",
    "tags": ["gguf", "license:mit", "license:apache-2.0"],
    "safetensors": {"parameters": {"BF16": 8_030_261_248}, "total": 8_030_261_248},
    "cardData": None,
    "siblings": [{"rfilename": "weird-Q99_XYZ.gguf"}, {"rfilename": "sub/dir/weird.gguf"}],
}

SAMPLES = (QUANTIZED, GATED, BARE, ODD)
