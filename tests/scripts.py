"""Loads what is no module: ``dev`` and the scripts of packaging, whose folder has the name of a library."""

import importlib.util
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType


def load_script(name: str, path: Path) -> ModuleType:
    loader = SourceFileLoader(name, str(path))
    spec = importlib.util.spec_from_loader(name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # a cache beside a script helps nobody
    loader.exec_module(module)
    sys.dont_write_bytecode = written
    return module
