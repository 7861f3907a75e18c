"""The pages beside the table: the fact sheet of a model, and changes at the Hub."""
