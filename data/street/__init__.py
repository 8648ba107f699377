"""Street-level records of data.police.uk: files inspected, counted, imported; points, density."""
