"""What is recorded through time: series, change, emerging areas, direction, step changes."""
