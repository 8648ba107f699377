"""What is loaded, how complete it is, and how to bring more: records, boundaries, tables."""

from __future__ import annotations

from components.page.frame import current, heading
from components.page.rights import may_change
from components.page.sections import sections
from components.sources.background import background_section
from components.sources.boundaries import boundaries_section
from components.sources.history import history_section
from components.sources.loaded import dress_sources, loaded_section
from components.sources.official import official_section
from components.sources.partner import partner_section
from components.sources.police import police_section
from components.sources.postcodes import postcodes_section
from data.installed.update import today
from data.words.sources import loaded_conclusion, newest_line

# The choices of the other pages stay in the address: the links in the sidebar take them back.
current("sources")

dress_sources()
heading(newest_line(today()), loaded_conclusion(today()))
BRINGING = {
    "Police records": police_section,
    "Ward boundaries": boundaries_section,
    "A partner's table": partner_section,
    "An official table": official_section,
    "A background": background_section,
    "Postcodes": postcodes_section,
}
sections(
    {
        "What is loaded": loaded_section,
        **(BRINGING if may_change() else {}),
        "History": history_section,
    },
    key="sources-sections",
)
