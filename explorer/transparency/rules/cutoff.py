"""How recent the training data is, and how much of it there was."""

from functools import partial

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.guards.others import is_of_other_data, is_of_prompt, is_of_rival, without_rivals
from explorer.transparency.named_sizes import nearest
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.training_tokens import tokens_of, tokens_of_sources

amounts = phrases_of("amounts")

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def cutoff_and_size(reading: Reading) -> Finding:
    """Both is open, one is partial.

    Value: ``{"cutoff": "YYYY-MM" | "YYYY" | None, "tokens": "15T" | None}``, and "size" where bytes or
    the sources are counted.
    """
    cutoff = _cutoff(reading)
    tokens = tokens_of(reading)
    value = {"cutoff": cutoff[0] if cutoff else None, "tokens": tokens[0] if tokens else None}
    size = next(
        (
            (m[m.lastgroup or 0], p)
            for p in reading.likely(amounts.bytes)
            if p.has_digit and (m := p.find(amounts.bytes))
        ),
        None,
    )
    sizes = [size] if size else tokens_of_sources(reading)
    if sizes:
        value["size"] = sizes[0][0]
    found = [p for p in (cutoff, tokens, *sizes) if p]
    if not found:
        return reading.silent("cutoff_and_size", value=value)
    texts: list[str] = [Words("Data until {date}", date=cutoff[0])] if cutoff else []
    texts += [Words("{count} tokens", count=tokens[0])] if tokens else []
    texts += [sizes[0][0]] if sizes and not tokens else []
    verdict = Verdict.OPEN if cutoff and tokens else Verdict.PARTIAL
    evidence = [reading.from_card(p) for _, p in found]
    return reading.found("cutoff_and_size", verdict, joined(" · ", texts), value, evidence)


def _cutoff(reading: Reading) -> tuple[str, Passage] | None:
    """What is called a cutoff, the row of this size first; else data "up to" a date."""
    rows = [p for p in reading.rows if p.columns(amounts.cutoff) or p.columns(amounts.date_column)]
    rows = [p for p in rows if not is_of_prompt(reading, p)]
    own = [p for p in rows if not reading.is_of_other_size(p)]
    is_of_all = len(set(map(_of_column, rows))) == 1
    for find, passages in (
        (_of_column, own),
        (partial(_named_cutoff, reading.size), reading.likely(amounts.cutoff)),
        (_of_column, rows if is_of_all else []),
        (_until, reading.likely(amounts.until, amounts.collected, amounts.after, amounts.recalls)),
    ):
        found = next(((d, p) for p in passages if (d := find(p)) and _is_of_this(reading, p)), None)
        if found:
            return found
    return None


def _is_of_this(reading: Reading, passage: Passage) -> bool:
    is_of_another = is_of_rival(reading, passage) or is_of_other_data(reading, passage)
    return not is_of_another and not is_of_prompt(reading, passage)


def _of_column(passage: Passage) -> str:
    columns = sorted({*passage.columns(amounts.cutoff), *passage.columns(amounts.date_column)})
    return next((date for n in columns if (date := _date(passage.cells[n]))), "")


def _named_cutoff(own: str, passage: Passage) -> str:
    """``own``: the size in this model's name."""
    text = without_rivals(passage.text)
    if not passage.find(amounts.cutoff) or amounts.of_another.search(text):
        return ""
    called = (m for m in amounts.cutoff.finditer(text) if not amounts.of_a_kind.search(text, 0, m.start()))
    found = max(called, key=lambda m: "cut" in m[0].lower(), default=None)
    if not found:
        return ""
    sizes = list(dict.fromkeys(m["size"].lower() for m in amounts.of_size.finditer(text)))
    if own and sizes:
        dates = [_date(m[0]) for m in amounts.date.finditer(text)]
        mine = nearest(own, sizes)
        turn = sizes.index(mine) if mine else len(sizes)
        if turn == len(sizes) or len(sizes) > 1 < len(dates):  # "May for the 8B and June for the 70B"
            return dates[turn] if turn < len(dates) == len(sizes) else ""
    after, before = (
        text[found.start() : found.start() + 120],
        text[max(0, found.start() - 60) : found.start()],
    )
    return _date(after) or _date(before)


def _until(passage: Passage) -> str:
    told = (
        filter(None, map(passage.find, (amounts.until, amounts.collected, amounts.after, amounts.recalls)))
        if passage.has_digit
        else ()
    )
    until = next(iter(told), None)
    if (
        not until
        or "tuning data" in until[0].lower()
        or amounts.about_results.search(passage.text[: until.end()])
    ):
        return ""
    return _date(until["date"])


def _date(text: str) -> str:
    found = amounts.date.search(text)
    if not found:
        return ""
    if found["only"]:
        return found["only"]
    if found["iso"]:
        return f"{found['iso']}-{int(found['number']):02}"
    return f"{found['year']}-{_MONTHS.index(found['month'].lower()) + 1:02}"


CUTOFF_AND_SIZE = apart_from_base(cutoff_and_size)
