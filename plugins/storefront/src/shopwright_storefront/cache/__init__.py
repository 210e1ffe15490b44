"""What is kept of the shop's pages, and how it is known to be still right.

`front` answers guests before Flask is asked: from `pages`, under the key that `keys` makes of a
request. While a page is drawn, whoever reads something for it says so (`tags`); these are stamps
that a change renews. Smaller things, such as menus, are `remembered` under stamps, too.
"""
