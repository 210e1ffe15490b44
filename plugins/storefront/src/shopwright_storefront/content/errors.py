"""What can go wrong with pages and menus."""

from __future__ import annotations

from shopwright import Conflict, NotFound


class PageNotFound(NotFound):
    """There is no page with this handle."""

    code = "page_not_found"

    def __init__(self, handle: str) -> None:
        super().__init__(f"There is no page '{handle}'.")


class MenuNotFound(NotFound):
    """There is no menu with this handle."""

    code = "menu_not_found"

    def __init__(self, handle: str) -> None:
        super().__init__(f"There is no menu '{handle}'.")


class PageTaken(Conflict):
    """Another page has this handle."""

    code = "page_taken"

    def __init__(self, handle: str) -> None:
        super().__init__(f"Another page is called '{handle}'; choose another handle.")
