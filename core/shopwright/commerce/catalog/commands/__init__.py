"""Changing the catalog."""
