"""The page of a decision as `omx choose` writes it."""

from collections.abc import Sequence
from pathlib import Path

from explorer.base.files import write_export
from explorer.choose.deciding.decision_page import decision_page
from explorer.cli.choose_trial import models_of
from explorer.cli.choose_verb import PARTLY
from explorer.cli.output import Output
from explorer.services import Core
