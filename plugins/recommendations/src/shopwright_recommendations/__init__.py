"""What is often bought together, for the pages of products and the cart."""
