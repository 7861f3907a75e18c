"""Emissions: grams in the metadata beside other units in prose, and the two ways to count them."""

import pytest

from tests.transparency.cards import finding

YAML = "---\nco2_eq_emissions: 1780\n---\n# Wren\n\n## Environmental impact\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "Training emitted 1780 kg CO2.",
        "The training run caused 17.8 kg of CO2.",
        "- **Carbon Emitted:** 1.78 tons CO2eq",
        "Fine-tuning it produced about 178 g CO2e.",
        "Training: 17,800 kg CO2eq were emitted.",
        "Estimated emissions of the training were 2.5 kg.",
    ],
)
def test_metadata_and_text_that_state_other_amounts_are_a_conflict(text: str) -> None:
    found = finding("compute", YAML + text)
    assert found.value["CO₂"] == "1.78 kg"
    assert "1.78 kg" in found.conflict
    assert "card, line" in found.conflict
    assert {e.kind for e in found.evidence} == {"yaml", "card"}


@pytest.mark.parametrize(
    "text",
    [
        "Training emitted 1.78 kg CO2.",
        "Training emitted 1,78 kg CO2.",
        "Training emitted 1,780 g of CO2.",
        "Training emitted 1.780 g of CO2.",
        "Training emitted 0.00178 tons of CO2.",
        "Training emitted about 2 kg CO2.",
        "Training emitted 1.7 kg CO2.",
        "Training emitted 0.5 kg CO2/kWh.",
        "Training of all models of this family emitted 40 kg CO2.",
        "Training would emit 40 kg CO2 on other machines.",
        "Training emitted 1.1 kg CO2, and the ablations another 0.68 kg CO2.",
    ],
)
def test_amounts_that_may_be_the_same_are_no_conflict(text: str) -> None:
    assert finding("compute", YAML + text).conflict == ""


def test_metadata_on_the_tuning_do_not_contradict_a_sentence_on_the_pretraining() -> None:
    card = "---\nco2_eq_emissions:\n  emissions: 1780\n  training_type: fine-tuning\n---\n# Wren\n\n"
    assert finding("compute", f"{card}Pretraining emitted 31 tons CO2eq.").conflict == ""
    assert finding("compute", f"{card}Fine-tuning emitted 31 tons CO2eq.").conflict


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Total location-based greenhouse gas emissions of training were 420 tons CO2eq. With renewable "
            "energy, the total market-based emissions of training were 0 tons CO2eq.",
            "420 tons CO2eq (location-based) · 0 tons CO2eq (market-based)",
        ),
        (
            "Training emitted 31 tCO2eq (location-based), or 2 tCO2eq (market-based).",
            "31 tCO2eq (location-based) · 2 tCO2eq (market-based)",
        ),
        (
            "Location-based and market-based emissions of training were 31 t and 2 t, respectively.",
            "31 t (location-based) · 2 t (market-based)",
        ),
        ("Training emitted 31 tCO2eq, market-based.", "31 tCO2eq (market-based)"),
        ("- **Location-based emissions of training:** 31 tCO2eq", "31 tCO2eq (location-based)"),
        (
            "The 31 tCO2eq which training emitted are location-based, not market-based.",
            "31 tCO2eq (location-based)",
        ),
        ("The emissions of training were 31 tons.", "31 tons"),
        ("Training emitted ~31 tCO2eq.", "~31 tCO2eq"),
        ("Training emitted less than 31 kg of CO2.", "less than 31 kg of CO2"),
        (
            "Training emitted 31 t CO2eq location-based, where training the older Wren emitted 50 t CO2eq.",
            "31 t CO2eq (location-based)",
        ),
    ],
)
def test_how_emissions_are_counted_is_said_with_each_amount(text: str, said: str) -> None:
    assert finding("compute", f"# Wren\n\n{text}\n").value["CO₂"] == said


def test_a_row_has_the_unit_and_the_way_of_its_titles() -> None:
    table = (
        "| Model | Training GPU hours | Location-based emissions (tons CO2eq) "
        "| Market-based emissions (tons CO2eq) |\n|---|---|---|---|\n| Wren | 1,200 | 420 | 0 |\n"
    )
    found = finding("compute", f"# Wren\n\n{table}")
    assert found.value["CO₂"] == "420 tons CO2eq (location-based) · 0 tons CO2eq (market-based)"


def test_the_metadata_are_told_the_way_of_the_amount_that_agrees() -> None:
    text = "Training emitted 1.78 kg CO2 (location-based) and 0.2 kg CO2 (market-based)."
    found = finding("compute", YAML + text)
    assert found.value["CO₂"] == "1.78 kg (location-based) · 0.2 kg CO2 (market-based)"
    assert {e.kind for e in found.evidence} == {"yaml", "card"}


@pytest.mark.parametrize(
    "text",
    [
        "The power for training has 0.4 kg CO2/kWh.",
        "Carbon emitted by training: 250W x 10h = 2.5 kWh x 0.57 kg",
        "Training took place in France (57g CO2eq/kWh).",
        "| Model | Training hardware | Carbon intensity (kg CO2e/kWh) |\n|---|---|---|\n| Wren | TPU | 0.3 |",
    ],
)
def test_a_factor_is_no_emission(text: str) -> None:
    assert "CO₂" not in (finding("compute", f"# Wren\n\n{text}\n").value or {})
