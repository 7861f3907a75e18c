"""The Hugging Face Hub: search, repos, cards and downloads. No Qt."""
