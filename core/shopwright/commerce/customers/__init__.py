"""Customers: people who buy, their accounts, addresses and privacy."""

from __future__ import annotations

from shopwright.commerce.customers.addresses import (
    InvalidAddress,
    checked_address,
    normalize_address,
    validate_address,
)
from shopwright.commerce.customers.commands.address_book import (
    AddressBookFull,
    add_address,
    remove_address,
    update_address,
)
from shopwright.commerce.customers.commands.emails import (
    TOKEN_LIFETIMES,
    TokenPurpose,
    confirm_email_change,
    issue_token,
    request_email_change,
)
from shopwright.commerce.customers.commands.login import login, logout
from shopwright.commerce.customers.commands.passwords import (
    WrongPassword,
    change_password,
    check_password,
    invite_customer,
    request_password_reset,
    reset_password,
)
from shopwright.commerce.customers.commands.profile import (
    CustomerChanges,
    NewCustomer,
    create_customer,
    update_customer,
)
from shopwright.commerce.customers.commands.registration import (
    Registration,
    register,
    request_verification,
    verify_email,
)
from shopwright.commerce.customers.errors import (
    AddressNotFound,
    CustomerNotFound,
    EmailTaken,
    TooManyAttempts,
    WrongCredentials,
)
from shopwright.commerce.customers.hooks import (
    CustomerErased,
    CustomerErasure,
    CustomerLoggedIn,
    CustomerPasswordChanged,
    CustomerRegistered,
    CustomerUpdated,
    CustomerVerified,
    EmailChangeRequested,
    EmailVerificationRequested,
    PasswordResetRequested,
    RegistrationRepeated,
)
from shopwright.commerce.customers.privacy import (
    erase_customer,
    export_customer,
    exports_personal_data,
)
from shopwright.commerce.customers.queries import (
    CustomerFilter,
    CustomerSort,
    address_book,
    address_entry,
    customer,
    customer_by_email,
    customer_groups,
    customers,
    default_address,
    signed_in_customer,
)
from shopwright.commerce.customers.types import (
    Address,
    AddressEntry,
    CustomerView,
    SignedInCustomer,
)

__all__ = [
    "TOKEN_LIFETIMES",
    "Address",
    "AddressBookFull",
    "AddressEntry",
    "AddressNotFound",
    "CustomerChanges",
    "CustomerErased",
    "CustomerErasure",
    "CustomerFilter",
    "CustomerLoggedIn",
    "CustomerNotFound",
    "CustomerPasswordChanged",
    "CustomerRegistered",
    "CustomerSort",
    "CustomerUpdated",
    "CustomerVerified",
    "CustomerView",
    "EmailChangeRequested",
    "EmailTaken",
    "EmailVerificationRequested",
    "InvalidAddress",
    "NewCustomer",
    "PasswordResetRequested",
    "Registration",
    "RegistrationRepeated",
    "SignedInCustomer",
    "TokenPurpose",
    "TooManyAttempts",
    "WrongCredentials",
    "WrongPassword",
    "add_address",
    "address_book",
    "address_entry",
    "change_password",
    "check_password",
    "checked_address",
    "confirm_email_change",
    "create_customer",
    "customer",
    "customer_by_email",
    "customer_groups",
    "customers",
    "default_address",
    "erase_customer",
    "export_customer",
    "exports_personal_data",
    "invite_customer",
    "issue_token",
    "login",
    "logout",
    "normalize_address",
    "register",
    "remove_address",
    "request_email_change",
    "request_password_reset",
    "request_verification",
    "reset_password",
    "signed_in_customer",
    "update_address",
    "update_customer",
    "validate_address",
    "verify_email",
]
