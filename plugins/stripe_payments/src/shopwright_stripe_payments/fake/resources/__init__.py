"""One module per noun of the API: its objects, its endpoints, its rules."""
