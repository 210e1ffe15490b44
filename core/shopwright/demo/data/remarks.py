"""What shoppers and staff of the demo shop write, and who carries its parcels."""

from __future__ import annotations

SHOPPER = (
    "Please leave it with the neighbors on the ground floor, they know.",
    "It is a birthday present: no invoice in the parcel, please.",
    "The bell does not work. A knock does.",
    "If something is on back order, I am happy to wait.",
    "The last parcel went to my sister. This one is mine.",
    "Could it be there by Friday? If not, no harm done.",
    "On the card: “For the new kitchen. Eat well. M.”",
    "Please deliver to the workshop in the back yard, open until five.",
    "As little packaging as you dare.",
)

STAFF = (
    "Called about the address; the door code is 4711.",
    "Asked for plain packaging, it is a present.",
    "Regular customer: put a sample of the rosemary soap in.",
    "Asked whether the color matches the earlier order; sent a photo, it does.",
    "Wants the invoice made out to the company.",
)

PARTLY = (
    "The rest comes from Malmö on Thursday; told the customer.",
    "One piece did not pass inspection. A new one follows in ten days.",
    "Sent what was on the shelf, the backordered part follows.",
)

CANCELED_UNPAID = (
    "Ordered twice by mistake.",
    "No payment after the reminder.",
    "Customer preferred another one and ordered again.",
    "Changed their mind before paying.",
)

CANCELED_PAID = (
    "The move fell through, there is no place to put it.",
    "Picked the wrong one; a new order has been placed.",
    "Needed it by Saturday and we could not promise that.",
)

DAMAGED = (
    "One piece arrived damaged; photo received. No need to send it back.",
    "A flaw in the finish. Refunded one, the customer keeps it.",
    "Arrived after the birthday it was meant for; one refunded as an apology.",
)

RETURNED = (
    "Came back unused, in its paper. Goes back on the shelf.",
    "Not the right size for its place. As new.",
    "The color looks different at home. As new.",
)

CARRIERS = {
    "DE": ("DHL", "Hermes"),
    "AT": ("Post AT", "DPD"),
    "NL": ("PostNL", "DHL"),
    "FR": ("Colissimo", "Chronopost"),
    "IT": ("BRT", "Poste Italiane"),
    "ES": ("Correos", "SEUR"),
    "SE": ("PostNord", "Budbee"),
    "GB": ("Royal Mail", "DPD"),
    "US": ("USPS", "UPS"),
}
