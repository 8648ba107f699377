"""Pure functions about places and rates: no files, no screen."""
