"""Promotions: what makes a cart cheaper, under which conditions, and how often."""
