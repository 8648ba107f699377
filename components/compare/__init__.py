"""Districts side by side."""
