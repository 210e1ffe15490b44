"""What can be wrong with a change of the catalog."""

from __future__ import annotations

from uuid import UUID

from shopwright.platform.errors import Conflict, Invalid, NotFound, PreconditionFailed, Problem


class UnknownProduct(NotFound):
    """No product has this id or handle, or it is not on sale."""

    code = "unknown_product"

    def __init__(self, name: UUID | str) -> None:
        super().__init__(f"There is no product '{name}'.")


class UnknownVariant(NotFound):
    """No variant has this id."""

    code = "unknown_variant"

    def __init__(self, name: UUID | str) -> None:
        super().__init__(f"There is no variant '{name}'.")


class UnknownOption(NotFound):
    """The product has no option of this id."""

    code = "unknown_option"

    def __init__(self, name: UUID | str) -> None:
        super().__init__(f"The product has no option '{name}'.")


class UnknownCategory(NotFound):
    """No category has this id or handle."""

    code = "unknown_category"

    def __init__(self, name: UUID | str) -> None:
        super().__init__(f"There is no category '{name}'.")


class UnknownCollection(NotFound):
    """No collection has this id or handle, or it is not published."""

    code = "unknown_collection"

    def __init__(self, name: UUID | str) -> None:
        super().__init__(f"There is no collection '{name}'.")


class Moved(NotFound):
    """The handle is an old one: what had it is called `handle` now.

    `kind`: product, category or collection.
    """

    code = "moved"

    def __init__(self, kind: str, handle: str) -> None:
        super().__init__(f"The {kind} is now called '{handle}'.", extra={"handle": handle})
        self.kind = kind
        self.handle = handle


class UnknownRedirect(NotFound):
    """No redirect has this id, or none is set for this path."""

    code = "unknown_redirect"

    def __init__(self, name: UUID | str) -> None:
        super().__init__(f"There is no redirect '{name}'.")


class RedirectInvalid(Invalid):
    """A path cannot be sent there; `problems` names each fault."""

    code = "redirect_invalid"


class TranslationInvalid(Invalid):
    """A translation cannot be saved like this; `problems` names each fault."""

    code = "translation_invalid"


class ProductInvalid(Invalid):
    """A product cannot be saved like this; `problems` names each fault."""

    code = "product_invalid"


class CategoryInvalid(Invalid):
    """A category cannot be saved like this; `problems` names each fault."""

    code = "category_invalid"


class CollectionInvalid(Invalid):
    """A collection cannot be saved like this; `problems` names each fault."""

    code = "collection_invalid"


class SkuTaken(Conflict):
    """Two variants would have one SKU; a problem per SKU names its holder."""

    code = "sku_taken"


class HandleTaken(Conflict):
    """Something else has the handle that was asked for."""

    code = "handle_taken"

    def __init__(self, handle: str | None = None) -> None:
        message = (
            "Somebody else just took the handle; try again."
            if handle is None
            else f"The handle '{handle}' is taken; choose another one, or leave it out."
        )
        problem = Problem(code=self.code, message=message, field="handle")
        super().__init__(message, problems=[problem])


class HasStock(Conflict):
    """Stock, or the ledger of stock that was, refers to what should be removed."""

    code = "has_stock"


class CategoryNotEmpty(Conflict):
    """The category has children; they would hang in the air."""

    code = "category_not_empty"


class Changed(PreconditionFailed):
    """Somebody else saved it since it was read."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The {what} was changed since you read it; read it again, then repeat.")
