"""What may be sent: kept whole, whoever writes at the same time."""

from threading import Thread

from explorer.base.store import Store
from explorer.documents.consents import DocumentConsents
from tests.backends.scripted import ScriptedModel

FAR = ScriptedModel()


def test_of_two_that_agree_and_forget_at_the_same_time_none_is_lost(store: Store) -> None:
    consents = DocumentConsents(store)

    def agree(thread: int) -> None:
        for number in range(40):
            consents.agree(FAR, {f"{thread} {number}": ""})
            consents.agree(FAR, {f"passing {thread} {number}": ""})
            consents.forget((f"passing {thread} {number}",))

    threads = [Thread(target=agree, args=(one,)) for one in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.what for one in consents.kept) == sorted(
        f"{thread} {number}" for thread in range(3) for number in range(40)
    )
