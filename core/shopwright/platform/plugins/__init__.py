"""Plugins: discovery, loading, and the registry of what they bring."""
