"""The storefront: a complete shop, rendered by themes."""
