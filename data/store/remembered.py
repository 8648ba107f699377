"""Remembering what was computed, for as long as the store stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from inspect import Parameter, signature
from typing import Any, ParamSpec, TypeVar, cast

from data.settings import settings
from data.store.store import ENTERED, Snapshot, current, going_by, is_entered

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def remembered(
    maxsize: int,
) -> Callable[[Callable[_Arguments, _Result]], Callable[_Arguments, _Result]]:
    """Decorate a function so that the same question is computed once for each state of the store.

    Parameters
    ----------
    maxsize : int
        How many answers are kept.

    Returns
    -------
    callable
        The decorator, of functions whose arguments can all be given by place. As with
        `functools.lru_cache`, arguments must be hashable and answers must not be changed by those
        who get them.

    Notes
    -----
    The store's folder, its last change that figures can rest on, and who may see what, are part of
    the question: an answer from before an import is never given after it. A store that holds
    nothing but what a meeting entered is like any other such store, so that undoing the only
    import finds what was known before it. Changes of the kinds in `ENTERED` alone do not count: a
    function that reads one of those must not be remembered, or must get what it reads as an
    argument.

    Examples
    --------
    >>> @remembered(maxsize=4)
    ... def twice(number: int) -> int:
    ...     print("computing")
    ...     return 2 * number
    >>> twice(2), twice(2)
    computing
    (4, 4)
    """

    def decorate(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
        form = signature(function)
        if any(one.kind is not one.POSITIONAL_OR_KEYWORD for one in form.parameters.values()):
            raise TypeError(f"An argument of {function.__qualname__} cannot be given by place.")
        defaults = [one.default for one in form.parameters.values()]
        needed = defaults.count(Parameter.empty)

        @lru_cache(maxsize=maxsize)
        def kept(_state: object, *arguments: Any) -> _Result:
            return cast(Callable[..., _Result], function)(*arguments)

        @wraps(function)
        def asked(*arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Result:
            # A default that is left out and one that is said are the same question. Binding is
            # slow, and a page asks hundreds of times, by place nearly always.
            if not named and needed <= len(arguments) <= len(defaults):
                whole = (*arguments, *defaults[len(arguments) :])
            else:
                bound = form.bind(*arguments, **named)
                bound.apply_defaults()
                whole = bound.args
            held = current()
            # An import in another session must not change what is read half-way.
            with going_by(held):
                return kept(_state(held), *whole)

        asked.cache_clear = kept.cache_clear  # type: ignore[attr-defined]
        return cast(Callable[_Arguments, _Result], asked)

    return decorate


def _state(held: Snapshot) -> object:
    chosen = settings()
    return _figures_of(held), chosen.show_restricted, chosen.suppress_up_to


# Asked with every remembered question, and the same for as long as the snapshot is.
@lru_cache(maxsize=4)
def _figures_of(snapshot: Snapshot) -> tuple[object, ...]:
    """What stands for all figures of a state: nothing where only the packaged ones are there."""
    if all(kind in ENTERED for kind, _ in snapshot.entries):
        return ()
    changes = (change.number for change in reversed(snapshot.history) if not is_entered(change))
    return snapshot.folder, next(changes, 0)
