"""Whether anything was written since: what is remembered of an index holds only until then."""

from explorer.base.store import Store

type IndexState = tuple[int, int]


def state_of(reads: Store) -> IndexState:
    """Another one after each write: by another connection, also of another process, or by this one."""
    (row,) = reads.read("SELECT data_version, total_changes() AS own FROM pragma_data_version")
    return row["data_version"], row["own"]
