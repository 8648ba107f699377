"""What can go wrong with a download: faults that pass, and faults that do not."""

from __future__ import annotations


class FetchError(ValueError):
    """A download cannot be finished; the message says why and what to do next."""


class NotThereError(FetchError):
    """The publisher answers, and has nothing at this address."""


class NothingOfferedError(FetchError):
    """The publisher answers, and offers none of the months asked for: there is nothing to mend."""


class UnreachableError(FetchError):
    """The publisher cannot be reached from this machine: no internet, or a network that blocks."""


class PassingFault(Exception):  # noqa: N818 - no error yet: it is asked again
    """A fault that may be gone when the same thing is asked again.

    Parameters
    ----------
    message : str
        What happened, as a clause that the final message can begin with.
    wait : float, optional
        Seconds that the server asked to be left alone for.
    """

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait

    def final(self, tries: int) -> FetchError:
        """Say it as an error, once asking again has not helped."""
        return FetchError(
            f"{self}, {tries} times in a row. What had arrived is kept; run the same command again "
            "later and it goes on from there."
        )


class NotConnected(PassingFault):
    """No connection could be made at all; asking many times more would only keep people waiting."""

    def final(self, tries: int) -> FetchError:
        """Say it as an error."""
        return UnreachableError(f"{self}.")
