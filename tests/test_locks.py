"""The locks hold what the requirements files pin, for every system, each file by its hash."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PAIRS = ("requirements", "requirements-dev", "requirements-spark")
# What differs between the systems that the app is said to run on, as markers see it.
SYSTEMS = {
    "Windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
    "macOS": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "Linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
}
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def pins(name: str) -> list[Requirement]:
    lines = (ROOT / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]


def locked(name: str) -> list[tuple[Requirement, list[str]]]:
    """Each requirement of a lock with its hashes; a line of any other form is told."""
    found: list[tuple[Requirement, list[str]]] = []
    for line in (ROOT / f"{name}.lock").read_text(encoding="utf-8").splitlines():
        text = line.removesuffix("\\").strip()
        if _HASH.fullmatch(text):
            found[-1][1].append(text)
        elif text and not text.startswith("#"):
            assert re.match(r"[a-z0-9-]+==", text), f"{name}.lock: not a pinned version: {text}"
            found.append((Requirement(text), []))
    return found


def version(requirement: Requirement) -> str:
    (only,) = requirement.specifier
    assert only.operator == "==", f"not one version: {requirement}"
    return only.version


@pytest.mark.parametrize("name", PAIRS)
def test_every_direct_pin_is_locked_at_its_version_everywhere(name: str) -> None:
    versions = {one.name: version(one) for one, _ in locked(name) if one.marker is None}
    direct = {canonicalize_name(one.name): version(one) for one in pins(name)}
    assert direct == {one: versions.get(one) for one in direct}, "run `make lock`"


@pytest.mark.parametrize("name", PAIRS)
def test_nothing_is_locked_without_a_hash(name: str) -> None:
    assert [str(one) for one, hashes in locked(name) if not hashes] == []


@pytest.mark.parametrize("name", PAIRS)
def test_no_lock_names_an_index_or_a_place_on_a_machine(name: str) -> None:
    text = (ROOT / f"{name}.lock").read_text(encoding="utf-8")
    assert re.findall(r"^.*(?:://|--index|--extra-index|--find-links| @ |/).*$", text, re.M) == []


def test_compiled_packages_are_locked_for_more_than_the_machine_that_wrote_the_lock() -> None:
    """Three systems by four Pythons are twelve wheels; one machine's own are one or two."""
    hashes = {one.name: len(found) for one, found in locked("requirements")}
    for name in ("pandas", "numpy", "scipy", "shapely", "pyproj", "duckdb", "pyarrow"):
        assert hashes[name] >= 12, name


@pytest.mark.parametrize("name", ["requirements-dev", "requirements-spark"])
def test_the_locks_agree_on_what_they_share(name: str) -> None:
    """One environment is filled from both: the second must not undo what the first installed."""
    ours = {(one.name, str(one.marker)): version(one) for one, _ in locked("requirements")}
    theirs = {(one.name, str(one.marker)): version(one) for one, _ in locked(name)}
    shared = ours.keys() & theirs.keys()
    assert {key: ours[key] for key in shared} == {key: theirs[key] for key in shared}


def applying(names: tuple[str, ...], system: dict[str, str]) -> dict[str, str]:
    """The version of each package that the locks install on a system."""
    everything = [one for name in names for one, _ in locked(name)]
    return {
        one.name: version(one)
        for one in everything
        if one.marker is None or one.marker.evaluate(system)
    }


def lacking(wanted: list[Requirement], there: dict[str, str], system: dict[str, str]) -> list[str]:
    """What the installed packages say they need on a system, and the locks do not install there."""
    lacks: list[str] = []
    seen: set[str] = set()
    queue = list(wanted)
    while queue:
        one = queue.pop()
        if str(one) in seen:
            continue
        seen.add(str(one))
        name = canonicalize_name(one.name)
        if not one.specifier.contains(there.get(name, ""), prereleases=True):
            lacks.append(f"{one} ({there.get(name, 'not locked')})")
        try:
            needs = [Requirement(text) for text in requires(name) or []]
        except PackageNotFoundError:
            # Of another system only: it is locked, but what it needs is not known on this one.
            continue
        extras = one.extras or {""}
        queue += [
            need
            for need in needs
            if need.marker is None
            or any(need.marker.evaluate({**system, "extra": extra}) for extra in extras)
        ]
    return lacks


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("names", [PAIRS[:1], PAIRS[:2]], ids=["to run", "to develop"])
def test_the_locks_are_complete_on_every_system(names: tuple[str, ...], system: str) -> None:
    environment = {**default_environment(), **SYSTEMS[system]}
    wanted = [pin for name in names for pin in pins(name)]
    assert lacking(wanted, applying(names, environment), environment) == []


def test_what_only_one_system_needs_is_locked_for_it_alone() -> None:
    here = {
        name: applying(PAIRS[:2], {**default_environment(), **SYSTEMS[name]}) for name in SYSTEMS
    }
    # pytest writes colours through colorama on Windows; Streamlit watches files itself on macOS.
    assert {name for name in SYSTEMS if "colorama" in here[name]} == {"Windows"}
    assert {name for name in SYSTEMS if "watchdog" in here[name]} == {"Windows", "Linux"}
    # Windows has no time zones of its own.
    assert "tzdata" in here["Windows"]
