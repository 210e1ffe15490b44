"""What can go wrong with customers.

ShopError
├── WrongCredentials        401
├── CustomerNotFound        404
├── AddressNotFound         404
├── EmailTaken              409  staff only: a shopper is told by mail
└── TooManyAttempts         429
"""

from __future__ import annotations

from uuid import UUID

from shopwright.platform.errors import Conflict, NotFound, Problem, TooMany, Unauthenticated


class WrongCredentials(Unauthenticated):
    """One sentence for all that keeps a customer from signing in: it must not tell which it was."""

    code = "wrong_credentials"

    def __init__(self) -> None:
        super().__init__(
            "The mail address or the password is wrong, or the address was not confirmed yet: "
            "look for our mail."
        )


class TooManyAttempts(TooMany):
    """An account was tried too often."""

    code = "too_many_attempts"

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            "There were too many attempts for this account. Wait a while, or reset the password.",
            retry_after=retry_after,
        )


class CustomerNotFound(NotFound):
    """No such customer, or one that was erased."""

    code = "customer_not_found"

    def __init__(self, customer_id: UUID) -> None:
        super().__init__(f"There is no customer {customer_id}.")


class AddressNotFound(NotFound):
    """No such entry in this customer's address book."""

    code = "address_not_found"

    def __init__(self, address_id: UUID) -> None:
        super().__init__(f"There is no address {address_id} in this address book.")


class EmailTaken(Conflict):
    """Another customer has this mail address."""

    code = "email_taken"

    def __init__(self) -> None:
        message = "Another customer has this mail address."
        super().__init__(
            message, problems=[Problem(code=self.code, message=message, field="email")]
        )
