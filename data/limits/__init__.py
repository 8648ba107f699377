"""What users bring, read in a process of its own that may take so much memory and so much time.

A few kilobytes can unpack to gigabytes, and what a file claims of its size is only a claim. So
files from elsewhere are opened in a child process: it is stopped where it takes too much, and the
app goes on. Gives out `within_limits`, `each_within_limits`, `LimitError`, `damage_told`, and
folders for uploads that are swept when their owner was killed. May import the settings.
"""

from data.limits.folders import own_folder, sweep_folders
from data.limits.reading import LimitError, each_within_limits, within_limits
from data.limits.workbooks import damage_told

__all__ = [
    "LimitError",
    "damage_told",
    "each_within_limits",
    "own_folder",
    "sweep_folders",
    "within_limits",
]
