"""``python -m data show`` and ``list``: the figures that pages show, as a table to keep or send."""

from __future__ import annotations

import argparse
import json
from typing import Any

import pandas as pd

from data.explore.shown import NoSuchLevelError, shown_figures
from data.installed.catalogue import load_catalogue
from data.tables.areas import load_areas

_LEVELS = ("lsoa", "ward", "district", "force")
_LISTS = ("indicators", "periods", "themes", "areas")
_FORMATS = ("csv", "json")


class QuestionError(ValueError):
    """What was asked for is not known; the message says what is."""


def add_parser(subparsers: Any) -> None:
    """Add ``show`` and ``list`` to the command line."""
    showing = subparsers.add_parser(
        "show",
        description="Print an indicator's figures as the pages show them, after disclosure "
        "control: a row an area. What is not there is empty; its status says why.",
    )
    showing.add_argument("indicator", help="its id, from `list indicators`")
    showing.add_argument("--period", required=True, help="its id, from `list periods`")
    showing.add_argument("--level", required=True, choices=_LEVELS, help="the areas wanted")
    showing.add_argument("--csp", metavar="CODE", help="the areas of one district only")
    showing.add_argument(
        "--wards",
        choices=("district", "force"),
        default="district",
        help="judge wards among their district's or the force's (default: %(default)s)",
    )
    listing = subparsers.add_parser("list")
    listing.add_argument("what", choices=_LISTS)
    for one in (showing, listing):
        one.add_argument("--format", choices=_FORMATS, default="csv", help="default: %(default)s")


def run(arguments: argparse.Namespace) -> list[str]:
    """Carry out ``show`` or ``list``."""
    if arguments.command == "list":
        return [_written(_listed(arguments.what), arguments.format, {})]
    try:
        table = shown_figures(
            arguments.indicator,
            arguments.period,
            arguments.level,
            arguments.csp,
            arguments.wards == "force",
        )
        unit = load_catalogue().indicator(arguments.indicator).unit
    except KeyError as error:
        # The catalogue names all it knows, which are hundreds.
        why, _, _ = str(error.args[0]).partition(" Known:")
        raise QuestionError(f"{why} `python -m data list` tells what there is.") from None
    except NoSuchLevelError as error:
        raise QuestionError(str(error)) from None
    asked = {one: getattr(arguments, one) for one in ("indicator", "period", "level", "wards")}
    return [_written(table, arguments.format, {**asked, "unit": unit})]


def _listed(what: str) -> pd.DataFrame:
    catalogue = load_catalogue()
    if what == "areas":
        columns = {"area_code": "code", "area_name": "name", "area_type": "type"}
        return load_areas().rename(columns=columns)[[*columns.values(), "district_code"]]
    records: dict[str, tuple[Any, list[str]]] = {
        "indicators": (catalogue.indicators, ["id", "name", "unit", "sensitivity"]),
        "periods": (catalogue.periods, ["id", "label", "kind", "start", "end"]),
        "themes": (catalogue.themes, ["id", "name", "lead"]),
    }
    held, columns_of = records[what]
    rows = [[getattr(one, name) for name in columns_of] for one in held.values()]
    return pd.DataFrame(rows, columns=columns_of)


def _written(table: pd.DataFrame, form: str, about: dict[str, str]) -> str:
    if form == "csv":
        return table.to_csv(index=False).rstrip("\n")
    rows = json.loads(table.to_json(orient="records", double_precision=15))
    return json.dumps({**about, "areas": rows} if about else rows, indent=1, ensure_ascii=False)
