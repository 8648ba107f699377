"""What is written about the product, and the pictures that go with it."""
