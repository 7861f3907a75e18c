"""A question becomes an answer that is kept: asked, measured and recorded, the same for all who ask."""
