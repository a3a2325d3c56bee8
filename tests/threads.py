"""Doing things at one moment, in threads and connections of their own."""

from threading import Barrier, Thread

from django.db import connections

from gongzhi.base.errors import GongzhiError


def at_once(acts: list) -> list[GongzhiError | None]:  # type: ignore[type-arg]
    """Do things in threads of their own at one moment; return what each ended with."""
    barrier, ended = Barrier(len(acts)), [None] * len(acts)

    def run(position: int) -> None:
        barrier.wait()
        try:
            acts[position]()
        except GongzhiError as error:
            ended[position] = error  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(position,)) for position in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended  # type: ignore[return-value]
