"""Sets of tests as a person would write them."""

from explorer.evaluate.eval_set import Check, EvalCase, EvalSet, EvalTurn, Variable
from explorer.evaluate.store import EvalStore, StoredSet

FENCES = "tiny/fences/fences-Q8_0.gguf"  # a model
LETTERS, INVOICES, COMPLAINTS = "Clinic letters", "Invoices to JSON", "Replies to complaints"
TITLES = (
    "Next appointment", "Medicine as JSON", "Dose with its unit", "Who sent the letter", "At most 80 words",
    "Allergy is named", "No allergy invented", "Answers in German", "Blood pressure", "Diagnosis not stated",
    "Urgent or routine", "All four medicines", "Stopped medicine", "Follow-up in weeks", "9,800-token letter",
    "No advice", "Age, no birth date", "Value out of range", "Table to sentences",
    "Keeps every date", "Which ward", "Two letters at once", "Asked by the patient", "Signature left out",
)  # fmt: skip
LETTER = (
    "Thank you for referring this 61-year-old with diabetes and high blood pressure. He takes metformin"
    " 500 mg twice a day with his meals and has done so for three years without trouble. "
) * 7
ASKED = "Which medicine, what dose in mg, how often a day? Answer with a JSON object.\n\n{{letter}}"
SYSTEM = "Answer only from the letter."
SCHEMA = '{"required": ["medicine", "dose_mg", "per_day"]}'
FENCED = '```json\n{\n  "medicine": "metformin",\n  "dose_mg": 500,\n  "per_day": 2\n}\n```'


def case(number: int, title: str, asked: str = "", *checks: Check) -> EvalCase:
    turns = (EvalTurn("user", asked or f"{title}: what does the letter say?\n\n{{{{letter}}}}"),)
    return EvalCase(
        f"case{number}", title, turns, checks or (Check("icontains", title.split(maxsplit=1)[0]),)
    )


def clinic_letters() -> EvalSet:
    """24 tests on one letter, the second of which has four checks."""
    checks = (
        Check("is-json", SCHEMA),
        Check("contains", "metformin"),
        Check("number", "dose_mg = 500 ± 0"),
        Check("contains", "I cannot", is_not=True),
    )
    cases = [case(number, title) for number, title in enumerate(TITLES, start=1)]
    cases[1] = case(2, TITLES[1], ASKED, *checks)
    return EvalSet(cases=tuple(cases), system=SYSTEM, variables=(Variable("letter", LETTER),))


def plain_set(count: int) -> EvalSet:
    return EvalSet(
        cases=tuple(case(n, f"Question {n}", f"What is {n} and {n}?") for n in range(1, count + 1))
    )


CONVERSATION = (
    EvalTurn("user", "When is the next appointment?"),
    EvalTurn("assistant", "On 3 May."),
    EvalTurn("user", "At what time?"),
)
LONG_TITLE = "A title that says much more than anybody would ever read in a list of tests " * 2
PATTERNS = ("(unclosed", "café|naïve", "{{no such value}}")


def odd_set() -> EvalSet:
    """Every form of a check, some of them broken."""
    checks = (
        Check("regex", PATTERNS[0]),
        Check("regex", PATTERNS[1], is_not=True),
        Check("contains-all", "metformin\n500 mg"),
        Check("choice", "* urgent\nroutine"),
        Check("latency", threshold=5.0),
        Check("similar", PATTERNS[2], 1.5),
        Check("person"),
        Check("of a newer version", "metformin"),
    )
    return EvalSet(
        cases=(
            case(1, LONG_TITLE, ASKED * 4, *checks),
            EvalCase("case2", turns=(EvalTurn("user", " "),)),
            EvalCase("case3"),
        )
    )


def faulty_set() -> EvalSet:
    """Three tests, the first of which is sound; four things are wrong."""
    return EvalSet(
        cases=(
            EvalCase("1", TITLES[0], (EvalTurn("user", "Say yes."),), (Check("contains", "yes"),)),
            EvalCase("2", TITLES[1], (EvalTurn("user", "Say {{what}}."),), (Check("regex", "(a"),)),
            EvalCase("3", TITLES[2], (EvalTurn("user", "Is it?"),), (Check("llm-rubric", "Is polite"),)),
        ),
        variables=(Variable("other", "x"),),
    )


def last_set(store: EvalStore) -> StoredSet:
    """The one that was changed last."""
    stored = store.set(store.listed()[0].id)
    assert stored is not None
    return stored
