"""Everything that runs the app on purpose: tests, scenes, the tour, benchmarks."""

import os

# The models of other programs on this machine are none of theirs; who needs some names a folder of its own.
os.environ.setdefault("EXPLORER_OTHER_APPS", "")
# Nor is the keyring of whoever runs them: this one forgets at once.
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
