"""Another police force area: its files, catalogue and tables."""
