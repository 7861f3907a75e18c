"""What a quantization label stands for before a header was read: tensor types and their part of the file.

The parts are those of a dense model of some billions of parameters as llama.cpp's quantize tool mixes it.
"""

# label: {tensor type: part of the bytes}
_MIXES = {
    "Q2_K": {"Q2_K": 0.55, "Q3_K": 0.33, "Q6_K": 0.12},
    "Q3_K_S": {"Q3_K": 0.9, "Q6_K": 0.1},
    "Q3_K_M": {"Q3_K": 0.56, "Q4_K": 0.3, "Q5_K": 0.04, "Q6_K": 0.1},
    "Q3_K_L": {"Q3_K": 0.5, "Q5_K": 0.4, "Q6_K": 0.1},
    "Q4_K_S": {"Q4_K": 0.87, "Q5_K": 0.03, "Q6_K": 0.1},
    "Q4_K_M": {"Q4_K": 0.65, "Q6_K": 0.35},
    "Q5_K_S": {"Q5_K": 0.9, "Q6_K": 0.1},
    "Q5_K_M": {"Q5_K": 0.7, "Q6_K": 0.3},
    "Q4_0": {"Q4_0": 0.88, "Q6_K": 0.12},
    "IQ4_XS": {"IQ4_XS": 0.88, "Q6_K": 0.12},
    "IQ4_NL": {"IQ4_NL": 0.88, "Q6_K": 0.12},
    "IQ3_M": {"IQ3_S": 0.7, "Q4_K": 0.18, "Q6_K": 0.12},
    "IQ3_XS": {"IQ3_XXS": 0.5, "IQ3_S": 0.38, "Q6_K": 0.12},
    "IQ2_M": {"IQ2_S": 0.7, "IQ3_S": 0.2, "Q6_K": 0.1},
    "MXFP4_MOE": {"MXFP4": 0.9, "Q8_0": 0.1},
}
_LIKE = {"MXFP4": "MXFP4_MOE", "Q4_K_L": "Q4_K_M", "Q4_K_XL": "Q4_K_M", "Q2_K_S": "Q2_K", "Q2_K_L": "Q2_K",
         "Q3_K_XL": "Q3_K_L", "Q5_K_L": "Q5_K_M", "Q5_K_XL": "Q5_K_M", "Q2_K_XL": "Q2_K"}  # fmt: skip


def mix_of(label: str) -> dict[str, float]:
    """Tensor types and their part of the bytes; the label itself where it names a type."""
    name = label.removeprefix("UD-")
    name = _LIKE.get(name, name)
    return _MIXES.get(name) or {name.removesuffix("_S").removesuffix("_M").removesuffix("_L") or "Q4_K": 1.0}
