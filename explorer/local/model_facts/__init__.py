"""What is known of a model here: card, header, lineage, from disk and Hub."""
