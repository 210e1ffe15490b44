"""Somebody with a browser: what shoppers do, in steps that hold for every theme.

Nothing here knows how a theme looks. Steps find forms by their kind, controls by their names, and
open what a control is folded into, as a person would.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from tests.browser.served import Served

GOOD, AUTHENTICATED, DECLINED = "4242424242424242", "4000002500003155", "4000000000000002"
ADDRESS = {
    "name": "Ada Byron",
    "address1": "Lindenstraße 4",
    "postal_code": "10969",
    "city": "Berlin",
}
_HEIGHT = 844
_TIMEOUT = 10_000
# What the browser says of a page that is meant to answer so.
_EXPECTED = "Failed to load resource: the server responded with a status of "


class Visitor:
    """A window. `complaints` is what the browser has said against the pages so far."""

    def __init__(self, page: Page, shop: Served, *, scripts: bool) -> None:
        self.page = page
        self.shop = shop
        self.scripts = scripts
        self.complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))

    @classmethod
    @contextmanager
    def opened(
        cls, browser: Browser, shop: Served, *, width: int = 1280, scripts: bool = True, **more: Any
    ) -> Iterator[Visitor]:
        """A new window; in the end nothing must have been said against a page."""
        context = browser.new_context(
            base_url=shop.url,
            viewport={"width": width, "height": _HEIGHT},
            java_script_enabled=scripts,
            reduced_motion="reduce",
            has_touch=width < 600,
            **more,
        )
        context.set_default_timeout(_TIMEOUT)
        visitor = cls(context.new_page(), shop, scripts=scripts)
        yield visitor
        context.close()
        assert not visitor.complaints, "\n".join(visitor.complaints)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_EXPECTED):
            self.complaints.append(f"{self.page.url}: {message.text}")

    # Looking around

    def go(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path)

    def form(self, kind: str) -> Locator:
        """The form of this kind that can be seen, or else the first one."""
        found = self.page.locator(f'form[data-form="{kind}"]')
        seen = found.locator("visible=true")
        return seen.first if seen.count() else found.first

    def reveal(self, wanted: Locator) -> Locator:
        """Unfold what it is in, from the outside to the inside."""
        folds = wanted.locator("xpath=ancestor::details[not(@open)]/summary")
        while (shut := folds.locator("visible=true")).count():
            shut.first.click()
        for drawer in wanted.locator("xpath=ancestor::*[@popover]").all():
            if not drawer.is_visible():
                opener = self.page.locator(f'[popovertarget="{drawer.get_attribute("id")}"]')
                opener.locator("visible=true").first.click()
        wanted.scroll_into_view_if_needed()
        return wanted

    def search(self, words: str) -> None:
        """By the form in the header."""
        self.reveal(self.page.locator('header form[data-form="search"] [name=q]').first)
        box = self.page.locator('header form[data-form="search"] [name=q]').locator("visible=true")
        box.first.fill(words)
        box.first.press("Enter")
        self.page.wait_for_url("**/search?*")

    def narrow(self, name: str, value: str) -> None:
        """Tick a filter."""
        form = self.form("filters")
        box = form.locator(f'input[name="{name}"][value="{value}"]')
        self.reveal(box)
        box.check()
        button = form.locator("button[type=submit]").locator("visible=true")
        if f"{name}=" not in self.page.url and button.count():
            button.first.click()
        self.page.wait_for_url(f"**{name}=*")

    # Buying

    def choose(self, option: str) -> None:
        """A value of an option, on a product's page."""
        pills = self.form("cart_add").locator("label", has=self.page.locator("input[type=radio]"))
        pills.filter(has_text=option).first.click()

    def can_buy(self, product: str) -> bool:
        """Whether the product's page, opened anew, sells it."""
        self.go(f"/products/{product}")
        return self.form("cart_add").locator("button[type=submit]").first.is_enabled()

    def add(self) -> None:
        """Put what is shown into the cart, and look at the cart."""
        self.form("cart_add").locator("button[type=submit]").first.click()
        self.see_cart()
        if not self.page.url.endswith("/cart"):
            self.go("/cart")

    def see_cart(self) -> None:
        """Wait for the cart, as a page or in a drawer."""
        checkout = self.page.locator('a[href$="/checkout"]').locator("visible=true")
        expect(checkout.first).to_be_visible(timeout=_TIMEOUT)

    def fill_in(self, **fields: str) -> None:
        """Type into fields of the checkout's form."""
        form = self.form("checkout")
        for name, value in fields.items():
            form.locator(f'[name="{name}"]').fill(value)

    def check_out(self, email: str, **fields: str) -> None:
        """As a guest, from the cart to the payment page of the fake Stripe."""
        self.fill_in_checkout(email, **fields)
        self.press_pay()

    def fill_in_checkout(self, email: str, **fields: str) -> None:
        """Everything that the checkout asks a guest for."""
        self.go("/checkout")
        form = self.form("checkout")
        form.locator('[name="country"]').select_option("DE")
        self.fill_in(email=email, **(ADDRESS | fields))
        if not form.locator('[name="delivery"]').count():
            form.locator('[name="do"][value="update"]').click()
        form.locator('[name="method"][value^="stripe:"]').check()

    def pay_button(self) -> Locator:
        """The checkout's own, and none of an express method."""
        return self.form("checkout").locator('.button[name="do"][value="pay"]')

    def press_pay(self) -> None:
        """From the checkout to the payment page."""
        self.pay_button().click()
        self.page.wait_for_url("**/c/pay/**")

    def pay(self, number: str = GOOD) -> None:
        """Type a card on the payment page and press the button."""
        self.page.fill("[name=number]", number)
        self.page.fill("[name=expiry]", "12 / 40")
        self.page.fill("[name=cvc]", "123")
        self.page.click("button.primary")

    def buy(self, email: str, product: str = "stoneware-mug-350-ml") -> None:
        """The shortest way to a paid order."""
        self.go(f"/products/{product}")
        self.add()
        self.check_out(email)
        self.pay()
        self.see_thanks()

    def see_thanks(self) -> None:
        """Wait for the page after a payment."""
        self.page.wait_for_url("**/checkout/thanks*")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Thank you")

    def see_order(self) -> str:
        """Go on from the thanks to the order; its number."""
        self.page.locator('main a[href*="/orders/"]').last.click()
        expect(self.page.locator("main")).to_contain_text("Paid")
        title = self.page.get_by_role("heading", level=1).inner_text()
        return title.removeprefix("Order ")

    # The account

    def sign_in(self, email: str, password: str) -> None:
        """By the account's door."""
        self.go("/account/login")
        form = self.form("login")
        form.locator("[name=email]").fill(email)
        form.locator("[name=password]").fill(password)
        form.locator("button").click()
        self.page.wait_for_url("**/account")
