"""Customers, for staff."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import pydantic_core
from pydantic import AwareDatetime, Field

from shopwright.commerce import customers
from shopwright.commerce.customers import (
    CustomerChanges,
    CustomerFilter,
    CustomerView,
    NewCustomer,
)
from shopwright.http.rest.kit import (
    ADMIN,
    Api,
    Media,
    Model,
    OutModel,
    Page,
    PageQuery,
    Raw,
    Result,
    staff,
)
from shopwright.http.rest.paging import cut
from shopwright.http.rest.people import (
    AcceptedOut,
    AddressEntryIn,
    AddressEntryOut,
    Email,
    Locale,
    Name,
    Password,
)
from shopwright.platform.accounts import end_sessions

api = Api("admin_customers", tag="Customers", description="People who buy.", prefix=ADMIN)

READ, WRITE, ERASE = staff("customers:read"), staff("customers:write"), staff("customers:erase")
_GROUP = Field(default="", max_length=80, description="A plain label for prices and plugins.")


class CustomerQuery(PageQuery):
    """Filters and order of the list."""

    text: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="The beginning of a mail address or a last name.",
    )
    group: str | None = Field(default=None, max_length=80)
    active: bool | None = None
    created_from: AwareDatetime | None = None
    created_until: AwareDatetime | None = Field(default=None, description="Exclusive.")
    sort: Literal["newest", "oldest", "email"] = "newest"


class CustomerIn(Model):
    """A new customer."""

    email: Email
    first_name: Name = ""
    last_name: Name = ""
    phone: str = Field(default="", max_length=32)
    locale: Locale = "en"
    group: str = _GROUP
    note: str = Field(default="", max_length=5000, description="For staff only.")
    accepts_marketing: bool = False
    verified: bool = Field(default=False, description="The mail address is known to be theirs.")
    password: Password | None = None
    invite: bool = Field(default=False, description="Send a mail with a link to set a password.")


class CustomerPatch(Model):
    """What is left out stays. A new mail address has to be confirmed by the customer."""

    email: Email = ""
    first_name: Name = ""
    last_name: Name = ""
    phone: str = Field(default="", max_length=32)
    locale: Locale = "en"
    group: str = _GROUP
    note: str = Field(default="", max_length=5000)
    accepts_marketing: bool = False
    active: bool = Field(default=True, description="False blocks the account and signs it out.")
    verified: bool = Field(default=False, description="The mail address is known to be theirs.")


class CustomerOut(OutModel):
    """A customer, as staff see them."""

    id: UUID
    email: str
    first_name: str
    last_name: str
    phone: str
    locale: str
    group: str
    note: str
    accepts_marketing: bool
    active: bool
    verified: bool
    has_password: bool
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, view: CustomerView) -> CustomerOut:
        """From the value that commerce gives."""
        return cls(**{name: getattr(view, name) for name in cls.model_fields})


class GroupsOut(OutModel):
    """The group labels in use."""

    items: list[str]


@api.get(
    "/customers",
    query=CustomerQuery,
    returns=Page[CustomerOut],
    access=READ,
    summary="List customers",
)
def list_customers(query: CustomerQuery) -> Result:
    wanted = CustomerFilter(
        text=query.text,
        group=query.group,
        active=query.active,
        created_from=query.created_from,
        created_until=query.created_until,
    )
    by_email = query.sort == "email"
    after = query.after(query.sort, str) if by_email else query.after(query.sort, datetime, UUID)
    rows = customers.customers(wanted, sort=query.sort, after=after, limit=query.limit + 1)
    page, following = cut(
        rows,
        query.limit,
        query.sort,
        lambda row: (row.email,) if by_email else (row.created_at, row.id),
    )
    return Page[CustomerOut](items=[CustomerOut.of(row) for row in page], next=following)


@api.post(
    "/customers",
    body=CustomerIn,
    returns={201: CustomerOut},
    access=WRITE,
    errors=(409,),
    idempotent=True,
    summary="Add a customer",
)
def create_customer(body: CustomerIn) -> Result:
    """The customer can sign in once the mail address is confirmed: by the invitation's link, or by you."""
    customer_id = customers.create_customer(NewCustomer(**body.model_dump()))
    return CustomerOut.of(customers.customer(customer_id))


@api.get("/customer-groups", returns=GroupsOut, access=READ, summary="List group labels")
def list_groups() -> Result:
    return GroupsOut(items=customers.customer_groups())


@api.get(
    "/customers/<uuid:customer_id>", returns=CustomerOut, access=READ, summary="Read a customer"
)
def read_customer(customer_id: UUID) -> Result:
    return CustomerOut.of(customers.customer(customer_id))


@api.patch(
    "/customers/<uuid:customer_id>",
    body=CustomerPatch,
    returns=CustomerOut,
    access=WRITE,
    errors=(409,),
    summary="Change a customer",
)
def change_customer(customer_id: UUID, body: CustomerPatch) -> Result:
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    customers.update_customer(customer_id, CustomerChanges(**changes))
    return CustomerOut.of(customers.customer(customer_id))


@api.delete(
    "/customers/<uuid:customer_id>", access=ERASE, summary="Erase a customer's personal data"
)
def erase_customer(customer_id: UUID) -> None:
    """Cannot be undone. Orders that the law wants kept lose the name."""
    customers.erase_customer(customer_id)


@api.get(
    "/customers/<uuid:customer_id>/export",
    returns=Media("application/json", "All personal data, as a file."),
    access=READ,
    summary="Download a customer's data",
)
def export_customer(customer_id: UUID) -> Result:
    content = pydantic_core.to_json(customers.export_customer(customer_id), indent=2)
    name = f'attachment; filename="customer-{customer_id}.json"'
    return Raw(content, headers=[("Content-Disposition", name)])


@api.post(
    "/customers/<uuid:customer_id>/invitation",
    returns={202: AcceptedOut},
    access=WRITE,
    summary="Send a customer a link to set a password",
)
def invite_customer(customer_id: UUID) -> Result:
    customers.invite_customer(customer_id)
    return AcceptedOut(message="The mail is on its way.")


@api.delete(
    "/customers/<uuid:customer_id>/sessions", access=WRITE, summary="Sign a customer out everywhere"
)
def end_customer_sessions(customer_id: UUID) -> None:
    customers.customer(customer_id)
    end_sessions("customer", customer_id)


@api.get(
    "/customers/<uuid:customer_id>/addresses",
    returns=Page[AddressEntryOut],
    access=READ,
    summary="List a customer's addresses",
)
def list_addresses(customer_id: UUID) -> Result:
    """All of them, at most 50, the default first."""
    customers.customer(customer_id)
    entries = customers.address_book(customer_id)
    return Page[AddressEntryOut](items=[AddressEntryOut.of(entry) for entry in entries])


@api.post(
    "/customers/<uuid:customer_id>/addresses",
    body=AddressEntryIn,
    returns={201: AddressEntryOut},
    access=WRITE,
    errors=(409,),
    idempotent=True,
    summary="Add an address",
)
def add_address(customer_id: UUID, body: AddressEntryIn) -> Result:
    entry = customers.add_address(customer_id, body.to_address(), default=body.default)
    return AddressEntryOut.of(entry)


@api.put(
    "/customers/<uuid:customer_id>/addresses/<uuid:address_id>",
    body=AddressEntryIn,
    returns=AddressEntryOut,
    access=WRITE,
    summary="Replace an address",
)
def replace_address(customer_id: UUID, address_id: UUID, body: AddressEntryIn) -> Result:
    entry = customers.update_address(
        customer_id, address_id, body.to_address(), default=body.default
    )
    return AddressEntryOut.of(entry)


@api.delete(
    "/customers/<uuid:customer_id>/addresses/<uuid:address_id>",
    access=WRITE,
    summary="Remove an address",
)
def remove_address(customer_id: UUID, address_id: UUID) -> None:
    customers.remove_address(customer_id, address_id)
