"""Themes: their files, what these may say, and how one inherits from another."""
