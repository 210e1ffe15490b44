"""From dicts to HTML: the environment that templates run in, and what they can call.

    catalog = discover([Path("themes")])
    theme = load_theme(catalog.chain("linen"))
    engine = Engine(theme, Services(assets=Assets(chain=theme.chain)))
    page = engine.page(View(template="product", everywhere=..., objects={"product": ...}))
    page.html, page.failures

`Engine` makes a tree of sections out of the page's JSON and the merchant's overlay (`themes.pages`),
asks `Services.data` once for all that they need (`planning`), renders the sections one by one
(`sections`), then the layout around them, and puts the head in last (`head`), when everything on
the page has said what it needs of it. Meanwhile a `Render` (`current`) is what functions find out
about the page from. Nothing of this knows flask, a database or a running shop.

What fails is described by a `Failure` (`failures`) and left out: a section, a plugin's content; a
main section and a layout are replaced by those of `base`.
"""
