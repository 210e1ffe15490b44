"""The account's balance: a transaction for each movement of money, with Stripe's fee."""

from __future__ import annotations

from collections import defaultdict

from shopwright_stripe_payments.fake.errors import Body
from shopwright_stripe_payments.fake.ids import new_id
from shopwright_stripe_payments.fake.operations import Operation, listing, retrieval
from shopwright_stripe_payments.fake.world import DAY, World

# Roughly what a European card costs in Europe: 1.5 % and 25 cents.
_FEE_PART, _FEE_FIXED = 0.015, 25
DISPUTE_FEE = 2000


def move(world: World, source: Body, amount: int, kind: str, *, fee: int = 0) -> str:
    """Write a movement of money, negative when it leaves the account; its id."""
    body: Body = {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": world.now() + 7 * DAY,
        "balance_type": "payments",
        "created": world.now(),
        "currency": source["currency"],
        "description": source.get("description"),
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [
            {
                "amount": fee,
                "application": None,
                "currency": source["currency"],
                "description": "Stripe processing fees",
                "type": "stripe_fee",
            }
        ]
        if fee
        else [],
        "net": amount - fee,
        "reporting_category": "dispute" if kind == "adjustment" else kind,
        "source": source["id"],
        "status": "pending",
        "type": kind,
    }
    world.store.add(body)
    return str(body["id"])


def fee_for(amount: int) -> int:
    """What a payment costs."""
    return round(amount * _FEE_PART) + _FEE_FIXED


def _balance(world: World, params: Body) -> Body:
    sums: dict[str, int] = defaultdict(int)
    for transaction in world.store.every("balance_transaction"):
        sums[transaction["currency"]] += transaction["net"]
    sums.setdefault(world.options.currency, 0)
    return {
        "object": "balance",
        "available": [
            {"amount": 0, "currency": currency, "source_types": {"card": 0}}
            for currency in sorted(sums)
        ],
        "livemode": False,
        "pending": [
            {"amount": amount, "currency": currency, "source_types": {"card": amount}}
            for currency, amount in sorted(sums.items())
        ],
    }


def _retrieve(world: World, params: Body, *, transaction: str) -> Body:
    return world.require("balance_transaction", transaction)


def _list(world: World, params: Body) -> Body:
    return world.listed(
        "balance_transaction",
        "/v1/balance_transactions",
        params,
        source=params.get("source"),
        type=params.get("type"),
    )


OPERATIONS: tuple[Operation, ...] = (
    retrieval("/v1/balance", "BalanceRetrieveParams", _balance),
    retrieval(
        "/v1/balance_transactions/<transaction>", "BalanceTransactionRetrieveParams", _retrieve
    ),
    listing("/v1/balance_transactions", "BalanceTransactionListParams", _list, "source type"),
)
