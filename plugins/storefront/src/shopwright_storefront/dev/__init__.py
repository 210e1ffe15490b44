"""What designers work with: pages of fixtures, a toolbar, errors on the page, and quick reloads.

Nothing of this is part of a shop that serves shoppers: it is a program of its own, which
`shopwright theme dev` starts.
"""
