"""From a need to candidates: the Hub, this disk and endpoints are looked through, and each says why."""
