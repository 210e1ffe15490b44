"""Webhooks that other services send to plugins."""
