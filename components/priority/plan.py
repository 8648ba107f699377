"""The ranking beside the priorities that the partnership's own plans name."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from components.page.details import table_and_csv
from components.page.telling import say, say_heading
from components.served.cached import asset_address
from data.installed.catalogue import load_catalogue
from data.phrases.plain import is_missing
from data.priority.ranking import AGREE, LOW, SILENT, UNKNOWN, beside_plan, ranking
from data.selection.selection import Selection, district_name
from data.words.priority import few_ranked, plan_sentence

# A word before the colour: the fills are those of the documents' tables.
VERDICTS = {
    AGREE: ("agree", "under"),
    SILENT: ("disagree", "over"),
    LOW: ("disagree", "over"),
    UNKNOWN: ("cannot tell", ""),
}


def plan_section(selection: Selection) -> None:
    """Say where plan and ranking agree, theme by theme, and in one sentence."""
    csp, period = selection.csp, selection.period
    told = beside_plan(csp, period)
    place = district_name(csp)
    say_heading(f"{place}: the ranking beside the plans’ priorities")
    if not (told["tier"] == "priority").any():
        say(f"No loaded plan names a priority of {place}, so there is nothing to agree with.")
    sentence = few_ranked(ranking(csp, period).themes) or plan_sentence(told)
    if sentence:
        say(sentence)
    st.html(f'<style>@import url("{asset_address("tables.css")}");</style>')
    st.html(plan_html(told))
    st.caption(
        "A rank is high in the upper half of the ranked themes, and no lower than the number of "
        "the plans' priorities. The standing is that in the newest plan which names the theme. "
        "Silence of a plan is no error of the plan: its authors knew what no figure here tells."
    )
    table_and_csv(lambda: plan_table(told), f"ranking-beside-plan-{csp}-{period}", "priority-plan")


def plan_html(told: pd.DataFrame) -> str:
    """Return the comparison as a table to read, the priorities of the plans first."""
    first = told["tier"].eq("priority")
    rows = pd.concat([told[first], told[~first & told["rank"].notna()]])
    body = "".join(_row(row) for _, row in rows.iterrows())
    return (
        '<div class="printed"><table><thead><tr><th scope="col">Theme</th>'
        '<th scope="col">In the plan</th><th scope="col" class="n">Rank</th>'
        '<th scope="col">Together</th><th scope="col">What that is</th></tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(row: pd.Series) -> str:
    word, kind = VERDICTS.get(str(row["says"]), ("agree", "under"))
    rank = "–" if is_missing(row["rank"]) else str(row["rank"])
    side = f'<span class="side {kind}">{word}</span>'
    return (
        f'<tr><th scope="row">{escape(str(row["name"]))}</th><td>{escape(_standing(row))}</td>'
        f'<td class="n">{rank}</td><td>{side}</td><td>{escape(str(row["says"]))}</td></tr>'
    )


def _standing(row: pd.Series) -> str:
    if not row["tier"]:
        return "not named"
    return f"{row['tier']} ({load_catalogue().source(str(row['document'])).short})"


def plan_table(told: pd.DataFrame) -> pd.DataFrame:
    """Return every theme that a plan names or that is ranked, with both standings."""
    return pd.DataFrame(
        {
            "Theme": told["name"],
            "In the plan": [_standing(row) for _, row in told.iterrows()],
            "Rank": told["rank"],
            "Best rank left open": told["best_rank"],
            "Worst rank left open": told["worst_rank"],
            "Together": [VERDICTS.get(one, ("agree", ""))[0] for one in told["says"]],
            "What that is": told["says"],
        }
    ).reset_index(drop=True)
