"""What the app and the process that reads for it say to each other, through a pipe each way."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, Literal

_LENGTH_BYTES = 8

# What became of what was asked: one of several answers, the last one, or why there is none.
Kind = Literal["one", "done", "error", "memory"]


@dataclass(frozen=True)
class Asked:
    """What is to be read, and how much it may take.

    Parameters
    ----------
    call : bytes
        A pickled function without arguments. Its module is imported under the limits.
    several : bool
        Whether each of what the function yields is an answer.
    memory : int
        Bytes that the process may hold.
    seconds : float
        Seconds of processor time, of each processor, that an answer may take.
    largest : int
        Bytes that an answer may have.
    place, folder : str
        The folder to work in, for relative paths, and the one for temporary files.
    settings : dict
        The variables of the app's settings as they are now.
    """

    call: bytes
    several: bool
    memory: int
    seconds: float
    largest: int
    place: str
    folder: str
    settings: dict[str, str]


class TooLargeError(ValueError):
    """An answer is larger than it may be."""


def send(pipe: IO[bytes], message: Any, largest: int | None = None) -> None:
    """Send one message whole."""
    content = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    if largest is not None and len(content) > largest:
        raise TooLargeError
    pipe.write(len(content).to_bytes(_LENGTH_BYTES, "little"))
    pipe.write(content)
    pipe.flush()


def received(pipe: IO[bytes], largest: Callable[[], int] | None = None) -> bytes | None:
    """Return the next message, still packed; None where it is too large, or nobody is there."""
    head = pipe.read(_LENGTH_BYTES)
    if len(head) < _LENGTH_BYTES:
        return None
    length = int.from_bytes(head, "little")
    if largest is not None and length > largest():
        return None
    content = pipe.read(length)
    return content if len(content) == length else None
