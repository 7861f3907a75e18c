"""The trial of the candidates that were kept: fetched, and asked the same, unattended. No widget here."""
