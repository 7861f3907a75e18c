"""Each sampler does to probabilities what its paper says, in numbers; and one that is off is not there."""

import ctypes
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import llama_cpp.llama_cpp as api
import numpy as np
import pytest
from numpy.typing import NDArray

from explorer.domain.sampling import SAMPLERS, SETTINGS, Dry, Mirostat, Sampling, value_at, with_value
from explorer.engine.local.llama.sampler_chain import BannedTexts, open_chain
from explorer.engine.local.llama.vocabulary import Vocabulary

SIZE = 40
ENDS = (3, 7)
PLAIN = Sampling(temperature=1, top_k=0, top_p=1, min_p=0)
LOGITS = np.random.default_rng(5).normal(0, 2.5, SIZE).astype(np.float32)

type Numbers = NDArray[np.float64]


class Words(Vocabulary):
    """A vocabulary of these pieces, without a model."""

    def __init__(self, pieces: Sequence[str] = ()) -> None:
        self._pieces = [piece.encode() for piece in pieces] or [b"%d" % n for n in range(SIZE)]
        self.marks, self.handle = frozenset(), None

    @property
    def size(self) -> int:
        return len(self._pieces)

    def is_end(self, token: int) -> bool:
        return token in ENDS

    def _bytes_of(self, token: int, *, special: bool) -> bytes:  # noqa: ARG002  as its own
        return self._pieces[token]


def drawn_from(sampling: Sampling, logits: Numbers | None = None, read: Sequence[int] = ()) -> Numbers:
    """How likely each token is to be drawn."""
    with open_chain(api, Words(), sampling, read, 4096) as chain:
        return probabilities(chain, LOGITS if logits is None else logits)[0]


def probabilities(chain: Any, logits: Any) -> tuple[Numbers, int]:
    """Those of all tokens, and which was drawn."""
    data: Any = (api.llama_token_data * len(logits))()
    for token, logit in enumerate(logits):
        data[token].id, data[token].logit = token, float(logit)
    array: Any = api.llama_token_data_array(data=data, size=len(logits), selected=-1, sorted=False)
    api.llama_sampler_apply(chain, ctypes.byref(array))
    left = np.full(len(logits), -np.inf)
    for at in range(array.size):
        left[int(array.data[at].id)] = float(array.data[at].logit)
    return softmax(left), int(array.data[array.selected].id)


def softmax(logits: Any) -> Numbers:
    powers = np.exp(np.asarray(logits, np.float64) - np.max(logits))
    return np.asarray(powers / powers.sum())


def only(kept: Any) -> Numbers:
    """The tokens of a mask, as likely among each other as before."""
    return softmax(np.where(kept, LOGITS.astype(np.float64), -np.inf))


def best_first(values: Any) -> NDArray[np.intp]:
    return np.argsort(-np.asarray(values), kind="stable")


def mask_of(tokens: Sequence[int] | NDArray[np.intp]) -> NDArray[np.bool_]:
    mask = np.zeros(SIZE, bool)
    mask[tokens] = True
    return mask


P = softmax(LOGITS)
ORDER = best_first(P)


def check(sampling: Sampling, expected: Numbers, **more: Any) -> None:
    np.testing.assert_allclose(drawn_from(sampling, **more), expected, atol=2e-5)


@pytest.mark.parametrize("top_k", [-1, 0, 1, 5])
def test_top_k(top_k: int) -> None:
    check(replace(PLAIN, top_k=top_k), only(mask_of(ORDER[: top_k if top_k > 0 else SIZE])))


@pytest.mark.parametrize(("top_p", "min_keep"), [(0.5, 1), (0.9, 1), (0.1, 6)])
def test_top_p_and_min_keep(top_p: float, min_keep: int) -> None:
    count = max(min_keep, int(np.searchsorted(np.cumsum(P[ORDER]), top_p)) + 1)
    check(replace(PLAIN, top_p=top_p, min_keep=min_keep), only(mask_of(ORDER[:count])))


@pytest.mark.parametrize(("min_p", "min_keep"), [(0.05, 1), (0.5, 1), (0.9, 4)])
def test_min_p_and_min_keep(min_p: float, min_keep: int) -> None:
    count = max(min_keep, int((min_p * P.max() <= P).sum()))
    check(replace(PLAIN, min_p=min_p, min_keep=min_keep), only(mask_of(ORDER[:count])))


@pytest.mark.parametrize(("typical_p", "min_keep"), [(0.3, 1), (0.8, 1), (0.05, 7)])
def test_typical_p_and_min_keep(typical_p: float, min_keep: int) -> None:
    strangeness = np.abs(-np.log(P) - -(P * np.log(P)).sum())
    by_it = np.argsort(strangeness, kind="stable")
    count = max(min_keep, int((np.cumsum(P[by_it]) <= typical_p).sum()) + 1)
    check(replace(PLAIN, typical_p=typical_p, min_keep=min_keep), only(mask_of(by_it[:count])))


@pytest.mark.parametrize("sigma", [0.3, 1.0, 2.0])
def test_top_n_sigma(sigma: float) -> None:
    kept = LOGITS.max() - sigma * LOGITS.std() <= LOGITS
    check(replace(PLAIN, top_n_sigma=sigma), only(kept))


@pytest.mark.parametrize("temperature", [0.3, 1.7])
def test_temperature(temperature: float) -> None:
    check(replace(PLAIN, temperature=temperature), softmax(LOGITS / temperature))


@pytest.mark.parametrize(
    ("temperature", "reach", "exponent"), [(1.0, 0.5, 1.0), (0.8, 0.8, 2.0), (0.5, 2.0, 0.5)]
)
def test_dynamic_temperature(temperature: float, reach: float, exponent: float) -> None:
    doubt = -(P * np.log(P)).sum() / np.log(SIZE)
    least, most = max(0.0, temperature - reach), temperature + reach
    adapted = least + (most - least) * doubt**exponent
    sampling = replace(PLAIN, temperature=temperature, dynatemp_range=reach, dynatemp_exponent=exponent)
    check(sampling, softmax(LOGITS / adapted))


@pytest.mark.parametrize("min_keep", [1, 30])
def test_xtc_leaves_out_the_obvious_tokens_but_for_the_least_likely_of_them(min_keep: int) -> None:
    obvious = int((P >= 0.05).sum())
    assert obvious > 1
    left = ORDER[obvious - 1 :] if SIZE - obvious + 1 >= min_keep else ORDER
    check(replace(PLAIN, xtc_probability=1, xtc_threshold=0.05, min_keep=min_keep), only(mask_of(left)))


def test_penalties_count_what_was_read_within_their_reach() -> None:
    read = [1, 2, 2, 9, 9, 9]  # 1 is out of reach
    expected = LOGITS.astype(np.float64)
    for token, count in ((2, 2), (9, 3)):
        expected[token] = expected[token] * 1.3 if expected[token] <= 0 else expected[token] / 1.3
        expected[token] -= count * 0.4 + 0.7
    sampling = replace(
        PLAIN, repeat_penalty=1.3, frequency_penalty=0.4, presence_penalty=0.7, penalty_last_n=5
    )
    check(sampling, softmax(expected), read=read)


def test_dry_costs_more_the_longer_the_repeat() -> None:
    read = [1, 2, 3, 9, 1, 2, 3]  # 9 would repeat three tokens and itself
    expected = LOGITS.astype(np.float64)
    expected[9] -= 0.8 * 1.75 ** (3 - 2)
    check(replace(PLAIN, dry=Dry(0.8, breakers=())), softmax(expected), read=read)


def test_a_bias_is_added_and_the_ends_are_ignored() -> None:
    expected = LOGITS.astype(np.float64)
    expected[5] += 2.5
    check(replace(PLAIN, logit_bias=((5, 2.5), (SIZE + 1, 9.0))), softmax(expected))
    expected[list(ENDS)] = -np.inf
    check(replace(PLAIN, logit_bias=((5, 2.5),), ignore_eos=True), softmax(expected))


def _adapted(target: float) -> Numbers:
    far = np.abs(P - target) / 0.3
    return softmax(5 - 10 * far**2 / (1 + far))


def test_adaptive_p_prefers_tokens_near_its_target_and_steers_by_what_it_drew() -> None:
    target, decay = 0.2, 0.8
    sampling = replace(PLAIN, adaptive_target=target, adaptive_decay=decay)
    weighted, total = target / (1 - decay), 1 / (1 - decay)
    with open_chain(api, Words(), sampling, (), 4096) as chain:
        for _ in range(4):
            wanted = float(np.clip(2 * target - weighted / total, 0, 1))
            found, token = probabilities(chain, LOGITS)
            np.testing.assert_allclose(found, _adapted(wanted), atol=1e-4)
            api.llama_sampler_accept(chain, token)
            weighted, total = P[token] + decay * weighted, 1 + decay * total


def test_samplers_work_in_the_order_that_is_asked_for_and_no_others() -> None:
    hot = replace(PLAIN, temperature=3, top_p=0.8)
    for samplers, p in (((), P), (("temperature", "top_p"), softmax(LOGITS / 3))):
        count = int(np.searchsorted(np.cumsum(p[ORDER]), 0.8)) + 1
        kept = np.where(mask_of(ORDER[:count]), LOGITS.astype(np.float64), -np.inf)
        check(replace(hot, samplers=samplers), softmax(kept / 3))
    check(replace(hot, samplers=("temperature",)), softmax(LOGITS / 3))


def test_greedy_takes_the_likeliest_after_penalties_and_bans() -> None:
    greedy = replace(PLAIN, temperature=0, adaptive_target=0.3, dynatemp_range=1)
    with open_chain(api, Words(), greedy, (), 4096) as chain:
        assert probabilities(chain, LOGITS)[1] == ORDER[0]
    banned = replace(greedy, banned_texts=(str(ORDER[0]),))
    with open_chain(api, Words(), banned, (), 4096) as chain:
        assert str(ORDER[0]) not in str(probabilities(chain, LOGITS)[1])


class Recorder:
    """The library, noting which samplers are made."""

    def __init__(self) -> None:
        self.made: list[tuple[object, ...]] = []

    def __getattr__(self, name: str) -> Any:
        real = getattr(api, name)
        if not name.startswith("llama_sampler_init_"):
            return real

        def noting(*given: Any) -> Any:
            numbers = [round(one, 6) for one in given if isinstance(one, int | float)]
            self.made.append((name.removeprefix("llama_sampler_init_"), *numbers))
            return real(*given[:-1], 0) if name.endswith("_dry") else real(*given)  # texts take a model

        return noting


def made_of(sampling: Sampling) -> list[tuple[object, ...]]:
    recorder = Recorder()
    with open_chain(recorder, Words(), sampling, (), 4096):
        return recorder.made


def test_settings_of_before_make_the_same_chain_as_before() -> None:
    usual = [("top_k", 40), ("top_p", 0.95, 1), ("min_p", 0.05, 1), ("temp", 0.7), ("dist", 42)]
    assert made_of(Sampling()) == usual
    assert made_of(replace(PLAIN, seed=-1)) == [("temp", 1), ("dist", 2**32 - 2)]
    assert made_of(Sampling(temperature=0)) == [("greedy",)]
    everything = Sampling(
        repeat_penalty=1.1,
        dry=Dry(0.8, breakers=()),
        typical_p=0.9,
        xtc_probability=0.5,
        logit_bias=((1, 2.0),),
    )
    assert made_of(everything) == [
        ("logit_bias", SIZE, 1), ("penalties", SIZE, 64, 1.1, 0, 0), ("dry", 0.8, 1.75, 2, 4096, 0),
        ("top_k", 40), ("typical", 0.9, 1), ("top_p", 0.95, 1), ("min_p", 0.05, 1), ("xtc", 0.5, 0.1, 1, 42),
        ("temp", 0.7), ("dist", 42),
    ]  # fmt: skip
    steady = replace(everything, logit_bias=(), mirostat=Mirostat(1))
    assert made_of(steady) == [("temp", 0.7), ("mirostat", SIZE, 42, 5.0, 0.1, 100)]
    assert made_of(replace(steady, mirostat=Mirostat(2))) == [("temp", 0.7), ("mirostat_v2", 42, 5.0, 0.1)]


_OTHER = {"banned_texts": ("5",), "logit_bias": ((1, 2.0),), "samplers": ("top_k",), "dry.breakers": ()}
_ON = Sampling(
    repeat_penalty=1.1,
    dry=Dry(0.8, breakers=("x",)),
    xtc_probability=0.5,
    dynatemp_range=0.5,
    adaptive_target=0.3,
)


@pytest.mark.parametrize("path", [entry.path for entry in SETTINGS if entry.path != "max_tokens"])
def test_every_setting_of_the_table_reaches_a_sampler_and_its_neutral_value_changes_nothing(
    path: str,
) -> None:
    entry = next(one for one in SETTINGS if one.path == path)
    on = replace(_ON, mirostat=Mirostat(2)) if path.startswith("mirostat.") else _ON
    on = replace(on, adaptive_target=-1.0) if path == "seed" else on
    other: Any = _OTHER.get(path, 1 if entry.kind == "switch" else None)
    if other is None:
        other = next(one for one in (2, 1, 0.4) if entry.is_within(one) and one != value_at(on, path))
    if path == "banned_texts":
        assert drawn_from(with_value(PLAIN, path, other))[5] == 0
    else:
        assert made_of(with_value(on, path, other)) != made_of(on)
    if entry.neutral == entry.usual and not entry.needs:
        assert made_of(with_value(Sampling(), path, entry.neutral)) == made_of(Sampling())


def test_a_banned_text_never_comes_whatever_tokens_it_is_made_of() -> None:
    pieces = ["a", "b", "c", "ab", "bc", "abc", "xabcx", "ca", "", "bcd", "ä", "\x00"]
    vocabulary = Words(pieces)
    rng = np.random.default_rng(1)
    for text in ("abc", "a", "cab", "aa", "bca"):
        ban = BannedTexts(api, vocabulary, (text, "zz"), ())
        ban.begin()
        written = ""
        for _ in range(300):
            forbidden = ban.whole | ban.completing()
            assert forbidden == {n for n, piece in enumerate(pieces) if text in written + piece}, written
            token = int(rng.choice([n for n in range(len(pieces)) if n not in forbidden]))
            written += pieces[token]
            ban._on_accepted(None, token)
        assert text not in written
        api.llama_sampler_free(ban.link)


def test_a_banned_text_may_begin_in_what_the_answer_goes_on_from_but_not_in_the_prompt() -> None:
    vocabulary = Words(["sh", "iver", "s", "x"])
    for begun, expected in (((0,), {1}), ((), set())):
        ban = BannedTexts(api, vocabulary, ("shiver",), begun)
        ban._on_accepted(None, 0)  # of the prompt
        assert ban.completing() == expected
        api.llama_sampler_free(ban.link)


def test_the_order_of_samplers_knows_the_samplers_that_settings_belong_to() -> None:
    assert {entry.sampler for entry in SETTINGS} - {"", "adaptive_p"} == {*SAMPLERS}
