"""The errors that damaged bytes may raise: a file or a row may be damaged by a disk, another program, or by
hand.
"""

import msgspec

# What bytes from anywhere may do to whoever makes a value of them. Deep nesting is met by Python's own limit.
DECODE_ERRORS = (msgspec.MsgspecError, ValueError, TypeError, KeyError, OverflowError, RecursionError)
