"""The process that reads what users bring: ``python -m data.limits.child``, for the app alone.

It limits itself before it opens anything. What it is asked comes by its input, and what it answers
goes to its output; when its input ends the app is gone, and it goes too.
"""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any

from data.limits.messages import Asked, TooLargeError, received, send
from data.limits.reading import go_inside
from data.settings import PREFIX

try:
    import resource
except ImportError:  # Windows has none: there the app watches this process from outside
    resource = None  # type: ignore[assignment]

# Each thread reserves a stack that counts and is hardly touched.
_BYTES_FOR_THREADS = 32 * 2**20 * (os.cpu_count() or 1)
_SECONDS_TO_TELL = 5
# So much can be let go when there is no memory left, to say so.
_RESERVE_BYTES = 2**20
_NETWORK = {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"}


def main() -> None:
    """Answer what is asked, one after another, until the app is gone."""
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not come between two answers.
    os.dup2(2, 1)
    go_inside()
    sys.addaudithook(_refuse_network)
    if resource is not None:
        # The memory of a process that broke down holds what a partner entrusted.
        _soft_limit("RLIMIT_CORE", 0)
    asked: SimpleQueue[Asked] = SimpleQueue()
    Thread(target=_listen, args=(asked,), daemon=True).start()
    while True:
        _answer(asked.get(), answers)


def _listen(asked: SimpleQueue[Asked]) -> None:
    """Hear what is asked; a thread of its own, so that the end of the app ends a long reading."""
    while (content := received(sys.stdin.buffer)) is not None:
        asked.put(pickle.loads(content))
    os._exit(0)


def _refuse_network(event: str, _about: tuple[Any, ...]) -> None:
    if event in _NETWORK:
        raise PermissionError("Reading a file needs no network.")


def _answer(asked: Asked, answers: IO[bytes]) -> None:
    reserve = bytearray(_RESERVE_BYTES)
    try:
        _prepare(asked)
        found = pickle.loads(asked.call)()
        if asked.several:
            for one in found:
                send(answers, ("one", one), asked.largest)
                _limit_time(asked.seconds)
            found = None
        send(answers, ("done", found), asked.largest)
    except (MemoryError, TooLargeError):
        del reserve
        send(answers, ("memory", None))
    except Exception as error:
        _send_error(answers, error)


def _send_error(answers: IO[bytes], error: Exception) -> None:
    try:
        # An exception of several arguments may pack and not unpack.
        pickle.loads(pickle.dumps(error))
    except Exception:
        error = RuntimeError(f"{type(error).__name__}: {error}")
    send(answers, ("error", error))


def _prepare(asked: Asked) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]
    os.environ.update(asked.settings)
    os.chdir(asked.place)
    tempfile.tempdir = asked.folder
    # What counts here is memory that can be written to. All that is mapped (RLIMIT_AS) would be
    # gigabytes before anything is read: the allocators reserve far more than they use.
    _soft_limit("RLIMIT_DATA", asked.memory + _BYTES_FOR_THREADS)
    _limit_time(asked.seconds)


def _limit_time(seconds: float) -> None:
    """Let the processor be used so long from now on: the app may be killed and not watch."""
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    more = seconds * (os.cpu_count() or 1) + _SECONDS_TO_TELL
    _soft_limit("RLIMIT_CPU", int(used.ru_utime + used.ru_stime + more))


def _soft_limit(name: str, most: int) -> None:
    """Set a limit that can be raised again for the next file."""
    if resource is None:
        return
    setrlimit: Callable[[int, tuple[int, int]], None] = resource.setrlimit
    number = getattr(resource, name)
    _, hard = resource.getrlimit(number)
    # macOS knows the name of some and refuses to set them.
    with suppress(ValueError, OSError):
        within = most if hard == resource.RLIM_INFINITY else min(most, hard)
        setrlimit(number, (within, hard))


if __name__ == "__main__":
    main()
