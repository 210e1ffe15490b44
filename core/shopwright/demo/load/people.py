"""Customers with verified addresses, each from the day on which they joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from shopwright.commerce.customers import (
    Address,
    NewCustomer,
    add_address,
    create_customer,
    customer_by_email,
)
from shopwright.demo.load.plan import DemoPlan
from shopwright.demo.people import DemoCustomer
from shopwright.platform import clock
from shopwright.platform.db import transaction


def welcome(plan: DemoPlan, progress: Callable[[int, int], None]) -> Mapping[str, UUID]:
    """Make every customer who is not there yet; ids by mail address.

    They have no password: who wants to sign in as one asks for a link to set it.
    """
    made: dict[str, UUID] = {}
    for done, person in enumerate(sorted(plan.customers, key=plan.joined_at), start=1):
        known = customer_by_email(person.email)
        if known is not None:
            made[person.email] = known.id
        else:
            with clock.at(plan.joined_at(person)), transaction():
                made[person.email] = _join(person)
        progress(done, len(plan.customers))
    return made


def _join(person: DemoCustomer) -> UUID:
    customer_id = create_customer(
        NewCustomer(
            email=person.email,
            first_name=person.first_name,
            last_name=person.last_name,
            phone=person.phone,
            locale=person.locale,
            group=person.group,
            note=person.note,
            accepts_marketing=person.accepts_marketing,
            verified=True,
        )
    )
    for address in person.addresses:
        add_address(customer_id, Address.from_dict(address))
    return customer_id
