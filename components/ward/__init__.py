"""One ward's profile."""
