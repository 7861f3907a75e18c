"""How a model was tested, and with which results."""

import re
from collections.abc import Iterable

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult
from explorer.transparency.benchmarks.result_table import BENCHMARK, SETTING, VALUE
from explorer.transparency.benchmarks.results import MAX_RESULTS, all_results, unread_results
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.base_model_facts import apart_from_base
from explorer.transparency.rules.other_subjects import is_of_rival
from explorer.transparency.rules.subject import own_name, sentence_of

_IN_WORDS = re.compile(
    r"(?<![\w.-])\d{1,3}(?:\.\d{1,3})?\s?%|(?<![\w.-])\d{1,2}\.\d{1,18}\b(?! ?[BMK]\b)", re.IGNORECASE
)
_SCORED = re.compile(
    r"\b(?:scor\w+|achiev\w+|reach\w+|obtain\w+|result\w*|accuracy|perplexity|loss|win[- ]rate|rating|average"
    r"|pass ?@ ?1)\b",
    re.IGNORECASE,
)
# The name of a measure, where it was taken, and a number.
_MEASURED = re.compile(
    r"\b(?:BLEU|chrF|ROUGE(?:-\w)?|WER|CER|F1(?:[- ]score)?|accuracy|perplexity|exact match|MRR|NDCG\S*|mAP"
    r"|AUC|MCC|Matthews correlation|Spearman|Pearson|pass@\d"
    r"|precisión|precisão|précision|genauigkeit|точность|准确率|正解率)(?:\b|为)"
    r"[^.|]{0,60}?(?: is| of|:|=| at| was)? ?\b\d{1,3}(?:[.,]\d+)?\s?%?",
    re.IGNORECASE,
)
_SCORE_OF = re.compile(
    rf"{BENCHMARK.pattern}(?: ?v?[12]\.[01]\b)?+[^.;|\d]{{0,24}}?(?<![\w.-])\d{{1,2}}\.\d{{1,18}}\b"
    rf"|{BENCHMARK.pattern}[^.;|\d]{{0,12}}?(?<![\w.-])\d{{1,3}}(?:\.\d+)?\s?%"
    rf"|{BENCHMARK.pattern}\W{{1,3}}(?:accuracy|score|pass@1)(?: is| was|:| =| of) \d{{1,3}}(?:\.\d+)?\W*$"
    rf"|(?<![\w.-])\d{{1,3}}(?:\.\d{{1,2}})?\s?%? (?:on|in|for) (?:the )?{BENCHMARK.pattern}"
)
_RANKED = re.compile(
    r"\brank(?:s|ed)\b[^.]{0,60}\b(?:leaderboard|benchmark)|\bfirst place in \d+\b", re.IGNORECASE
)
_RATED = re.compile(
    r"\b\d{1,3}(?:\.\d+)?\s?% (?:\w+ )?(?:improvement"
    r"|better|higher|increase)\b"
    r"|\b(?:achiev|reach|obtain|scor|attain|g[eo]t|has|have|with)\w* (?:\w+ ){0,2}?\d{1,3}(?:\.\d+)?\s?% "
    r"(?:\w+ ){0,2}?(?:accuracy|\bf1|precision|recall|exact match)\b"
    r"|\b(?:AUC|F1(?:[- ]score)?|mAP|BLEU|WER)(?: of)? (?:0\.\d|\d{2}\.\d)|\b\d{1,3}(?:\.\d+)? (?:macro"
    r"|micro)[- ]F1\b|\bppl \d"
    r"|\b(?:validation|eval(?:uation)?|test) (?:loss|perplexity|accuracy)\b[^.]{0,20}\d|\b(?:solved?"
    r"|answer(?:ed|s)|passed) \d+ (?:of|out of) \d+\b"
    r"|^\W{0,4}\d+ (?:of|out of) \d+ (?:\w+ ){0,2}?(?:tasks|problems|questions|exams)"
    r" (?:were )?(?:solved|passed|answered)\b(?! by\b)",
    re.IGNORECASE,
)
_PREFERRED = re.compile(
    r"\b(?:prefer\w*|chose|win[- ]?rate|wins?)\b[^.]{0,60}\d{1,3}(?:\.\d+)?\s?%", re.IGNORECASE
)
_PUBLIC_TEST = re.compile(r"\b(?:leaderboard|benchmarks?|test sets?|validation set)\b", re.IGNORECASE)
_ON_TEST_SET = re.compile(
    r"\b(?:perplexity|accuracy|loss|f1|bleu|rouge|scores?) (?:on|of) (?:the |our )?(?:\w+ )?"
    r"(?:test|validation|dev|eval\w*)[ -](?:set|split|data)",
    re.IGNORECASE,
)
_AUTOMATIC = re.compile(
    r"^(?!(?:\w+ )?train)(?:[\w ]*loss|perplexity|accuracy|rewards/\w+|f1|bleu|rouge\w*|exact match|wer"
    r"|validation \w+"
    r"|eval(?!\w*(?:batch|steps|strategy|delay|accumul))\w*|logps/\w+|logits/\w+)$",
    re.IGNORECASE,
)
_MEASURE_TITLE = re.compile(
    r"^\W{0,4}(?:(?:test|validation|eval(?:uation)?) )?(?:perplexity|accuracy|bleu|chrf|rouge|f1|wer|cer"
    r"|exact match)(?: scores?)?\W{0,3}$",
    re.IGNORECASE,
)
# "Coherence: 98 % of its sentences" below "Results".
_RESULTS_TITLE = re.compile(r"^\W{0,4}(?:evaluation )?results\W{0,3}$", re.IGNORECASE)
_SHARE = re.compile(r"[~≈]?\d{1,3}(?:\.\d{1,2})?\s?%")
# What trainers print: "predict_bleu-4": 31.59
_PRINTED = re.compile(
    r"[\"'](?:\w+_)?(?:bleu|rouge|meteor|f1|accuracy|exact_match|wer|cer|perplexity)[\w-]*[\"']\s*:\s*\d",
    re.IGNORECASE,
)
_REFERENCES = re.compile(r"^\W*references?\b", re.IGNORECASE)
_SUBJECT = re.compile(r"\W{0,4}§(?P<n>\d+) (?:outperform|surpass|beat|achiev|is )")
_EXAMINED = re.compile(
    r"\b(?:we|was|were|is|are|been) (?:\w+ ){0,2}?(?:evaluat|test|assess|benchmark|compar)\w+"
    r"|^\W{0,4}(?:the )?model (?:evaluated|tested) (?:on|with|against|using)\b"
    r"|\bperformance analysis\b|\bevaluations? (?:shows?|indicates?|reveals?|suggests?|demonstrates?)\b"
    r"|\bevaluation\b[^.]{0,40}\b(?:is|was|were) (?:conducted|performed|done|carried out)\b",
    re.IGNORECASE,
)
_CLAIM = re.compile(
    r"\b(?:outperform\w*|surpass\w*|on par with"
    r"|(?:state[- ]of[- ]the[- ]art|sota)"
    r"(?= (?:\w+ )?(?:results?|performance|scores?|accuracy|on|among|across|in)\b)"
    r"|competitive (?:with|performance|against)|comparable (?:to|performance|with)|improved performance"
    r"|better than|beats?\b|top[- ]performing|strongest performance|superior performance"
    r"|best performance (?:among|of)|(?<!less )robust performance)\b"
    r"|超越|超过|优于|媲美|领先",
    re.IGNORECASE,
)
_TESTED = re.compile(
    r"\b(?:benchmarks?|evaluat\w+|tasks?|models?|leaderboard|gpt-?[34]\S*|performance|llama\S*|recent works?"
    r"|(?:previous|prior|existing) (?:\w+ )?(?:works?|methods?))\b"
    r"|评测|基准|测试集|任务|模型",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:evaluat\w*|benchmark(?:s|ing)?|leaderboard|results|performance|avalia\w+|evaluaci\w+|évaluation"
    r"|resultados|résultats|ergebnisse"
    r"|risultati|valutazione)\b|评测|评估|性能|評価|평가|оценк|результат",
    re.IGNORECASE,
)
_RESULTS = re.compile(r"\b(?:results?|evaluations?|scores?|leaderboard|benchmarks?)\b", re.IGNORECASE)
_PLANNED = re.compile(
    r"\b(?:will be|soon|not yet|to be (?:released|added|done)|planned|in progress|forthcoming)\b",
    re.IGNORECASE,
)
# Of a quantized file's speed or size, of data, or advice on testing.
_NO_TEST = re.compile(
    r"\b(?:quants?|quanti[sz]\w+|imatrix|iq\d|q\d_|vram|file size|tokens? per second|latency|you (?:can"
    r"|should|need)|should (?:be )?(?:evaluat|test|perform)\w*|before deploy\w*|recommend\w*|tips?"
    r"|awaiting|dataset contains|format|compute|infrastructure|for an automated evaluation)\b",
    re.IGNORECASE,
)


# One of these is in every sentence that states a result.
_RESULT = (_ON_TEST_SET, _MEASURED, _PREFERRED, _RANKED, _RATED, _SCORE_OF, _SCORED, _PRINTED)
# "GPT-4 scores 86 on …", "the base model achieves …", "it beats Owl, which gets 60".
_OF_RIVAL = re.compile(
    r"^\W{0,4}(?:GPT-?\d\S*|ChatGPT|Claude|Gemini|the (?:base|original) model"
    r"|our (?:\w+ )?(?:classifier|filter|reward model|judge))"
    r"(?: [\w.]+){0,2} (?:scores?|achieves?|reach(?:es)?|gets?|obtains?|attains?)\b"
    r"|^\W{0,4}[\w.-]+ (?:beats|outperforms|surpasses) [^,.;]{2,40},"
    r" which (?:gets|scores|achieves|reaches)\b",
    re.IGNORECASE,
)


def evaluation(reading: Reading) -> Finding:
    """Open: numbers with benchmarks and how they were measured. Partial: numbers alone, or claims.

    Value: how many results for this model are stated.
    """
    results = reading.once(all_results)
    own = [r for r in results if not r.model]
    told = _numbers_in_words(reading)
    if results or told:
        is_other = not own and not told
        return _with_numbers(reading, list(results) if is_other else own, told, is_other=is_other)
    claims = _claims(reading.likely(_CLAIM, also=reading.under(_TITLE)))
    if claims := [p for p in claims if not _is_of_another(reading, p)]:
        evidence = [reading.from_card(p) for p in claims[:3]]
        return reading.found("evaluation", Verdict.PARTIAL, Words("Claims without numbers"), 0, evidence)
    if claims := _claims(reading.embedded):
        evidence = [reading.from_card(p) for p in claims[:3]]
        return reading.found("evaluation", Verdict.PARTIAL, Words("Results of another model"), 0, evidence)
    if unread := unread_results(reading):
        text = Words("Not checked: {what}", what=unread)
        return Finding("evaluation", Verdict.NOT_CHECKED, text, searched=reading.searched)
    return _silent(reading)


def _silent(reading: Reading) -> Finding:
    """Results may stand in pictures, which nobody reads here."""
    count = reading.card.pictures_under(_TITLE) if reading.card else 0
    if not count:
        return reading.silent("evaluation", value=0)
    one = Words("Not disclosed in words; one image under its results could not be read")
    more = Words("Not disclosed in words; {count} images under its results could not be read", count=count)
    return reading.silent("evaluation", one if count == 1 else more, 0)


def _with_numbers(
    reading: Reading, results: list[BenchmarkResult], told: list[Passage], *, is_other: bool
) -> Finding:
    setup = _setup(reading, results)
    evidence = _spread(results) + [reading.from_card(p) for p in told[:2]] + setup[:2]
    count = 0 if is_other else len(results) + len(told)
    named = list(dict.fromkeys(r.benchmark for r in results if r.benchmark))[:2]
    said = (_total(reading, count), ", ".join(named), unread_results(reading))
    text = Words("Results of another model") if is_other else joined(" · ", said)
    is_open = bool(setup) and not is_other and bool(results or any(p.find(BENCHMARK) for p in told))
    return reading.found("evaluation", Verdict.OPEN if is_open else Verdict.PARTIAL, text, count, evidence)


def _total(reading: Reading, count: int) -> Words:
    listed = sum(not result.model for result in reading.once(all_results)[:MAX_RESULTS])
    stated = sum(not result.model for result in reading.once(all_results))
    if listed < stated:
        return Words("{count} results, the first {listed} of them listed", count=count, listed=listed)
    return Words("1 result") if count == 1 else Words("{count} results", count=count)


def _spread(results: list[BenchmarkResult]) -> list[Evidence]:
    """One row of each table, as far as there is room."""
    seen: dict[tuple[str, int], Evidence] = {}
    for result in results:
        seen.setdefault((result.evidence.locator, result.evidence.first_line // 20), result.evidence)
    return list(seen.values())[:4]


def _setup(reading: Reading, results: list[BenchmarkResult]) -> list[Evidence]:
    stated = [r.evidence for r in results if r.setting]
    said = [
        p
        for p in reading.likely(SETTING)
        if not p.header and p.find(SETTING) and (_TITLE.search(" ".join((*p.section, p.text))))
    ]
    headings = {h for h in {p.heading for p in reading.own} if SETTING.search(h)}
    headers = {h for h in {p.header for p in reading.own} if SETTING.search(" ".join(h))}
    titles = [p for p in reading.own if p.heading in headings]
    columns = [p for p in reading.own if p.header in headers]
    return [*stated[:1], *(reading.from_card(p) for p in (*said[:2], *titles[:1], *columns[:1]))]


def _numbers_in_words(reading: Reading) -> list[Passage]:
    """Sentences and items that state a result."""
    logged = [p for p in reading.labelled if _AUTOMATIC.match(p.label)]
    listed = [p for title in (_MEASURE_TITLE, _RESULTS_TITLE) for p in reading.under(title, 1) if p.label]
    likely = reading.likely(*_RESULT, also=[*logged, *listed])
    asked = (p for p in likely if (p.has_digit or p.find(_RANKED)) and not p.header)
    told = [p for p in asked if _states_result(p) and not p.find(_NO_TEST) and not p.find(_OF_RIVAL)]
    return [p for p in told if not is_of_rival(reading, p)]


def _labels_result(passage: Passage) -> bool:
    """ "Loss: 0.4"; "English: 18.5" below "Perplexity"."""
    if not passage.label:
        return False
    is_printed = bool(_AUTOMATIC.match(passage.label) and re.search(r"\d", passage.said))
    is_share = passage.is_under(_RESULTS_TITLE, 1) and bool(_SHARE.match(passage.said))
    is_measured = passage.is_under(_MEASURE_TITLE, 1) and bool(VALUE.match(passage.said.strip("*` ")))
    return is_printed or is_measured or is_share


def _states_result(passage: Passage) -> bool:
    text = passage.text
    if _labels_result(passage) or (passage.find(_ON_TEST_SET) and passage.find(_IN_WORDS)):
        return True
    if (
        passage.find(_MEASURED)
        and passage.find(_IN_WORDS)
        and re.search(r"\b(?:on|auf|en el|на тест\w*)\b|[:：]|在|为|達|达到", text)
    ):
        return True
    if any(passage.find(pattern) for pattern in (_PREFERRED, _RANKED, _RATED, _PRINTED)):
        return True
    if passage.find(_SCORE_OF) and not passage.cells:
        return True
    return bool(
        passage.find(_SCORED)
        and passage.find(_IN_WORDS)
        and (passage.is_under(_TITLE, 1) or passage.find(BENCHMARK) or passage.find(_PUBLIC_TEST))
    )


def _is_of_another(reading: Reading, passage: Passage) -> bool:
    """ "Kestrel-7B outperforms Tern" in the card of a model made from it."""
    if passage.is_under(_REFERENCES, 1):
        return True
    sentence = sentence_of(reading, passage)
    found = _SUBJECT.match(sentence.text)
    name = letters(sentence.mentions[int(found["n"])].id.rsplit("/", 1)[-1]) if found else ""
    own = own_name(reading)
    return bool(name) and not own.startswith(name) and not name.startswith(own) and name[:4] != own[:4]


def _claims(passages: Iterable[Passage]) -> list[Passage]:
    found = []
    for passage in passages:
        if passage.header:
            continue
        is_claim = bool(passage.find(_CLAIM)) and bool(passage.find(_TESTED))
        is_test = passage.is_under(_TITLE) and bool(passage.find(_EXAMINED))
        is_pointer = passage.is_under(_TITLE, 1) and bool(passage.urls) and bool(passage.find(_RESULTS))
        is_told = is_claim or is_pointer or (is_test and not passage.find(_PLANNED))
        if is_told and passage.length >= 5 and not passage.find(_NO_TEST):
            found.append(passage)
    return found


EVALUATION = apart_from_base(evaluation)
