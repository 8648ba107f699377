"""What a damaged workbook does to its reader, told as a refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

_NOT_OF_THE_FILE = (MemoryError, KeyboardInterrupt, SystemExit, GeneratorExit)


@contextmanager
def damage_told(
    refusal: Callable[[str], Exception], *passed: type[BaseException]
) -> Iterator[None]:
    """Raise what a damaged file does to its reader as a refusal.

    Parameters
    ----------
    refusal : callable
        Makes the error to raise of the reader's own words.
    *passed : exception types
        Errors that are raised as they are.

    Yields
    ------
    None
        To the block that reads.

    Raises
    ------
    Exception
        What ``refusal`` makes. Damage surfaces as errors of every kind, and as panics of the
        reader's own language, which are no `Exception`. A lack of memory is none of the file's.

    Examples
    --------
    >>> with damage_told(lambda said: ValueError(f"The file is damaged: {said}.")):
    ...     raise KeyError("sheet1")
    Traceback (most recent call last):
        ...
    ValueError: The file is damaged: 'sheet1'.
    """
    try:
        yield
    except BaseException as error:
        if isinstance(error, (*_NOT_OF_THE_FILE, *passed)):
            raise
        raise refusal(str(error)) from None
