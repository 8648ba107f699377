"""One screen each, reading as an outline of the screen."""
