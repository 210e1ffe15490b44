"""The shop's pages: each module has those about one thing."""
