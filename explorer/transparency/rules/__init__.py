"""One rule per dimension: from a reading to a finding. A rule that is not built is not here."""
