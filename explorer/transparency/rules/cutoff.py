"""How recent the training data is, and how much of it there was."""

from collections.abc import Iterator

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.guards.others import is_of_other_data, is_of_prompt, without_rivals
from explorer.transparency.named_sizes import nearest
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.telling import Told, told
from explorer.transparency.rules.training_tokens import tokens_of, tokens_of_sources

amounts = phrases_of("amounts")

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def cutoff_and_size(reading: Reading) -> Finding:
    """Both is open, one is partial.

    Value: ``{"cutoff": "YYYY-MM" | "YYYY" | None, "tokens": "15T" | None}``, and "size" where bytes or
    the sources are counted.
    """
    cutoff = next((told_so for told_so in _dates(reading) if told_so[0]), None)
    tokens = tokens_of(reading)
    sizes = [(one.match[one.match.lastgroup or 0], one.passage) for one in told(reading, amounts.bytes)][:1]
    sizes = sizes or tokens_of_sources(reading)
    value = {"cutoff": cutoff[0] if cutoff else None, "tokens": tokens[0] if tokens else None}
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


def _dates(reading: Reading) -> Iterator[tuple[str, Passage]]:
    """What is called a cutoff, the row of this size first; else data "up to" a date. Some are "": no date."""
    rows = [p for p in reading.rows if _columns(p) and not is_of_prompt(reading, p)]
    is_of_all = len(set(map(_of_column, rows))) == 1
    rows = [p for p in rows if not is_of_other_data(reading, p)]
    yield from ((_of_column(p), p) for p in rows if not reading.is_of_other_size(p))
    yield from ((_of_cutoff(one.passage, reading.size), one.passage) for one in told(reading, amounts.cutoff))
    yield from ((_of_column(p), p) for p in rows if is_of_all)
    until = (amounts.until, amounts.collected, amounts.after, amounts.recalls)
    yield from ((_until(one), one.passage) for one in told(reading, *until))


def _columns(row: Passage) -> list[int]:
    return sorted({*row.columns(amounts.cutoff), *row.columns(amounts.date_column)})


def _of_column(row: Passage) -> str:
    return next(filter(None, (_date(row.cells[n]) for n in _columns(row))), "")


def _of_cutoff(passage: Passage, own: str) -> str:
    """``own``: the size in this model's name."""
    text = without_rivals(passage.text)
    if amounts.of_another.search(text):
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
    start = found.start()
    return _date(text[start : start + 120]) or _date(text[max(0, start - 60) : start])


def _until(one: Told) -> str:
    is_of_tuning = "tuning data" in one.match[0].lower()
    is_of_results = amounts.about_results.search(one.passage.text, 0, one.match.end())
    return "" if is_of_tuning or is_of_results else _date(one.match["date"])


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
