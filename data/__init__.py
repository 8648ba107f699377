"""What is known and where it comes from: packaged tables, the catalogue, published figures."""
