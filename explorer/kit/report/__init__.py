"""Reports as files: blocks that a room makes, written as HTML, Markdown and PDF."""
