"""Formulas in the syntax of LaTeX become pictures of paths, drawn in a process of their own."""
