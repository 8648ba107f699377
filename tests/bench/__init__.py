"""First map and repaint in a real browser, against the naive way of building the same map."""
