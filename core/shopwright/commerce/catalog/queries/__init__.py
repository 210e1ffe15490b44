"""Reading the catalog: as staff edit it, and as shoppers see it."""
