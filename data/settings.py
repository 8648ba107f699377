"""The few settings of an installation, read from environment variables that begin with CSP_."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "CSP_"
# A name or IPv4 address; an IPv6 address.
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[?[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*\]?")


class SettingsError(ValueError):
    """A setting cannot be used; the message names the variable and what it may be."""


_MEMORY = r"^\d+(\.\d+)?\s?(MB|GB)$"
_BYTES = {"MB": 10**6, "GB": 10**9}
# The readers themselves take 0.2 GB before they have read anything.
_LEAST_UPLOAD = "400MB"


def bytes_of(memory: str) -> int:
    """Return the bytes that a setting of memory names.

    Parameters
    ----------
    memory : str
        A number and its unit, MB or GB.

    Returns
    -------
    int

    Examples
    --------
    >>> bytes_of("1.5 GB")
    1500000000
    """
    return int(float(memory[:-2]) * _BYTES[memory[-2:]])


def _enough(memory: str) -> str:
    if bytes_of(memory) < bytes_of(_LEAST_UPLOAD):
        raise ValueError(f"{_LEAST_UPLOAD} is the least that reading a file takes")
    return memory


def _host_names(told: object) -> tuple[str, ...]:
    """The names between the commas, as a request bears them: lower case, IPv6 without brackets."""
    names = [part.strip().lower() for part in str(told).split(",") if part.strip()]
    if unfit := [name for name in names if not _HOST.fullmatch(name)]:
        raise ValueError(
            f"'{unfit[0]}' is not a bare name or address. Write them between commas, without "
            "http:// and without a port"
        )
    return tuple(name.strip("[].") for name in names)


class Settings(BaseSettings):
    """What may differ between two machines that run the same app.

    Attributes
    ----------
    store : Path
        ``CSP_STORE``: folder of what is imported and entered (default ``var``), absolute.
    show_restricted : bool
        ``CSP_SHOW_RESTRICTED``: show restricted indicators below the district. Off unless it is
        said: everyone who can reach the app then sees them, after disclosure control.
    suppress_up_to : int
        ``CSP_SUPPRESS_UP_TO``: counts of a restricted indicator from 1 up to this are suppressed
        in areas below the district.
    allow_changes : bool
        ``CSP_ALLOW_CHANGES``: let readers change things who are not on this machine. Off unless it
        is said: everyone who can reach the app may then import, enter and undo.
    behind_proxy : bool
        ``CSP_BEHIND_PROXY``: a proxy passes requests on, so that none of them is known to be made
        on this machine.
    engine : str
        ``CSP_ENGINE``: what counts records: ``duckdb``, ``local[2]`` or ``spark://host:port``.
    memory_limit : str
        ``CSP_MEMORY_LIMIT``: how much memory DuckDB may take while it counts.
    upload_memory : str
        ``CSP_UPLOAD_MEMORY``: how much memory the process may take that reads what users bring.
    upload_seconds : float
        ``CSP_UPLOAD_SECONDS``: how long it may take over one file, or one month of an archive.
    hosts : tuple of str
        ``CSP_HOSTS``: names and addresses, between commas, that the app answers to besides
        those of its own machine (``csp.example.gov.uk,10.1.2.3``).
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    # Absolute once and for all: every remembered figure asks where the store is, and looking at
    # each part of its path each time took a tenth of a page's run.
    store: Annotated[Path, AfterValidator(Path.resolve)] = Field(
        default=Path("var"), validate_default=True
    )
    show_restricted: bool = False
    suppress_up_to: int = Field(default=5, ge=1, le=100)
    allow_changes: bool = False
    behind_proxy: bool = False
    engine: str = Field(default="duckdb", pattern=r"^(duckdb|local(\[(\d+|\*)\])?|spark://\S+)$")
    memory_limit: str = Field(default="1GB", pattern=_MEMORY)
    upload_memory: Annotated[str, AfterValidator(_enough)] = Field(default="2GB", pattern=_MEMORY)
    upload_seconds: float = Field(default=120, ge=1, le=86_400)
    hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_host_names)] = Field(
        default="", validate_default=True
    )


_VARIABLES = tuple(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)


def settings() -> Settings:
    """Return the settings of the environment.

    Returns
    -------
    Settings

    Raises
    ------
    SettingsError
        If a variable cannot be used.

    Examples
    --------
    >>> settings().suppress_up_to >= 1
    True
    """
    # Read anew only where a variable changed: a screen asks many times in one run.
    return _read(tuple(map(os.environ.get, _VARIABLES)))


@lru_cache(maxsize=8)
def _read(_values: tuple[str | None, ...]) -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{PREFIX}{str(first['loc'][0]).upper()}"
        raise SettingsError(
            f"The setting {name} is '{first['input']}', which cannot be used: "
            f"{first['msg'].removeprefix('Value error, ')}. "
            "Correct it, or remove it for the default."
        ) from None
