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
    sys.path.insert(0, str(path.parent))  # its neighbours are imported by their plain names
    loader.exec_module(module)
    sys.path.remove(str(path.parent))
    sys.dont_write_bytecode = written
    return module
