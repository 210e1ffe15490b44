"""A page that always fails, to see what a shop makes of it."""
