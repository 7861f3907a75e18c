"""What was kept may be damaged: by a disk, by another program, by hand."""

import msgspec

# What bytes from anywhere may do to whoever makes a value of them. Deep nesting is met by Python's own limit.
UNREADABLE = (msgspec.MsgspecError, ValueError, TypeError, KeyError, OverflowError, RecursionError)
