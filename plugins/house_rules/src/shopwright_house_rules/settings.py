"""What a merchant can set. Nothing is forbidden before something is set."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from shopwright import PluginSettings, Shown

from shopwright_house_rules.values import Amounts, Countries, Pattern, Tag

CART = Shown(group="Cart")
CHECKOUT = Shown(group="Checkout")
ORDERS = Shown(group="Orders")
PAYMENT = Shown(group="Payment methods")
SHIPPING = Shown(group="Shipping options")
PRODUCTS = Shown(group="Products for sale")
REFUNDS = Shown(group="Refunds")
BADGES = Shown(group="Badges")
FRAUD = Shown(group="Fraud")
RISK = Shown(
    group="Fraud",
    choices={"never": "Never", "elevated": "Elevated risk", "highest": "Highest risk only"},
)
CANCELING = Shown(
    group="Orders",
    choices={"always": "As long as the shop allows it", "until_open": "Before they are open only"},
)
Units = Annotated[int, Field(ge=1, le=100_000)]
Grams = Annotated[int, Field(ge=0, le=10**9)]


class PaymentRule(PluginSettings):
    """Hides methods where one of its conditions holds."""

    methods: Pattern = Field(description="An id, or a pattern of ids: manual:cash, manual:*.")
    above: Amounts = Field({}, description="Hidden where the total is above this.")
    below: Amounts = Field({}, description="Hidden where the total is below this.")
    countries: Countries = Field((), description="Hidden outside of these countries.")

    @model_validator(mode="after")
    def _has_a_condition(self) -> Self:
        if not (self.above or self.below or self.countries):
            raise ValueError("say when to hide it: above, below, or outside of which countries")
        return self


class ShippingRule(PluginSettings):
    """Hides options where one of its conditions holds."""

    options: Pattern = Field(description="An id, or a pattern of ids: flat_rate:*, *:express.")
    heavier_than: Grams | None = Field(None, description="Hidden above this weight, in grams.")
    lighter_than: Grams | None = Field(None, description="Hidden below this weight, in grams.")
    countries: Countries = Field((), description="Hidden outside of these countries.")
    not_to: Countries = Field((), description="Hidden in these countries.")

    @model_validator(mode="after")
    def _has_a_condition(self) -> Self:
        weights = (self.heavier_than, self.lighter_than)
        if not (any(weight is not None for weight in weights) or self.countries or self.not_to):
            raise ValueError("say when to hide it: by weight, or in or outside of which countries")
        return self


class Settings(PluginSettings):
    """Settings of house rules. Amounts are in minor units (2500 is 25.00), by currency."""

    line_limit: Annotated[Units | None, CART] = Field(
        None, title="At most of one item", description="Units of one variant per order."
    )
    tag_limits: Annotated[dict[Tag, Units], CART] = Field(
        {}, title="At most, by tag", description="Of each variant of products with this tag."
    )
    minimum_order: Annotated[Amounts, CHECKOUT] = Field(
        {}, description="What goods have to cost together, before discounts and shipping."
    )
    closed_countries: Annotated[Countries, CHECKOUT] = Field(
        (), title="Not delivered to", description="Countries that nothing is sent to: US, CH."
    )
    canceling: Annotated[Literal["always", "until_open"], CANCELING] = Field(
        "always", title="Orders can be canceled", description="By people and programs."
    )
    reason_length: Annotated[int, ORDERS] = Field(
        0,
        ge=0,
        le=200,
        title="Letters of a reason",
        description="So long has the reason of a cancellation to be.",
    )
    keep_moves: Annotated[bool, ORDERS] = Field(
        False, description="Keep who moved an order by hand, and why, to be read in the API."
    )
    review_above: Annotated[Amounts, FRAUD] = Field(
        {}, description="Paid orders above this are looked at before they are sent."
    )
    review_risk: Annotated[Literal["never", "elevated", "highest"], RISK] = Field(
        "never",
        title="Look at risky payments",
        description="Paid orders that the payment provider thinks so risky, or riskier.",
    )
    payment_rules: Annotated[tuple[PaymentRule, ...], PAYMENT] = Field((), title="Hide methods")
    shipping_rules: Annotated[tuple[ShippingRule, ...], SHIPPING] = Field((), title="Hide options")
    need_description: Annotated[bool, PRODUCTS] = False
    need_picture: Annotated[bool, PRODUCTS] = False
    need_sku: Annotated[bool, PRODUCTS] = Field(False, description="Of each variant on sale.")
    need_weight: Annotated[bool, PRODUCTS] = Field(
        False, description="Of each variant on sale that is shipped."
    )
    refund_reason_above: Annotated[Amounts, REFUNDS] = Field(
        {}, description="Above this a refund needs a reason."
    )
    refund_at_most: Annotated[Amounts, REFUNDS] = Field(
        {}, description="Above this a refund is refused."
    )
    badges: Annotated[dict[Tag, Annotated[str, Field(min_length=1, max_length=40)]], BADGES] = (
        Field({}, title="Badge by tag", description="What products with this tag are marked with.")
    )
