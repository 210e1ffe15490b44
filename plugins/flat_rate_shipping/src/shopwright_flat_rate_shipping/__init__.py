"""Shipping rates that a merchant writes down: by zone, weight and subtotal."""
