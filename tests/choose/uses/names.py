"""What stands on the pages of uses and companies and is nobody's to translate: names, addresses, tests."""

from explorer.choose.companies.index import included_index
from explorer.choose.need import Purpose
from explorer.choose.uses.starting_sets import starting_set
from explorer.choose.uses.use_page import use_pages
from explorer.evaluate.eval_set import title_of


def texts() -> tuple[str, ...]:
    index = included_index()
    tests = [title_of(case) for purpose in Purpose for case in starting_set((purpose,)).cases]
    return (
        *(word for page in use_pages() for word in (*page.searches, *(model.name for model in page.models))),
        *(*index.makers, index.name, index.by, f"{index.by}, {index.license}."),
        *(part for title in tests for part in (title, *title.split())),
        *(
            "Provider large",
            "Foundation Model Transparency Index, December 2026",
            "December 2026",
            "North AI",
            "South AI",
            "Upstream",
            "Data sources",
            "Energy",
        ),
    )
