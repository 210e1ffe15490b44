"""What merchants write: pages, and menus."""
