"""The phrases by which cards tell something: data in ``resources/phrases``, read when one is asked for."""
