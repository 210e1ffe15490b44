"""Letters about accounts of customers and staff."""

from __future__ import annotations

from datetime import timedelta

from shopwright import StaffNotice
from shopwright.commerce.customers import (
    TOKEN_LIFETIMES,
    CustomerNotFound,
    CustomerPasswordChanged,
    EmailChangeRequested,
    EmailVerificationRequested,
    PasswordResetRequested,
    RegistrationRepeated,
    TokenPurpose,
    customer,
    issue_token,
)
from shopwright.commerce.staff import (
    STAFF_TOKEN_LIFETIMES,
    StaffInvited,
    StaffPasswordResetRequested,
    StaffTokenPurpose,
    issue_staff_token,
)

from shopwright_email_notify.letters import Button, Desk, Letter

CustomerEvent = (
    EmailVerificationRequested
    | EmailChangeRequested
    | PasswordResetRequested
    | CustomerPasswordChanged
    | RegistrationRepeated
)


def verify_email(event: EmailVerificationRequested, desk: Desk) -> Letter | None:
    """A link that proves the address; None when it is proven, or the account is gone."""
    return _with_token(event, desk, "verify_email", "verify_email", desk.links.verify_email)


def change_email(event: EmailChangeRequested, desk: Desk) -> Letter | None:
    """A link to the new address."""
    return _with_token(event, desk, "change_email", "change_email", desk.links.change_email)


def change_email_notice(event: EmailChangeRequested, desk: Desk) -> Letter | None:
    """A warning to the address in force, without a link."""
    return _notice(
        event, desk, "change_email_notice", recipient=event.current_email, address=event.email
    )


def password_reset(event: PasswordResetRequested, desk: Desk) -> Letter | None:
    """A link with which a password can be set."""
    kind = "invitation" if event.invited else "password_reset"
    return _with_token(event, desk, kind, "reset_password", desk.links.reset_password)


def password_changed(event: CustomerPasswordChanged, desk: Desk) -> Letter | None:
    """So that a change by somebody else does not go unseen."""
    return _notice(event, desk, "password_changed")


def account_exists(event: RegistrationRepeated, desk: Desk) -> Letter | None:
    """What the registration form must not say."""
    button = Button(label=desk.say("account_exists.button"), url=desk.link(desk.links.sign_in))
    return _notice(event, desk, "account_exists", button=button)


def staff_invitation(event: StaffInvited, desk: Desk) -> Letter | None:
    """A link with which somebody joins the staff."""
    return _to_staff(event, desk, "staff_invitation", "invite")


def staff_password_reset(event: StaffPasswordResetRequested, desk: Desk) -> Letter | None:
    """A link with which a password can be set."""
    return _to_staff(event, desk, "staff_password_reset", "reset_password")


def _with_token(
    event: EmailVerificationRequested | EmailChangeRequested | PasswordResetRequested,
    desk: Desk,
    kind: str,
    purpose: TokenPurpose,
    link: str,
) -> Letter | None:
    """The token is made here, when the mail is about to be sent, and stands nowhere else."""
    name = _first_name(event)
    token = None if name is None else issue_token(event.customer_id, purpose, email=event.email)
    if name is None or token is None:
        return None
    lifetime = TOKEN_LIFETIMES[purpose]
    return _token_letter(event.email, name, desk, kind, token, link, lifetime)


def _to_staff(
    event: StaffInvited | StaffPasswordResetRequested,
    desk: Desk,
    kind: str,
    purpose: StaffTokenPurpose,
) -> Letter | None:
    token = issue_staff_token(event.user_id, purpose, email=event.email)
    if token is None:
        return None
    lifetime, link = STAFF_TOKEN_LIFETIMES[purpose], desk.links.staff_password
    return _token_letter(event.email, event.name, desk, kind, token, link, lifetime)


def _token_letter(
    recipient: str,
    name: str,
    desk: Desk,
    kind: str,
    token: str,
    link: str,
    lifetime: timedelta,
) -> Letter:
    text = desk.say(f"{kind}.text", lifetime=desk.words.lifetime(lifetime))
    return Letter(
        kind=kind,
        recipient=recipient,
        words=desk.words,
        subject=desk.say(f"{kind}.subject"),
        title=desk.say(f"{kind}.title"),
        greeting=_greeting(desk, name),
        paragraphs=(text,),
        button=Button(label=desk.say(f"{kind}.button"), url=desk.link(link, token=token)),
        after=desk.say(f"{kind}.after"),
        secret=token,
    )


def staff_notice(notice: StaffNotice, desk: Desk, *, recipient: str) -> Letter:
    """What a plugin wants staff to know, in its own words."""
    return Letter(
        kind="staff_notice",
        recipient=recipient,
        words=desk.words,
        subject=notice.title,
        title=notice.title,
        paragraphs=(notice.text,),
    )


def _notice(
    event: CustomerEvent,
    desk: Desk,
    kind: str,
    *,
    recipient: str | None = None,
    button: Button | None = None,
    **values: str,
) -> Letter | None:
    name = _first_name(event)
    if name is None:
        return None
    return Letter(
        kind=kind,
        recipient=event.email if recipient is None else recipient,
        words=desk.words,
        subject=desk.say(f"{kind}.subject"),
        title=desk.say(f"{kind}.title"),
        greeting=_greeting(desk, name),
        paragraphs=(desk.say(f"{kind}.text", **values),),
        button=button,
        after=desk.say(f"{kind}.after"),
    )


def _first_name(event: CustomerEvent) -> str | None:
    """The customer's; None when there is no such customer any more."""
    try:
        return customer(event.customer_id).first_name
    except CustomerNotFound:
        return None


def _greeting(desk: Desk, name: str) -> str:
    return desk.say("common.hello_name", name=name) if name else desk.say("common.hello")
