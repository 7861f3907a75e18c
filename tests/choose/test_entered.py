"""What a person entered of a provider: told with its date, and as old after half a year."""

from datetime import date

from explorer.choose.decision import EnteredTerms
from explorer.choose.entered import entered_facts
from explorer.domain.endpoint import EndpointPrice

TODAY = date(2026, 12, 2)


def test_each_thing_is_told_with_its_date_and_its_address() -> None:
    terms = EnteredTerms("Letters are kept for 30 days.", 128_000, "https://llm.example/terms", "2026-11-01")
    price = EndpointPrice(0.6, 2.4, source="https://llm.example/prices", on="2026-11-20")
    facts = entered_facts(terms, price, TODAY)
    assert [fact.text for fact in facts] == [
        "Letters are kept for 30 days.",
        "128,000 tokens of context",
        "$0.60 for a million tokens read, $2.40 written",
    ]
    assert [fact.told for fact in facts][-1] == "as you read it on 2026-11-20"
    assert [fact.is_old for fact in facts] == [False, False, False]
    assert facts[0].source == "https://llm.example/terms"


def test_after_half_a_year_it_may_have_changed() -> None:
    (fact,) = entered_facts(EnteredTerms("Free.", on="2026-05-01"), None, TODAY)
    assert fact.is_old
    assert "may have changed" in fact.told


def test_without_a_date_nothing_is_said_of_its_age() -> None:
    (fact,) = entered_facts(EnteredTerms("Free.", on="some day"), None, TODAY)
    assert not fact.is_old


def test_where_nothing_was_entered_nothing_is_told() -> None:
    assert entered_facts(None, None, TODAY) == ()
    assert entered_facts(EnteredTerms(on="2026-11-01"), None, TODAY) == ()
