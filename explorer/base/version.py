"""Which version of this app runs, told where it is needed: reading it loads 60 modules of the library."""


def app_version() -> str:
    from importlib.metadata import version  # noqa: PLC0415  see above

    return version("open-model-explorer")
