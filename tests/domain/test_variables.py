"""Variables in texts that a person wrote."""

import pytest

from explorer.domain.variables import filled, variables_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Translate {{text}} into {{ target language }}, and {{text}} again", ("text", "target language")),
        ("{{語言}} {{Größe 2}} {{file-name}} {{a_b}}", ("語言", "Größe 2", "file-name", "a_b")),
        ("{{}} {{ }} {{_x}} {x} {{x}", ()),
        ("{% raw %}{{ user.name }} {{ x | upper }} {{#each}} {{a\nb}}", ()),  # a template of another program
        ("{{{a}}}", ("a",)),
        ("{{" + "x" * 500 + "}}", ()),
    ],
)
def test_variables_are_names_in_double_braces(text: str, names: tuple[str, ...]) -> None:
    assert variables_of(text) == names


def test_values_stand_in_their_places_as_they_are() -> None:
    text = "Say {{word}} to {{name}} and {{ word }}."
    assert filled(text, {"word": r"\1 {{name}}"}) == r"Say \1 {{name}} to {{name}} and \1 {{name}}."
    assert filled(text, {}) == text
