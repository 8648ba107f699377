"""The figures that the community safety documents print, transcribed and checked.

One CSV per document stands in ``data/published/``, one row per figure, each with the words it
came from. A figure is kept as its document prints it, even where the document contradicts itself:
nothing that is shown may disagree with what a partnership has published. ``note`` tells of the
contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path

import pandas as pd

from data.catalogue.base import base_catalogue
from data.store.remembered import remembered
from data.tables.areas import load_areas
from data.tables.packaged import is_packaged_area

PUBLISHED_FOLDER = Path(__file__).parents[1] / "published"
# A document's source id ends in its year; other tables in the folder are read by their own loaders.
FIGURES_FILES = "*_[0-9][0-9][0-9][0-9].csv"
PLACES_FILE = "places_at_risk.csv"

COLUMNS = (
    "area_code",
    "area_name",
    "area_type",
    "indicator",
    "group",
    "period",
    "value",
    "unit",
    "status",
    "document",
    "section",
    "wording",
    "note",
)
PLACES_COLUMNS = (
    "csp",
    "area_code",
    "area_name",
    "rank",
    "tier",
    "reasons",
    "quotation",
    "document",
    "section",
    "vintage",
)
UNITS = (
    "per 1,000 residents",
    "per 10,000 aged under 18",
    "per 1,000 aged under 18",
    "per 100,000 residents",
    "%",
    "% change",
    "count",
    "rank",
    "pounds",
    "ratio",
    "years",
    "index",
)
STATUSES = ("published", "not published")
PLACE_TIERS = ("priority", "consideration")
WORDING_LIMIT = 25  # words: enough to find the figure again, not enough to stand for the document
QUOTATION_LIMIT = 30

_WARD_CODE = r"[EW]05\d{6}"
# What the GSS code of each area type looks like. A `group` of forces or areas has no GSS code.
CODE_PATTERNS = {
    "force": r"(E23|W15)\d{6}",
    "district": r"(E0[6-9]|W06)\d{6}",
    "ward19": _WARD_CODE,
    "ward24": _WARD_CODE,
    "lsoa11": r"[EW]01\d{6}",
    "lsoa21": r"[EW]01\d{6}",
    "upper_tier": r"(E10|E06|E08|E09|W06)\d{6}",
    "region": r"E12\d{6}",
    "country": r"[EWK](92|04|02|03)\d{6}",
    "group": r"\S+",
}
_DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_MONTH = r"\d{4}-(0[1-9]|1[0-2])"
# A span of years is a financial year (2018-19), several of them (2014-15_2016-17) or calendar
# years (2018, 2016_2018); `12m-to-2019-10` is the year that ends with that month.
_PERIOD = re.compile(
    rf"\d{{4}}(-\d{{2}})?(_\d{{4}}(-\d{{2}})?)?|\d+m-to-{_MONTH}|undated-\d{{4}}"
    rf"|{_DAY}(_{_DAY})?|{_MONTH}_{_MONTH}"
)
_WARDS = re.compile(r"ward\d\d")
# Areas that a document compares its own with.
_WIDER = ("upper_tier", "region", "country", "group")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_KEY = ["document", "area_code", "indicator", "group", "period"]

# A rule yields the rows that break it, as (mask, column, what to do).
_Rule = tuple[pd.Series, str, str]


class PublishedFiguresError(ValueError):
    """Transcribed figures cannot be used; the message names each file, row and column."""


def load_published(folder: Path | str = PUBLISHED_FOLDER) -> pd.DataFrame:
    """All transcribed figures, read once, checked and put under one another.

    Parameters
    ----------
    folder : Path or str
        Folder with one CSV per document. Its file name without ``.csv`` is the document's
        source id, which ends in a year; other files of the folder are left alone. By default
        that of the app, from which only the documents of the force area that is served are
        taken, and of those only what they print of its areas and of wider ones.

    Returns
    -------
    DataFrame
        One row per printed figure, documents by name and rows in the order of their file.
        All columns are strings ('' where there is nothing to say) save ``value``, float64:

        area_code, area_name, area_type
            GSS code, name and area type; a ward always with its vintage (``ward19``).
        indicator, group
            Indicator id of the catalogue; breakdown within it, or ''.
        period
            Period id, such as ``2018-19``, ``12m-to-2019-10`` or ``undated-2019``.
        value, unit, status
            The number as printed, in `unit` (13 for 13%). NaN with status ``not published``
            where a document names a figure without giving it; NaN is never zero.
        document, section, wording, note
            Source id, heading, the verbatim fragment that carries the figure, and the
            transcriber's remarks.

    Raises
    ------
    FileNotFoundError
        Where the folder has no CSV of figures.
    PublishedFiguresError
        Where a file breaks a rule of `check_published`; every fault is listed.

    Examples
    --------
    >>> figures = load_published()
    >>> ward_asb = figures.query("indicator == 'asb' and area_type == 'ward19'")
    >>> ward_asb["unit"].unique().tolist()
    ['per 1,000 residents']
    """
    # A copy, so that no caller can alter what the next one is given.
    if folder is PUBLISHED_FOLDER:
        return _figures_served().copy()
    return _load_published(Path(folder).resolve()).copy()


@remembered(maxsize=2)
def _figures_served() -> pd.DataFrame:
    """The figures of the packaged documents that speak for the force area that is served."""
    figures = _load_published(PUBLISHED_FOLDER.resolve())
    if is_packaged_area():
        return figures
    ours = figures["document"].isin(list(base_catalogue().sources))
    wider = figures["area_type"].isin(_WIDER)
    return figures[ours & (wider | _is_served(figures["area_type"], figures["area_code"]))]


def _is_served(area_types: pd.Series, codes: pd.Series) -> pd.Series:
    """Whether each area, of its type, is one of the force area that is served."""
    areas = load_areas()
    known = set(zip(areas["area_type"], areas["area_code"], strict=True))
    pairs = zip(area_types, codes, strict=True)
    return pd.Series([pair in known for pair in pairs], index=codes.index)


@lru_cache(maxsize=4)
def _load_published(folder: Path) -> pd.DataFrame:
    paths = sorted(folder.glob(FIGURES_FILES))
    if not paths:
        raise FileNotFoundError(
            f"{folder} has no CSV of published figures. Restore it from the repository, or pass "
            "the folder that has one CSV per document."
        )
    figures = pd.concat([_read_figures(path) for path in paths], ignore_index=True)
    _raise(check_published(figures))
    figures["value"] = pd.to_numeric(figures["value"].replace("", None)).astype("float64")
    return figures


def check_published(
    frame: pd.DataFrame,
    *,
    area_codes: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
) -> list[str]:
    """What is wrong with a frame of transcribed figures, in words."""
    if list(frame.columns) != list(COLUMNS):
        return [
            f"Published figures: the columns are {', '.join(map(str, frame.columns))}. "
            f"Give them this order: {', '.join(COLUMNS)}."
        ]
    rules = [*_closed_lists(frame), *_values(frame), *_words(frame), *_consistency(frame)]
    if area_codes is not None:
        local = frame["area_type"].str.fullmatch(r"ward\d\d|lsoa\d\d|district")
        known = frame["area_code"].isin(list(area_codes))
        rules.append((local & ~known, "area_code", "Give the code of an area in the force area"))
    if indicators is not None:
        unknown = ~frame["indicator"].isin(list(indicators))
        rules.append((unknown, "indicator", "Correct the id, or add it to indicators.toml"))
    files = frame["document"].astype(str) + ".csv"
    return list(_faults(frame, files, rules))


def load_places_at_risk(folder: Path | str = PUBLISHED_FOLDER) -> pd.DataFrame:
    """The wards that the documents name as places at greatest risk, and why.

    Parameters
    ----------
    folder : Path or str
        Folder with ``places_at_risk.csv``.

    Returns
    -------
    DataFrame
        One row per place in the order of the file. All columns are strings save ``rank``, Int64,
        NA where the document gives its places no order:

        csp, area_code, area_name, vintage
            District code of the partnership; ward code, name and vintage (``ward19``).
        rank, tier
            The document's own order; ``priority`` or ``consideration`` ('may need
            consideration' in the documents' words).
        reasons, quotation, document, section
            Reasons as the document heads them ('' where it gives no heading), one short verbatim
            sentence of at most 30 words, source id and heading.

    Raises
    ------
    FileNotFoundError
        Where the file is not there.
    PublishedFiguresError
        Where a row breaks a rule; every fault is listed with its row and column.

    Examples
    --------
    >>> places = load_places_at_risk()
    >>> sorted(places["tier"].unique())
    ['consideration', 'priority']
    """
    if folder is PUBLISHED_FOLDER:
        return _places_served().copy()
    return _load_places_at_risk(Path(folder).resolve() / PLACES_FILE).copy()


@remembered(maxsize=2)
def _places_served() -> pd.DataFrame:
    """The places that documents name in the force area that is served."""
    places = _load_places_at_risk(PUBLISHED_FOLDER.resolve() / PLACES_FILE)
    if is_packaged_area():
        return places
    ours = places["document"].isin(list(base_catalogue().sources))
    return places[ours & _is_served(places["vintage"], places["area_code"])]


@lru_cache(maxsize=4)
def _load_places_at_risk(path: Path) -> pd.DataFrame:
    if not path.exists():
        raise FileNotFoundError(
            f"{path} is missing. Restore it from the repository, or pass the folder that has it."
        )
    places = _read_strings(path, PLACES_COLUMNS)
    ranked = places["rank"] != ""
    rules: list[_Rule] = [
        (~places["csp"].str.fullmatch(CODE_PATTERNS["district"]), "csp", "Give a district code"),
        (~places["area_code"].str.fullmatch(_WARD_CODE), "area_code", "Give a ward code"),
        (~places["vintage"].str.fullmatch(_WARDS), "vintage", "Give wards such as ward19"),
        (~places["tier"].isin(PLACE_TIERS), "tier", f"Give {' or '.join(PLACE_TIERS)}"),
        (ranked & ~places["rank"].str.fullmatch(r"[1-9]\d*"), "rank", "Give 1, 2, … or nothing"),
        (_longer_than(places["quotation"], QUOTATION_LIMIT), "quotation", "Shorten it to 30 words"),
        (places["area_name"] == "", "area_name", "Give the name of the ward"),
        (places["document"] == "", "document", "Give the source id of the document"),
        (places.duplicated(["document", "area_code"]), "area_code", "Keep one row per place"),
        (ranked & places.duplicated(["document", "csp", "rank"]), "rank", "Rank each place once"),
    ]
    _raise(list(_faults(places, pd.Series(path.name, index=places.index), rules)))
    places["rank"] = pd.to_numeric(places["rank"].replace("", None)).astype("Int64")
    return places


def _read_figures(path: Path) -> pd.DataFrame:
    figures = _read_strings(path, COLUMNS)
    strayed = figures["document"] != path.stem
    rule = (strayed, "document", f"Give the file's own id, {path.stem}")
    _raise(list(_faults(figures, pd.Series(path.name, index=figures.index), [rule])))
    return figures


def _read_strings(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    try:
        # keep_default_na: an area called 'None' or an empty group are words, not missing values.
        frame = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise PublishedFiguresError(
            f"{path} cannot be read: {error}. Save it as comma-separated UTF-8 with text that "
            "has commas in quotation marks."
        ) from error
    if tuple(frame.columns) != columns:
        raise PublishedFiguresError(
            f"{path}, row 1: the columns are {', '.join(map(str, frame.columns))}. "
            f"Give them this order: {', '.join(columns)}."
        )
    return frame


def _closed_lists(frame: pd.DataFrame) -> Iterator[_Rule]:
    patterns = frame["area_type"].map(_code_pattern)
    fits = [
        not isinstance(pattern, str) or re.fullmatch(pattern, str(code)) is not None
        for pattern, code in zip(patterns, frame["area_code"], strict=True)
    ]
    yield patterns.isna(), "area_type", f"Give one of {', '.join(CODE_PATTERNS)}"
    yield ~pd.Series(fits, index=frame.index), "area_code", "Give a GSS code of that area type"
    yield ~frame["unit"].isin(UNITS), "unit", f"Give one of {'; '.join(UNITS)}"
    yield ~frame["status"].isin(STATUSES), "status", f"Give one of {', '.join(STATUSES)}"
    kebab = frame["indicator"].str.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*")
    yield ~kebab, "indicator", "Give an indicator id, lower case with hyphens"
    yield ~frame["period"].map(_is_period), "period", "Give a period id, such as 2018-19"


def _code_pattern(area_type: str) -> str | None:
    # Documents of another force area may name the wards of any year.
    return _WARD_CODE if _WARDS.fullmatch(area_type) else CODE_PATTERNS.get(area_type)


def _is_period(period: str) -> bool:
    if _PERIOD.fullmatch(period) is None:
        return False
    # A financial year ends in the year after it starts, so 2018-20 is a slip.
    years = re.findall(r"(?<![\d-])(\d{4})-(\d{2})(?![\d-])", period)
    months = "-to-" in period or re.fullmatch(f"{_MONTH}_{_MONTH}", period)
    return bool(months) or all((int(first) + 1) % 100 == int(last) for first, last in years)


def _values(frame: pd.DataFrame) -> Iterator[_Rule]:
    text = frame["value"].map(lambda value: "" if pd.isna(value) else str(value))
    there = text != ""
    number = text.map(lambda value: _NUMBER.fullmatch(value) is not None)
    value = pd.to_numeric(text.where(number))
    said = frame["status"] == "published"
    whole = frame["unit"].isin(["count", "rank"]) & (value % 1 > 0)
    may_fall = frame["unit"].isin(["% change", "index", "pounds"])
    share = frame["unit"] == "%"
    yield there & ~number, "value", "Give a plain number: no thousands separator, no % sign"
    yield said & ~there, "value", "Give the number, or the status 'not published'"
    yield (frame["status"] == "not published") & there, "value", "Leave it empty, or set the status"
    yield whole, "value", "A count or a rank is a whole number"
    yield ~may_fall & (value < 0), "value", "This unit has no value under 0"
    yield share & (value > 100), "value", "A share is at most 100%; a change has unit '% change'"
    yield (frame["unit"] == "rank") & (value < 1), "value", "A rank is 1 or more"
    yield (frame["unit"] == "% change") & (value < -100), "value", "Nothing can fall by over 100%"


def _words(frame: pd.DataFrame) -> Iterator[_Rule]:
    for column in ("area_name", "document", "section", "wording"):
        yield frame[column] == "", column, "Fill it in"
    too_long = _longer_than(frame["wording"], WORDING_LIMIT)
    yield too_long, "wording", f"Shorten it to {WORDING_LIMIT} words"


def _longer_than(text: pd.Series, words: int) -> pd.Series:
    return text.map(lambda sentence: len(sentence.split()) > words)


def _consistency(frame: pd.DataFrame) -> Iterator[_Rule]:
    advice = "The same figure stands above; tell them apart by group, and say why in note"
    yield frame.duplicated(_KEY), "indicator", advice
    for key, column in (
        ("area_code", "area_name"),
        ("area_code", "area_type"),
        ("indicator", "unit"),
    ):
        first = frame.groupby(["document", key], sort=False)[column].transform("first")
        # A district with children's services is both; its district rows and its upper-tier rows
        # then share one code.
        same = (frame[column] == first) | (frame["area_type"] == "upper_tier")
        yield ~same, column, f"Give each {key} one {column} throughout a document"


def _faults(frame: pd.DataFrame, files: pd.Series, rules: Collection[_Rule]) -> Iterator[str]:
    # As a spreadsheet numbers them: the header is row 1.
    rows = files.groupby(files, sort=False).cumcount() + 2
    for broken, column, advice in rules:
        for at in frame.index[broken.astype(bool)]:
            yield (
                f"{files[at]}, row {rows[at]}, column {column}: found "
                f"{str(frame.loc[at, column])!r}. {advice}."
            )


def _raise(faults: list[str]) -> None:
    if faults:
        raise PublishedFiguresError("\n".join(faults))
