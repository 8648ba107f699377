"""What a page says, told as text: whatever a name, a note or an address holds is only shown.

Streamlit's own functions read Markdown. Where Markdown of ours stands around a foreign text, that
text alone goes through `data.phrases.escaped.as_markdown`; everything else is told from here.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from data.phrases.escaped import as_lines, as_markdown


def say(text: Any, bold: Any = "", at: Any = st) -> None:
    """Write a paragraph, or several; the first may begin with words in bold."""
    at.markdown(f"**{as_markdown(bold)}** {as_lines(text)}".strip() if bold else as_lines(text))


def say_heading(text: Any, level: int = 2) -> None:
    """Write the heading of a section, or of a part of one."""
    st.markdown(f"{'#' * level} {as_markdown(text)}")


def say_small(text: Any) -> None:
    """Write a note under a chart, a table or a form."""
    st.caption(as_lines(text))


def say_marked(icon: str, text: Any) -> None:
    """Write a paragraph behind one of the symbols that Streamlit knows by name."""
    st.markdown(f"{icon} {as_lines(text)}")


def tell_error(text: Any, icon: str = ":material/error:") -> None:
    """Tell what went wrong."""
    st.error(as_lines(text), icon=icon)


def tell_warning(text: Any, icon: str = ":material/warning:") -> None:
    """Tell what needs care."""
    st.warning(as_lines(text), icon=icon)


def tell_info(text: Any, icon: str = ":material/info:") -> None:
    """Tell what is worth knowing."""
    st.info(as_lines(text), icon=icon)


def tell_success(text: Any) -> None:
    """Tell what was done."""
    st.success(as_lines(text), icon=":material/check_circle:")


def tell_outcome(well: bool, text: Any) -> None:
    """Tell what came of something: that it was done, or why not."""
    (tell_success if well else tell_error)(text)
