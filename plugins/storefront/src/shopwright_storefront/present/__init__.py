"""From what the shop's queries give to the dicts of `theme_api.v1`. Nothing here asks anybody."""
