"""Tax by tables: a rate per country and category of goods."""
