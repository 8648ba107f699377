"""The officers' explorer."""
