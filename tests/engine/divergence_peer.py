"""A second reckoning of how far two files are apart: ``llama_cpp.Llama`` and plain double precision.

``python -m tests.engine.divergence_peer REFERENCE OTHER CONTEXT < TEXT``, in a process of its own, because
the library may crash. Written from what ``llama-perplexity --kl-divergence`` does; shares no code with ours.
"""

import json
import sys
from typing import Any

import llama_cpp
import numpy as np
from numpy.typing import NDArray

from explorer.engine.local.llama.ggml import Ggml

type Values = NDArray[np.float64]


def logarithms(path: str, text: bytes, context: int) -> tuple[Values, list[int]]:
    """Of all probabilities after each token of the second halves but the last, and the tokens there."""
    model = llama_cpp.Llama(path, n_ctx=context, logits_all=True, verbose=False)
    tokens = model.tokenize(text, add_bos=True, special=False)
    rows, right = [], []
    for start in range(0, len(tokens) - context + 1, context):
        chunk = [model.token_bos(), *tokens[start + 1 : start + context]]
        model.reset()
        model.eval(chunk)
        logits = model.scores[context // 2 : context - 1].astype(np.float64)
        top = logits.max(axis=1, keepdims=True)
        rows.append(logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True)))
        right += chunk[context // 2 + 1 :]
    return np.concatenate(rows), right


def compared(reference: str, other: str, text: bytes, context: int) -> dict[str, Any]:
    one, right = logarithms(reference, text, context)
    two, _ = logarithms(other, text, context)
    kl = (np.exp(one) * (one - two)).sum(axis=1)
    places = np.arange(len(right))
    first, second = one[places, right], two[places, right]
    change, loss = np.exp(second) - np.exp(first), np.cov(second, first)
    ratio = np.exp(first.mean() - second.mean())
    log_error = np.sqrt((loss[0, 0] + loss[1, 1] - 2 * loss[0, 1]) / len(right))
    return {
        "tokens": len(right),
        "kl": [kl.mean(), kl.std(ddof=1) / np.sqrt(len(kl))],
        "kl_median": np.median(kl),
        "kl_99": np.quantile(kl, 0.99),
        "kl_most": kl.max(),
        "same": int((one.argmax(axis=1) == two.argmax(axis=1)).sum()),
        "change": [change.mean(), change.std(ddof=1) / np.sqrt(len(change))],
        "change_rms": np.sqrt((change**2).mean()),
        "change_1": np.quantile(change, 0.01),
        "change_95": np.quantile(change, 0.95),
        "perplexity": np.exp(-second.mean()),
        "reference_perplexity": np.exp(-first.mean()),
        "ratio": [ratio, ratio * log_error],
    }


if __name__ == "__main__":
    Ggml(llama_cpp.llama_cpp).load_backends()
    found = compared(sys.argv[1], sys.argv[2], sys.stdin.buffer.read(), int(sys.argv[3]))
    print(json.dumps(found, default=float))
