"""What is loaded, and how to bring more."""
