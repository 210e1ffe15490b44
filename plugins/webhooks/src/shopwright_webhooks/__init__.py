"""Outgoing webhooks: what happens in the shop, told to programs elsewhere."""
