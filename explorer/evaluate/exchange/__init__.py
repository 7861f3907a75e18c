"""Sets of tests from and to files of others."""
