"""`python -m tests.bench.counting`: a national year counted and imported, beside a bare scan.

The files are made up (`street_year`), in the publisher's format. Each measurement is a process of
its own, and they take turns, so that a slow minute slows all alike; CPU seconds are told beside
the clock's, for a busy machine spoils only the clock's. Both, and the peak, are of the process and
of the one that reads for it within limits (on Linux; elsewhere of the first alone). What a process
loads once, however much it then reads, is loaded before by reading one file. Nothing here passes
or fails.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from importlib.metadata import version
from pathlib import Path
from statistics import median

import duckdb

from data.__main__ import main as command_line
from data.catalogue.base import base_catalogue
from data.settings import settings
from data.street.apart import find_street_files
from data.street.counting import count_files
from data.street.files import STREET_COLUMNS
from data.street.importing import known_lsoas
from data.street.inspection import StreetFile, inspect_all
from tests.bench.street_year import FORCES, write_year

ROOT = Path(__file__).parents[2]
LAST_YEAR = 2025
_BY_CELL = 'SELECT "Month", "LSOA code", "Crime type", count(*) AS records FROM '


def bare(years: list[Path]) -> int:
    """DuckDB alone, told that all is text: no check of a file, no search for repeats."""
    return _scan(years, ", all_varchar=true")


def bare_told(years: list[Path]) -> int:
    """The same, told the columns and the dialect as well, so that it need not look for them."""
    columns = dict.fromkeys(STREET_COLUMNS, "VARCHAR")
    told = f"columns={columns}, auto_detect=false, header=true, delim=',', quote='\"', escape='\"'"
    return _scan(years, f", {told}")


def bare_untold(years: list[Path]) -> int:
    """The same, told nothing: it finds the types for itself."""
    return _scan(years, "")


def _scan(years: list[Path], options: str) -> int:
    files = sorted(str(path) for year in years for path in year.rglob("*.csv"))
    config = {"memory_limit": settings().memory_limit, "preserve_insertion_order": False}
    with duckdb.connect(config=config) as connection:
        query = f"{_BY_CELL} read_csv({files}{options}) GROUP BY ALL"
        cells = connection.execute(query).to_arrow_table()
    return sum(cells["records"].to_pylist())


def counted(years: list[Path]) -> int:
    """Our counting: every file checked, repeats found, an account of each month."""
    return _count(years, digest=False)


def counted_with_digests(years: list[Path]) -> int:
    """The same, and each file's SHA-256 for the history, as an import takes it."""
    return _count(years, digest=True)


def _count(years: list[Path], *, digest: bool) -> int:
    inspected = inspect_all(find_street_files(years).files, digest=digest)
    files = [one for one in inspected if isinstance(one, StreetFile)]
    verdicts = count_files(files, known_lsoas(), own=base_catalogue().force.slug)
    return sum(int(one.account["rows_read"]) for one in verdicts)


def imported(years: list[Path]) -> int:
    """The one command: counted, and each month put into the store."""
    return _import(years, "--no-points")


def imported_with_points(years: list[Path]) -> int:
    """The one command, with every record's snap point."""
    return _import(years)


def _import(years: list[Path], *options: str) -> int:
    with tempfile.TemporaryDirectory(prefix="bench-store-") as store:
        os.environ["CSP_STORE"] = store
        with redirect_stdout(sys.stderr):
            failed = command_line(["import", "police", *map(str, years), *options])
        if failed:
            raise SystemExit(failed)
        entries = json.loads(Path(store, "manifest.json").read_text())["entries"]
        held = [one["detail"] for one in entries if one["kind"] == "police_month"]
        return sum(int(one["rows_read"]) for one in held)


WAYS: dict[str, Callable[[list[Path]], int]] = {
    way.__name__: way
    for way in (
        bare,
        bare_told,
        bare_untold,
        counted,
        counted_with_digests,
        imported,
        imported_with_points,
    )
}


def measure(way: str, years: list[Path]) -> dict[str, float]:
    """Run one way in this process; seconds by the clock and of the CPU, peak memory, records."""
    with tempfile.TemporaryDirectory(prefix="bench-one-") as folder:
        shutil.copy(min(years[0].rglob("*.csv")), folder)
        WAYS[way]([Path(folder)])
    began, used = time.perf_counter(), _cpu()
    records = WAYS[way](years)
    return {
        "clock": time.perf_counter() - began,
        "cpu": _cpu() - used,
        "peak": _peak() / 1e3,
        "records": records,
    }


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    ticks = [int(part) for one in _readers() for part in (one / "stat").read_text().split()[13:15]]
    return used.ru_utime + used.ru_stime + sum(ticks) / os.sysconf("SC_CLK_TCK")


def _peak() -> int:
    """Kilobytes that the process, and each that reads for it, held at most."""
    held = [re.search(r"VmHWM:\s*(\d+)", (one / "status").read_text()) for one in _readers()]
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return own + sum(int(one[1]) for one in held if one)


def _readers() -> list[Path]:
    """Where Linux tells about the processes that read for this one; they wait for the next file."""
    told = [one.read_text() for one in Path("/proc/self/task").glob("*/children")]
    return [Path("/proc", pid) for pid in " ".join(told).split()]


def apart(way: str, years: list[Path]) -> dict[str, float]:
    """Measure in a process of its own."""
    words = [sys.executable, "-m", "tests.bench.counting", "--measure", way]
    words += map(str, years)
    run = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    told: dict[str, float] = json.loads(run.stdout)
    return told


def take_turns(ways: list[str], years: list[Path], turns: int) -> dict[str, list[dict[str, float]]]:
    """Measure each way in turn; a scan that is not counted warms the file cache first."""
    apart("bare", years)
    took: dict[str, list[dict[str, float]]] = {way: [] for way in ways}
    for turn in range(turns):
        for way in ways if turn % 2 else reversed(ways):
            took[way].append(apart(way, years))
    return took


def _times_bare(took: dict[str, list[dict[str, float]]], way: str, key: str) -> float:
    pairs = zip(took[way], took["bare"], strict=True)
    return median(one[key] / other[key] for one, other in pairs)


def tell(took: dict[str, list[dict[str, float]]]) -> None:
    """Print each way's median, and how it stands to the bare scan of the same turn."""
    print(f"{'':22}{'clock, s':>10}{'CPU, s':>9}{'peak, MB':>10}{'x clock':>9}{'x CPU':>7}")
    for way, held in took.items():
        line = f"{way.replace('_', ' '):22}"
        for key, width, places in (("clock", 10, 2), ("cpu", 9, 2), ("peak", 10, 0)):
            line += f"{median(one[key] for one in held):{width},.{places}f}"
        if "bare" in took:
            for key, width in (("clock", 9), ("cpu", 7)):
                line += f"{_times_bare(took, way, key):{width}.2f}"
        print(line, flush=True)
    for way in sorted({"imported", "imported_with_points"} & {*took}) if "bare" in took else ():
        clock, cpu = (_times_bare(took, way, key) for key in ("clock", "cpu"))
        print(f"{way.replace('_', ' ')}: {clock:.1f} times the bare scan ({cpu:.1f} of its CPU)")


def _tell_machine() -> None:
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs, DuckDB and Ibis:")
    print(", ".join(f"{name} {version(name)}" for name in ("duckdb", "ibis-framework", "pyarrow")))
    print(f"memory limit {settings().memory_limit}, load {os.getloadavg()[0]:.1f}", flush=True)


def run(folder: Path, say: argparse.Namespace) -> None:
    """Measure one year, and then more and more of them; each is made when it is wanted."""
    _tell_machine()
    years: list[Path] = []
    for nth in range(say.years):
        year = LAST_YEAR - nth
        years.append(folder / str(year))
        if not years[-1].exists():
            write_year(years[-1], year, say.records)
        size = sum(path.stat().st_size for one in years for path in one.rglob("*.csv"))
        print(f"\n{len(years)} of {say.years} years: {FORCES} forces, {size / 1e6:,.0f} MB", end="")
        took = take_turns(say.ways, years, say.turns if nth == 0 else 1)
        records = took[say.ways[0]][0]["records"]
        print(f", {records:,.0f} records, load {os.getloadavg()[0]:.1f}")
        tell(took)


def main() -> None:
    """Ask what to measure, and measure it."""
    ask = argparse.ArgumentParser(prog="python -m tests.bench.counting", description=__doc__)
    ask.add_argument("--records", type=int, default=6_000_000, help="a year (default: %(default)s)")
    ask.add_argument("--years", type=int, default=1, choices=(1, 2, 3), help="for the growth")
    ask.add_argument("--turns", type=int, default=3, help="counted turns (default: %(default)s)")
    ask.add_argument("--ways", nargs="+", choices=list(WAYS), default=list(WAYS))
    ask.add_argument("--folder", type=Path, help="keep the files there (1.2 GB a year)")
    ask.add_argument("--measure", nargs="+", help=argparse.SUPPRESS)
    say = ask.parse_args()
    if say.measure:
        way, *years = say.measure
        print(json.dumps(measure(way, [Path(year) for year in years])))
    elif say.folder:
        run(say.folder, say)
    else:
        with tempfile.TemporaryDirectory(prefix="bench-years-") as folder:
            run(Path(folder), say)


if __name__ == "__main__":
    main()
