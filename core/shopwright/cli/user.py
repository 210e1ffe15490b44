"""`shopwright user`: who may run the shop."""

from __future__ import annotations

import secrets
import sys
from datetime import timedelta

import click

from shopwright.cli.exits import Failure
from shopwright.cli.output import json_option, print_json, show
from shopwright.cli.running import opened_shop

_DEMO_OWNER = "owner@example.com"


@click.group()
def user() -> None:
    """Add and list the people and programs that run the shop.

    \b
    Yourself, as the owner; the password is asked for:
        shopwright user create you@example.com --role owner
    \b
    A program that reads orders:
        shopwright user api-key "Accounting" --scope orders:read
    """


@user.command()
@click.argument("email")
@click.option("--name", default="", help="What others see; the address' first part if left out.")
@click.option("--role", default="owner", show_default=True, help="The name of a role.")
@click.option("--generate", is_flag=True, help="Make a password and print it, once.")
def create(email: str, name: str, role: str, generate: bool) -> None:
    """Add a member of staff, who can sign in at once.

    The password is asked for, or read from standard input when that is no terminal:

    \b
        shopwright user create ann@example.com --role manager --name "Ann Lee"
        pass show shop | shopwright user create ann@example.com --role manager
    """
    password = _generated() if generate else _asked()
    with opened_shop():
        from shopwright.commerce.staff import create_staff, roles

        known = [item.name for item in roles()]
        if known and role not in known:
            raise Failure(f"there is no role '{role}'; there are {', '.join(known)}")
        create_staff(email, name or email.partition("@")[0], password, role)
    click.echo(f"{email} may sign in, as {role}.")
    if generate:
        click.echo(f"Password (shown this once): {password}")


@user.command("list")
@json_option
def list_(as_json: bool) -> None:
    """Show the staff, with their roles and when they last signed in."""
    with opened_shop():
        from shopwright.commerce.staff import staff_users

        found = staff_users(limit=10_000)
    rows = [
        {
            "email": item.email,
            "name": item.name,
            "state": item.state,
            "roles": [role.name for role in item.roles],
            "last_login_at": item.last_login_at,
        }
        for item in found
    ]
    empty = "Nobody yet: shopwright user create you@example.com --role owner"
    show(rows, as_json=as_json, empty=empty)


@user.command()
@click.argument("email")
@click.option("--generate", is_flag=True, help="Make a password and print it, once.")
def password(email: str, generate: bool) -> None:
    """Set somebody's password, and sign them out everywhere."""
    new = _generated() if generate else _asked()
    with opened_shop():
        from shopwright.commerce.staff import set_staff_password

        set_staff_password(email, new)
    click.echo(f"The password of {email} is set.")
    if generate:
        click.echo(f"Password (shown this once): {new}")


@user.command("api-key")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, help="A permission; may be repeated.")
@click.option(
    "--days", type=click.IntRange(1, 3650), help="How long it works; for ever if left out."
)
@json_option
def api_key(name: str, scopes: tuple[str, ...], days: int | None, as_json: bool) -> None:
    """Make a key for a program, and print it, once.

    Send it as `Authorization: Bearer <key>`. Without --scope this lists the permissions there are.

    \b
        shopwright user api-key "Warehouse scanner" --scope inventory:read --scope inventory:write
    """
    with opened_shop():
        from shopwright.commerce.staff import all_permissions, create_api_key
        from shopwright.platform.clock import now

        if not scopes:
            rows = [{"scope": item.name, "allows": item.label} for item in all_permissions()]
            show(rows, as_json=as_json)
            raise Failure("name what the key may do with --scope, as often as needed")
        expires_at = now() + timedelta(days=days) if days else None
        made = create_api_key(name, scopes, expires_at=expires_at)
    if as_json:
        print_json({"id": made.id, "name": name, "key": made.key, "expires_at": expires_at})
    else:
        click.echo(f"Key (shown this once): {made.key}")


def create_demo_owner() -> None:
    """Add the demo shop's owner with a password that is printed and not kept."""
    from shopwright.commerce.staff import create_owner

    made = _generated()
    create_owner(_DEMO_OWNER, "Olivia Owner", made)
    click.echo(f"Sign in as {_DEMO_OWNER} with the password {made} (shown this once).")


def _generated() -> str:
    """80 random bits, in groups that can be read out."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def _asked() -> str:
    if sys.stdin.isatty():
        answer: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return answer
    return sys.stdin.readline().rstrip("\r\n")
