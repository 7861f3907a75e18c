"""May I use it? What stands in that cell of a model at an endpoint."""

import msgspec
import pytest

from explorer.base.resources import resource
from explorer.choose.candidate import Reason
from explorer.choose.deciding.cells import use_cell
from explorer.choose.decision import KeptCandidate
from explorer.choose.proposing.candidate_facts import CandidateFacts
from explorer.domain.endpoint import EndpointModel
from explorer.domain.facts import Dossier
from explorer.domain.words import Words
from explorer.transparency.licensing.licenses import load_licenses
from tests.settings.endpoint_data import lab


@pytest.mark.parametrize(
    ("address", "word"),
    [("http://127.0.0.1:8080/v1", "Not known"), ("https://llm.lab.example/v1", "Depends on its terms")],
)
def test_only_a_provider_has_terms(address: str, word: str) -> None:
    endpoint = msgspec.structs.replace(lab(), address=address)
    model = EndpointModel(endpoint, endpoint.entries[0])
    facts = CandidateFacts(KeptCandidate(model.id, model.name), Dossier(model.name), model)
    cell = use_cell(facts, Reason("unknown", Words("its license")), load_licenses(resource("licenses.yaml")))
    assert cell.lines[0].text == word
