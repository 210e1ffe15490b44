"""A customer's own account.

Nothing here tells whether an address has an account: what concerns one is said by mail to it.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pydantic_core
from pydantic import Field

from shopwright.commerce import customers
from shopwright.commerce.customers import CustomerChanges, CustomerView, Registration
from shopwright.http.auth import browser_of, current_caller, dropped_cookie, session_cookie
from shopwright.http.rest.kit import (
    CUSTOMER,
    PUBLIC,
    Api,
    Media,
    Model,
    OutModel,
    Page,
    Raw,
    Reply,
    Result,
)
from shopwright.http.rest.people import (
    AcceptedOut,
    AddressEntryIn,
    AddressEntryOut,
    Email,
    Locale,
    Name,
    NewPasswordIn,
    Password,
    PasswordChangeIn,
    PasswordResetIn,
    SignInOut,
    Token,
)
from shopwright.platform.accounts import end_session, end_sessions, sessions_of
from shopwright.platform.errors import NotFound

api = Api("account", tag="Account", description="A customer's own account.")

_LOOK = AcceptedOut(message="If that is possible, a mail with the next step is on its way.")
_FEW = "10/minute,60/hour;by=ip"


class RegisterIn(Model):
    """What a new customer fills in."""

    email: Email
    password: Password
    first_name: Name = ""
    last_name: Name = ""
    locale: Locale = "en"
    accepts_marketing: bool = False


class EmailIn(Model):
    """A mail address."""

    email: Email


class TokenIn(Model):
    """The token from a mail."""

    token: Token


class EmailChangeIn(Model):
    """The new mail address, and the password once more."""

    email: Email
    password: Password


class EraseIn(Model):
    """The password once more."""

    password: Password


class AccountPatch(Model):
    """What a customer can change; what is left out stays."""

    first_name: Name = ""
    last_name: Name = ""
    phone: str = Field(default="", max_length=32)
    locale: Locale = "en"
    accepts_marketing: bool = False


class AccountOut(OutModel):
    """A customer, as they see themselves."""

    id: UUID
    email: str
    first_name: str
    last_name: str
    phone: str
    locale: str
    group: str
    accepts_marketing: bool
    created_at: datetime

    @classmethod
    def of(cls, view: CustomerView) -> AccountOut:
        """From the value that commerce gives."""
        return cls(**{name: getattr(view, name) for name in cls.model_fields})


@api.post(
    "/account",
    body=RegisterIn,
    returns={202: AcceptedOut},
    access=PUBLIC,
    idempotent=True,
    limit=_FEW,
    summary="Register",
)
def register(body: RegisterIn) -> Result:
    """Makes an account and sends a mail with a link that confirms the address.

    For an address that has an account the answer is the same, and the mail says so.
    """
    customers.register(Registration(**body.model_dump()))
    return _LOOK


@api.post("/account/verify", body=TokenIn, access=PUBLIC, limit=_FEW, summary="Confirm the address")
def verify(body: TokenIn) -> None:
    """Takes the token from the mail. Afterwards the customer can sign in."""
    customers.verify_email(body.token)


@api.post(
    "/account/verify/resend",
    body=EmailIn,
    returns={202: AcceptedOut},
    access=PUBLIC,
    limit=_FEW,
    summary="Send the confirming mail again",
)
def resend_verification(body: EmailIn) -> Result:
    """At most five mails an hour go to one address."""
    customers.request_verification(body.email)
    return _LOOK


@api.post(
    "/account/password-reset",
    body=PasswordResetIn,
    returns={202: AcceptedOut},
    access=PUBLIC,
    limit=_FEW,
    summary="Forgot the password",
)
def request_reset(body: PasswordResetIn) -> Result:
    """Sends a link that is good for an hour, and once. At most five mails an hour to one address."""
    customers.request_password_reset(body.email)
    return _LOOK


@api.post(
    "/account/password-reset/confirm",
    body=NewPasswordIn,
    access=PUBLIC,
    limit=_FEW,
    summary="Set a new password by the link from the mail",
)
def confirm_reset(body: NewPasswordIn) -> None:
    """Signs the account out everywhere."""
    customers.reset_password(body.token, body.password)


@api.get("/account", returns=AccountOut, access=CUSTOMER, summary="Read my account")
def read_account() -> Result:
    return AccountOut.of(customers.customer(_me()))


@api.patch(
    "/account", body=AccountPatch, returns=AccountOut, access=CUSTOMER, summary="Change my account"
)
def change_account(body: AccountPatch) -> Result:
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    customers.update_customer(_me(), CustomerChanges(**changes))
    return AccountOut.of(customers.customer(_me()))


@api.delete(
    "/account", body=EraseIn, access=CUSTOMER, errors=(429,), summary="Erase my account and data"
)
def erase_account(body: EraseIn) -> Result:
    """Cannot be undone. Orders that the law wants kept lose the name."""
    customers.check_password(_me(), body.password)
    customers.erase_customer(_me())
    return Reply(None, status=204, headers=[dropped_cookie("customer")])


@api.get(
    "/account/export",
    returns=Media("application/json", "All personal data, as a file."),
    access=CUSTOMER,
    limit="10/hour;by=actor",
    summary="Download my data",
)
def export_account() -> Result:
    content = pydantic_core.to_json(customers.export_customer(_me()), indent=2)
    return Raw(content, headers=[("Content-Disposition", 'attachment; filename="my-data.json"')])


@api.post(
    "/account/password",
    body=PasswordChangeIn,
    access=CUSTOMER,
    limit="10/minute;by=actor",
    summary="Change my password",
)
def change_password(body: PasswordChangeIn) -> Result:
    """Signs the account out everywhere else; this browser gets a new session."""
    opened = customers.change_password(
        _me(), body.current_password, body.new_password, browser_of("customer")
    )
    return Reply(None, status=204, headers=[session_cookie(opened)])


@api.post(
    "/account/email",
    body=EmailChangeIn,
    returns={202: AcceptedOut},
    access=CUSTOMER,
    limit="10/minute;by=actor",
    summary="Change my mail address",
)
def change_email(body: EmailChangeIn) -> Result:
    """Sends a link to the new address; until it is followed, the old one stays."""
    customers.request_email_change(_me(), body.email, body.password)
    return _LOOK


@api.post(
    "/account/email/confirm",
    body=TokenIn,
    access=PUBLIC,
    errors=(409,),
    limit=_FEW,
    summary="Confirm the new mail address",
)
def confirm_email(body: TokenIn) -> None:
    customers.confirm_email_change(body.token)


@api.get(
    "/account/addresses",
    returns=Page[AddressEntryOut],
    access=CUSTOMER,
    summary="List my addresses",
)
def list_addresses() -> Result:
    """All of them, at most 50, the default first."""
    items = [AddressEntryOut.of(entry) for entry in customers.address_book(_me())]
    return Page[AddressEntryOut](items=items)


@api.post(
    "/account/addresses",
    body=AddressEntryIn,
    returns={201: AddressEntryOut},
    access=CUSTOMER,
    errors=(409,),
    idempotent=True,
    summary="Add an address",
)
def add_address(body: AddressEntryIn) -> Result:
    """The first address becomes the default."""
    entry = customers.add_address(_me(), body.to_address(), default=body.default)
    return AddressEntryOut.of(entry)


@api.get(
    "/account/addresses/<uuid:address_id>",
    returns=AddressEntryOut,
    access=CUSTOMER,
    summary="Read one of my addresses",
)
def read_address(address_id: UUID) -> Result:
    return AddressEntryOut.of(customers.address_entry(_me(), address_id))


@api.put(
    "/account/addresses/<uuid:address_id>",
    body=AddressEntryIn,
    returns=AddressEntryOut,
    access=CUSTOMER,
    summary="Replace one of my addresses",
)
def replace_address(address_id: UUID, body: AddressEntryIn) -> Result:
    """The default stays the default until another address becomes it."""
    entry = customers.update_address(_me(), address_id, body.to_address(), default=body.default)
    return AddressEntryOut.of(entry)


@api.delete(
    "/account/addresses/<uuid:address_id>", access=CUSTOMER, summary="Remove one of my addresses"
)
def remove_address(address_id: UUID) -> None:
    customers.remove_address(_me(), address_id)


@api.get(
    "/account/sessions",
    returns=Page[SignInOut],
    access=CUSTOMER,
    summary="List where I am signed in",
)
def list_sessions() -> Result:
    current = current_caller().session_id
    views = sessions_of("customer", _me())
    return Page[SignInOut](items=[SignInOut.of(view, current) for view in views])


@api.delete("/account/sessions", access=CUSTOMER, summary="Sign out everywhere else")
def end_other_sessions() -> None:
    end_sessions("customer", _me(), keep=current_caller().session_id)


@api.delete("/account/sessions/<uuid:session_id>", access=CUSTOMER, summary="Sign one browser out")
def end_one_session(session_id: UUID) -> None:
    if not end_session("customer", _me(), session_id):
        raise NotFound("You are not signed in there.")


def _me() -> UUID:
    """The signed-in customer: all that is read or changed here is theirs."""
    customer_id = current_caller().customer_id
    assert customer_id is not None  # CUSTOMER lets nobody else in
    return customer_id
