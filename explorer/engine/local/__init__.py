"""Models in files, run by llama.cpp in processes of their own."""
