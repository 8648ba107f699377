r"""Foreign text as text: what users, files and addresses say is shown, and never acted on.

A picture in Streamlit's Markdown is fetched by the reader's browser, so that a name, a note or a
link to the app could make every reader call on somebody's server. What is written here shows letter
for letter, each function in one kind of place. In HTML the standard `html.escape` does the same.
"""

from __future__ import annotations

import re
from typing import Any

# Shows nothing, takes no room and lets no line break.
JOINER = "\N{WORD JOINER}"

# Within a text a line break would begin a block of its own: a heading, a list, a table.
_BREAKS = re.compile(r"[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
# Streamlit looks for these when Markdown has taken its backslashes away, so that none would help:
# addresses of pages and of people, symbols by their name, arrows in plain letters.
_LATE = re.compile(
    r"(?<=:)(?=//|material|[\w+-]+:)|(?<=www)(?=\.)|(?<=[\w.+-]@)(?=[\w-])", re.IGNORECASE
)
_ARROWS = re.compile(r"(?<!\S)(?:<->|->|<-|--|>=|<=|~=)(?!\S)")
# An underscore inside a word, a colon before a space and an ampersand by itself mean nothing.
_MARKS = re.compile(r"[\\`*\[\]<>$~|#]|(?<![^\W_])_|_(?![^\W_])|:(?![\s\d]|$)|&(?=[#\w])")
# Only at its start: a list, a line across the page, the underline of a heading.
_START = re.compile(r"^ ?(?:(?=[-+](?:[\s-]|$)|=)|\d{1,9}(?=[.)](?:\s|$)))")


def as_markdown(text: Any) -> str:
    r"""Write any text so that Streamlit's Markdown shows it as it is, in one line.

    >>> as_markdown("![x](https://evil.example/p.png)").replace(JOINER, "·")
    '!\\[x\\](https\\:·//evil.example/p.png)'
    >>> as_markdown(":material/bolt: www.evil.example, me@evil.example").replace(JOINER, "·")
    '\\:·material/bolt: www·.evil.example, me@·evil.example'
    >>> print(as_markdown("# Stowe & <b>St_John's</b>\n- two"), as_markdown("1. One"))
    \# Stowe & \<b\>St_John's\</b\> - two 1\. One
    >>> as_markdown("Burton & Eton at 15:48, 3.1% in 2025-26")
    'Burton & Eton at 15:48, 3.1% in 2025-26'
    """
    line = _BREAKS.sub(" ", str(text))
    line = _ARROWS.sub(lambda found: JOINER.join(found[0]), line)
    line = _MARKS.sub(r"\\\g<0>", _LATE.sub(JOINER, line))
    return _START.sub(r"\g<0>\\", line)


def as_lines(text: Any) -> str:
    r"""Write a text of several lines for Streamlit's Markdown: each stays a line of its own.

    >>> as_lines("Two faults:\n- *one*\n\nNothing was saved.")
    'Two faults:  \n\\- \\*one\\*\n\nNothing was saved.'
    """
    blocks = re.split(r"\n\s*\n", str(text).strip())
    return "\n\n".join(
        "  \n".join(as_markdown(line.strip()) for line in block.splitlines()) for block in blocks
    )


def as_chart_text(text: Any) -> str:
    """Write any text for a chart: Plotly reads tags, links among them, and ``%{…}`` in its hovers.

    >>> as_chart_text('<a href="//evil.example">Stowe & "Eton"</a> &lt; %{x}')
    '&lt;a href="//evil.example">Stowe & "Eton"&lt;/a> &amp;lt; %&#123;x}'
    """
    return re.sub(r"&(?=[#\w])", "&amp;", str(text)).replace("<", "&lt;").replace("%{", "%&#123;")
