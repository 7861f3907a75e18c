"""Guards: what keeps a phrase from counting where it stands, each reason a small function with a name.

Guards and rules know each other. Rules ask guards whether what a phrase found counts. Guards ask rules what a
name or a subject is (``rules/subject``, ``rules/lineage/names``), and those of a base whom the lineage names
as parents: whether a sentence is of this model cannot be told without them.
"""
