"""Crime weighted by harm, by district and by type, with weights that a user brings."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components.chart.charts import show
from components.chart.style import style
from components.page.downloads import csv_download
from components.page.form import WHO
from components.page.telling import say, tell_error, tell_outcome
from data.installed.catalogue import load_catalogue
from data.painting.palette import Palette
from data.phrases.escaped import as_chart_text
from data.phrases.plain import (
    joined,
    lower_first,
    rounded,
)
from data.priority.harm import (
    LIMIT_SENTENCE,
    LIMITS,
    HarmWeights,
    HarmWeightsError,
    crime_types,
    harm_by_type,
    harm_sentence,
    harm_view,
    harm_weights,
    parse_weights,
    remove_weights,
    save_weights,
)
from data.selection.selection import Selection, district_name
from data.store import StoreError
from data.words.priority import by_type_message, districts_message

TOLD, TURN = "harm-told", "harm-turn"
NO_WEIGHTS = (
    "No weights come with this app, so no harm is shown. Two public sources weigh offences, the "
    "Crime Severity Score of the Office for National Statistics and the Cambridge Crime Harm "
    "Index; neither table could be read at its publisher when this was built, and both weigh "
    "hundreds of offences where police.uk gives 13 types. How the offences of a type are mixed is "
    "a decision, and it should be yours: bring a table of weights and name its source."
)


def harm_section(selection: Selection, colours: Palette) -> None:
    """Draw crime by harm beside crime by count, or say what is needed to."""
    _tell()
    held = harm_weights()
    if held is None:
        st.markdown("## Crime weighted by harm: no weights are loaded")
        st.markdown(NO_WEIGHTS)
        _upload()
        return
    if load_catalogue().period(selection.period).kind != "recorded":
        st.markdown("## Crime weighted by harm")
        say(
            f"{load_catalogue().period(selection.period).label} has printed figures only, without "
            "counts by type. Choose a recorded period in the sidebar."
        )
    else:
        _charts(selection, colours)
    _provenance(held)
    with st.expander("Other weights"):
        _upload()
        st.button("Take these weights out", icon=":material/delete:", on_click=_remove)


def _charts(selection: Selection, colours: Palette) -> None:
    csp, period = selection.csp, selection.period
    view, force = harm_view(period, "district"), harm_view(period, "force")
    types = harm_by_type(period, csp, "district")
    assert view is not None and force is not None and types is not None
    place = district_name(csp)
    say(harm_sentence(period, csp))
    left, right = st.columns(2, gap="large")
    with left:
        table = districts_table(view, force.iloc[0])
        show(
            two_dots(
                table["District"].tolist(),
                table["Crime, times force"].tolist(),
                table["Harm, times force"].tolist(),
                (place,),
                colours,
                ("by count", "by harm"),
                1.0,
            ),
            districts_message(view),
            "Each district's recorded crime and harm for each resident, over the force's: "
            + "; ".join(
                f"{row['District']} {row['Crime, times force']} and {row['Harm, times force']}"
                for _, row in table.iterrows()
            ),
            table,
            f"harm-districts-{period}",
        )
        st.caption(
            "Hollow: records of the weighed types, filled: harm, both for each resident and over "
            "the force’s rate; the dotted line is the force."
        )
    with right:
        shares = types_table(types)
        weighed = shares.dropna(subset=["Share of harm %"])
        show(
            two_dots(
                weighed["Crime type"].tolist(),
                weighed["Share of records %"].tolist(),
                weighed["Share of harm %"].tolist(),
                (),
                colours,
                ("of records", "of harm"),
                None,
            ),
            by_type_message(types, place),
            "Each type's share of records and of harm: "
            + "; ".join(
                f"{row['Crime type']} {row['Share of records %']}% and {row['Share of harm %']}%"
                for _, row in weighed.iterrows()
            ),
            shares,
            f"harm-types-{csp}-{period}",
        )
        st.caption("Hollow: share of the records, filled: share of the harm, of the weighed types.")


def two_dots(
    names: list[str],
    first: list[float],
    second: list[float],
    chosen: tuple[str, ...],
    colours: Palette,
    words: tuple[str, str],
    benchmark: float | None,
) -> go.Figure:
    """Draw two values a row, joined by a line: hollow for the first, filled for the second."""
    figure = go.Figure()
    labels = [as_chart_text(name) for name in names]
    for name, label, a, b in zip(names, labels, first, second, strict=True):
        ink = colours.accent if not chosen or name in chosen else colours.rest
        figure.add_scatter(
            x=[a, b],
            y=[label, label],
            mode="lines",
            line={"color": ink, "width": 3},
            hoverinfo="skip",
        )
    inks = [colours.accent if not chosen or name in chosen else colours.rest for name in names]
    for values, word, filled in ((first, words[0], False), (second, words[1], True)):
        figure.add_scatter(
            x=values,
            y=labels,
            mode="markers",
            cliponaxis=False,
            marker={
                "size": 13,
                "color": inks if filled else colours.ground,
                "line": {"color": inks, "width": 2.5},
            },
            hovertemplate="%{y} " + word + ": %{x}<extra></extra>",
        )
    right = second[0] > first[0]
    for value, word, beside in ((first[0], words[0], not right), (second[0], words[1], right)):
        figure.add_annotation(
            x=value,
            y=labels[0],
            text=word,
            showarrow=False,
            xanchor="left" if beside else "right",
            xshift=10 if beside else -10,
            font={"size": 14, "color": colours.ink},
        )
    if benchmark is not None:
        figure.add_vline(x=benchmark, line={"color": colours.ink, "width": 1.5, "dash": "dot"})
        figure.update_xaxes(title="Times the force’s rate")
    else:
        figure.update_xaxes(title="Per cent of the weighed types")
    figure.update_yaxes(
        autorange="reversed", showgrid=False, tickfont={"size": 14}, ticklabelstandoff=10
    )
    figure.update_xaxes(zeroline=False, title_font={"size": 14})
    return style(figure, 80 + 32 * len(names))


def districts_table(view: pd.DataFrame, force: pd.Series) -> pd.DataFrame:
    """Return the districts by harm, the most first, with their rates over the force's."""
    rows = view.sort_values("rank_by_harm")
    return pd.DataFrame(
        {
            "District": rows["area_name"],
            "Crime, times force": (rows["crime_rate"] / force["crime_rate"]).round(2),
            "Harm, times force": (rows["harm_rate"] / force["harm_rate"]).round(2),
            "Rank by count": rows["rank_by_crime"],
            "Rank by harm": rows["rank_by_harm"],
            "Records weighed": rows["weighted_records"].astype(int),
            "Harm": rows["harm"].round(0),
            "Harm per 1,000 residents": rounded(rows["harm_rate"]),
            "Mean weight": rows["mean_weight"].round(1),
        }
    ).reset_index(drop=True)


def types_table(types: pd.DataFrame) -> pd.DataFrame:
    """Return the crime types with their share of records and of harm."""
    return pd.DataFrame(
        {
            "Crime type": types.index,
            "Records": types["records"].astype(int),
            "Weight": types["weight"],
            "Harm": types["harm"].round(0),
            "Share of records %": types["record_share"].round(1),
            "Share of harm %": types["harm_share"].round(1),
        }
    ).reset_index(drop=True)


def _provenance(held: HarmWeights) -> None:
    parts = [f"{held.source.rstrip('.')}."]
    parts += [f"A weight is: {held.unit.rstrip('.')}."] if held.unit else []
    parts.append(f"Terms: {held.licence.rstrip('.')}." if held.licence else "Terms: not given.")
    if held.without:
        names = joined([lower_first(one) for one in held.without], most=len(held.without))
        parts.append(f"Left out, for they have no weight: {names}.")
    say(" ".join(parts), bold="Weights.")
    st.caption(LIMIT_SENTENCE)


def _upload() -> None:
    """Ask for a table of weights and where it comes from."""
    turn = st.session_state.get(TURN, 0)
    st.session_state.setdefault("harm-who", st.session_state.get(WHO, ""))
    with st.form("harm-weights", border=False):
        file = st.file_uploader(
            "Table of weights (CSV with the columns crime_type and weight)",
            ["csv"],
            key=f"harm-file-{turn}",
        )
        st.text_input(
            "Source: where the weights come from, and how offences were put together into types",
            key="harm-source",
            max_chars=LIMITS["source"],
        )
        one, two, three = st.columns([2, 3, 2])
        one.text_input("What a weight is, such as days", key="harm-unit", max_chars=LIMITS["unit"])
        two.text_input("Licence or terms", key="harm-licence", max_chars=LIMITS["licence"])
        three.text_input("Who", key="harm-who", max_chars=80)
        wanted = st.form_submit_button("Use these weights", type="primary", icon=":material/save:")
    template = pd.DataFrame({"crime_type": list(crime_types()), "weight": ""})
    csv_download(template, "harm-weights-template", "Download a template")
    if wanted:
        _save(None if file is None else file.getvalue())


def _save(content: bytes | None) -> None:
    held = st.session_state
    if content is None:
        tell_error("Choose a file first. Nothing was saved.")
        return
    try:
        save_weights(
            parse_weights(content),
            source=held["harm-source"],
            unit=held["harm-unit"],
            licence=held["harm-licence"],
            who=held["harm-who"].strip(),
        )
    except (HarmWeightsError, StoreError) as error:
        tell_error(f"{error}\n\nNothing was saved.")
        return
    held[TOLD] = (True, "The weights are saved. The history of the Sources page can undo it.")
    held[TURN] = held.get(TURN, 0) + 1
    st.rerun()


def _remove() -> None:
    try:
        remove_weights(st.session_state.get(WHO, ""))
        st.session_state[TOLD] = (True, "The weights are taken out. The history can put them back.")
    except StoreError as error:
        st.session_state[TOLD] = (False, str(error))


def _tell() -> None:
    told = st.session_state.pop(TOLD, None)
    if told:
        tell_outcome(*told)
