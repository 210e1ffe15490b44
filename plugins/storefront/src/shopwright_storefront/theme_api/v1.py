"""The objects that templates get: version 1 of the contract between Shopwright and themes.

Everything here is a plain dict. Every key is always there; what may be missing is None, so that
`{% if product.rating %}` is right and a misspelled name is an error. Moments are ISO 8601 texts in
UTC, for the filter `date`. Ids are texts. Texts are plain and get escaped, but those that end in
`_html`, which were cleaned when they were saved.

Within version 1 objects only grow. The reference, the JSON schemas and the types that
`shopwright theme check` works with are read from this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypedDict

from markupsafe import Markup

API = "1"

StockState = Literal["in", "low", "out", "backorder", "preorder"]


class Money(TypedDict):
    """An amount in the shopper's currency."""

    amount: int
    """In minor units: 4800 is 48.00 EUR."""
    currency: str
    formatted: str
    """As the shopper's language writes it: €48.00."""
    without_zeros: str
    """The same without an empty fraction: €48."""


class Focal(TypedDict):
    """The point of a picture that must stay visible, each from 0 to 1."""

    x: float
    y: float


class Rendition(TypedDict):
    """A picture in one width and format."""

    url: str
    width: int
    type: str
    """The media type, `image/webp` say."""


class Image(TypedDict):
    """A picture. Print it with `image(...)`, which knows sizes and formats."""

    id: str
    url: str
    width: int
    height: int
    alt: str
    focal: Focal | None
    dominant_color: str
    """As #rrggbb: what stands in its place until it is there."""
    renditions: list[Rendition]
    """From narrow to wide."""
    srcset: str
    """The renditions as the attribute `srcset` takes them."""


class Video(TypedDict):
    """A moving picture, with what is shown before it plays."""

    url: str
    type: str
    poster: Image | None
    alt: str


class Swatch(TypedDict):
    """A color or material in which a product can be had."""

    label: str
    color: str | None
    """As #rrggbb."""
    image: Image | None
    available: bool
    url: str


class Rating(TypedDict):
    """What shoppers think of a product."""

    value: float
    """From 0 to 5."""
    count: int
    url: str


class Badge(TypedDict):
    """A few words on a product's picture."""

    kind: Literal["sale", "new", "sold_out", "other"]
    label: str


class UnitPrice(TypedDict):
    """The price per kilogram, liter or piece, where the law wants it."""

    price: Money
    quantity: float
    unit: str


class ProductCard(TypedDict):
    """A product in a list."""

    id: str
    handle: str
    version: str
    """Changes whenever the card does: a part of a fragment's key."""
    url: str
    title: str
    vendor: str
    image: Image | None
    hover_image: Image | None
    price: Money
    """What it costs now; with variants of several prices, the lowest."""
    price_min: Money
    price_max: Money
    price_varies: bool
    compare_at: Money | None
    on_sale: bool
    saving_percent: int
    unit_price: UnitPrice | None
    available: bool
    stock_state: StockState
    variant_id: str | None
    """The only variant's; None where the shopper has to choose."""
    variant_count: int
    swatches: list[Swatch]
    rating: Rating | None
    badges: list[Badge]
    highlight: str | None
    """The attribute that matters most in its category."""


class OptionValue(TypedDict):
    """One choice of an option. `url` is this product with the choice made, so it needs no script."""

    name: str
    swatch: Swatch | None
    available: bool
    selected: bool
    url: str


class ProductOption(TypedDict):
    """What the shopper chooses, Size say."""

    name: str
    position: int
    """From 1; with it the form control is called `option1`."""
    values: list[OptionValue]


class Variant(TypedDict):
    """What is put into the cart."""

    id: str
    sku: str
    barcode: str
    """Such as an EAN; empty in carts and orders."""
    title: str
    options: dict[str, str]
    price: Money
    compare_at: Money | None
    unit_price: UnitPrice | None
    available: bool
    stock_state: StockState
    image: Image | None
    url: str


class Crumb(TypedDict):
    """A step on the way from home to this page."""

    title: str
    url: str


class Seo(TypedDict):
    """What search engines are told."""

    title: str
    description: str


class Shipping(TypedDict):
    """When it leaves, as the shop promises."""

    earliest: str | None
    latest: str | None
    label: str


class Product(ProductCard):
    """A product on its own page."""

    type: str
    tags: list[str]
    description_html: Markup
    images: list[Image]
    videos: list[Video]
    options: list[ProductOption]
    variants: list[Variant]
    selected_variant: Variant | None
    """None while the choice is incomplete or impossible."""
    tax_note: str
    stock_left: int | None
    """How many are left, where the shop tells it."""
    ships_by: Shipping | None
    attributes: dict[str, str]
    extra: Mapping[str, Any]
    """What plugins published of it, by the plugin's id."""
    seo: Seo
    breadcrumbs: list[Crumb]


class Collection(TypedDict):
    """A category, or a collection that somebody put together."""

    id: str
    handle: str
    version: str
    title: str
    description_html: Markup
    image: Image | None
    url: str
    count: int
    children: list[Collection]
    breadcrumbs: list[Crumb]
    seo: Seo


class FacetChoice(TypedDict):
    """One value to filter by; `url` is the list with it switched."""

    value: str
    label: str
    count: int
    count_label: str
    """The count as it is shown: "1,000+" where nobody counted further."""
    active: bool
    url: str
    swatch: Swatch | None


class Facet(TypedDict):
    """Something to filter a list by."""

    key: str
    """The form control's name."""
    label: str
    kind: Literal["check", "range", "swatch"]
    choices: list[FacetChoice]
    min: Money | None
    max: Money | None
    from_value: str
    to_value: str
    active: bool


class ActiveFilter(TypedDict):
    """A filter that is on; `url` is the list without it."""

    label: str
    url: str


class Sort(TypedDict):
    """An order in which a list can be read."""

    value: str
    label: str
    active: bool
    url: str


class PageLink(TypedDict):
    """A number of the pagination; `url` None stands for the gap between distant ones."""

    label: str
    url: str | None
    current: bool


class Page(TypedDict):
    """Where in a list the shopper is."""

    number: int
    size: int
    total: int
    total_label: str
    pages: int
    previous: str | None
    next: str | None
    links: list[PageLink]


class Suggestion(TypedDict):
    """What the search field offers while one types."""

    kind: Literal["query", "product", "collection", "page"]
    label: str
    url: str
    image: Image | None
    price: Money | None


class Problem(TypedDict):
    """What is in the way; `field` names a control of the form or is empty."""

    code: str
    message: str
    field: str


class Discount(TypedDict):
    """What was taken off. `code` is None for one that applies by itself."""

    label: str
    code: str | None
    amount: Money
    problem: str | None
    """Why the code does not apply, where it does not."""


class Line(TypedDict):
    """Goods in a cart or an order."""

    id: str
    product: ProductCard
    variant: Variant
    image: Image | None
    quantity: int
    max_quantity: int | None
    unit_price: Money
    total: Money
    discount: Money | None
    message: str | None
    """What the shopper has to know: that the price rose, that two are left."""


class Fee(TypedDict):
    """Something charged beside the goods."""

    label: str
    amount: Money


class Cart(TypedDict):
    """What the shopper is about to buy."""

    id: str
    lines: list[Line]
    item_count: int
    subtotal: Money
    discounts: list[Discount]
    fees: list[Fee]
    shipping: Money | None
    tax: Money | None
    tax_included: bool
    total: Money
    free_shipping_left: Money | None
    """How much is missing for free shipping; zero when it is reached."""
    free_shipping_percent: int
    problems: list[Problem]
    checkout_url: str
    held_until: str | None


class Removed(TypedDict):
    """A line that was taken out, to be put back by the form `cart_add`."""

    id: str
    """The product's."""
    variant_id: str
    title: str
    quantity: int


class FieldOption(TypedDict):
    """A choice of a select, or one of several radio buttons."""

    value: str
    label: str
    selected: bool


class Field(TypedDict):
    """A control of a form. Print it with `field(...)`."""

    name: str
    label: str
    type: str
    """As HTML names it: text email tel password select textarea checkbox radio hidden ..."""
    value: str
    problem: str | None
    hint: str | None
    required: bool
    autocomplete: str
    options: list[FieldOption]
    maxlength: int | None
    inputmode: str
    optional_group: str
    """Controls that hide behind a link until wanted, by the name of the link: `company`."""


class Step(TypedDict):
    """A part of the way through checkout."""

    key: Literal["contact", "address", "shipping", "payment", "review"]
    label: str
    state: Literal["done", "current", "open"]
    url: str


class Rate(TypedDict):
    """A way of shipping on offer."""

    id: str
    label: str
    description: str
    price: Money
    delivery: str
    selected: bool


class PaymentMethod(TypedDict):
    """A way of paying on offer."""

    id: str
    label: str
    description: str
    icons: list[str]
    selected: bool
    fee: Money | None
    redirects: bool
    """Whether paying goes on at the provider's site."""


class Totals(TypedDict):
    """The sum, and how it comes about."""

    item_count: int
    subtotal: Money
    discounts: list[Discount]
    fees: list[Fee]
    shipping: Money | None
    shipping_label: str
    tax: Money | None
    tax_included: bool
    tax_lines: list[TaxLine]
    total: Money


class TaxLine(TypedDict):
    """One tax of the sum."""

    label: str
    amount: Money


class Checkout(TypedDict):
    """The way from the cart to the order."""

    id: str
    step: str
    steps: list[Step]
    fields: dict[str, Field]
    billing_same: bool
    rates: list[Rate]
    payment_methods: list[PaymentMethod]
    lines: list[Line]
    totals: Totals
    problems: list[Problem]
    submit_label: str
    held_until: str | None


class Address(TypedDict):
    """Where goods or bills go. `lines` is all of it as the country writes it."""

    id: str
    name: str
    company: str
    line1: str
    line2: str
    city: str
    region: str
    postcode: str
    country: str
    country_name: str
    phone: str
    lines: list[str]
    is_default: bool


class Tracking(TypedDict):
    """Where a parcel is."""

    carrier: str
    number: str
    url: str | None
    state: str
    label: str


class TimelineEntry(TypedDict):
    """What happened to an order, or what is going to."""

    key: str
    label: str
    at: str | None
    state: Literal["done", "current", "open", "failed"]


class Order(TypedDict):
    """What was bought."""

    id: str
    number: str
    url: str
    placed_at: str
    status: str
    status_label: str
    payment_label: str
    fulfillment_label: str
    timeline: list[TimelineEntry]
    lines: list[Line]
    totals: Totals
    email: str
    shipping_address: Address | None
    billing_address: Address | None
    shipping_method: str
    payment_method: str
    payment_instructions: str
    tracking: list[Tracking]
    can_cancel: bool
    can_return: bool
    can_pay: bool
    pay_url: str | None
    invoice_number: str
    """The invoice's own, without gaps; empty in lists, and before it is paid or sent."""
    invoiced_at: str | None
    invoice_url: str | None
    """None as long as there is no invoice."""


class Shipment(TypedDict):
    """A parcel of an order."""

    id: str
    number: str
    order_number: str
    lines: list[Line]
    address: Address | None
    tracking: list[Tracking]
    shipped_at: str | None


class LetterItem(TypedDict):
    """Goods in a mail; `amount` is empty where it does not matter."""

    quantity: int
    title: str
    detail: str
    amount: str


class LetterFact(TypedDict):
    """A line such as "Carrier: DHL"."""

    label: str
    value: str


class LetterTotal(TypedDict):
    """What it comes to, with a remark on the tax in it."""

    label: str
    value: str
    note: str


class LetterLines(TypedDict):
    """Lines below a title: an address, how to pay."""

    title: str
    lines: list[str]


class LetterButton(TypedDict):
    """Where the reader may go on. The address may be good for one use."""

    label: str
    url: str


class Letter(TypedDict):
    """What a mail says, in its reader's language. What it does not say is empty, or None."""

    subject: str
    title: str
    greeting: str
    paragraphs: list[str]
    instructions: LetterLines | None
    facts: list[LetterFact]
    items: list[LetterItem]
    sums: list[LetterFact]
    total: LetterTotal | None
    address: LetterLines | None
    button: LetterButton | None
    after: str
    """What stands below the button: what to do if it was not you, say."""
    order_id: str | None


class Customer(TypedDict):
    """Who is signed in."""

    id: str
    first_name: str
    last_name: str
    email: str
    group: str
    is_verified: bool
    addresses: list[Address]
    orders_url: str
    account_url: str


class Form(TypedDict):
    """What `{% form %}` hands to its body as `form`. `form.email` is the control of that name, too."""

    fields: dict[str, Field]
    problems: list[Problem]
    sent: bool
    """Whether it was handed in before this page: show thanks, or the problems."""


class MenuItem(TypedDict):
    """A link of a menu, maybe with some below it."""

    title: str
    url: str
    active: bool
    image: Image | None
    items: list[MenuItem]


class ContentPage(TypedDict):
    """A page that the merchant wrote."""

    id: str
    handle: str
    title: str
    body_html: Markup
    url: str
    updated_at: str
    seo: Seo


class Brand(TypedDict):
    """A vendor with a page of its own."""

    handle: str
    title: str
    description_html: Markup
    image: Image | None
    url: str
    count: int


class Country(TypedDict):
    """Where the shop sells to."""

    code: str
    name: str
    currency: str
    selected: bool


class Locale(TypedDict):
    """A language of the shop; `url` is this page in it."""

    code: str
    name: str
    url: str
    selected: bool


class SocialLink(TypedDict):
    """Where else the shop is."""

    name: str
    url: str


class Shop(TypedDict):
    """The shop itself."""

    name: str
    url: str
    email: str
    phone: str
    description: str
    logo: Image | None
    address: Address | None
    currency: str
    locales: list[Locale]
    countries: list[Country]
    social: list[SocialLink]
    prices_include_tax: bool
    imprint: list[str]
    """Lines for invoices: the company's name, its address, its tax number."""
    announcement: str
    """A line above every page; empty for none."""
    is_demo: bool
    """Whether no money moves, since stand-ins play the payment services' part."""


class Request(TypedDict):
    """What is asked for, and by whom."""

    locale: str
    dir: Literal["ltr", "rtl"]
    currency: str
    country: str
    channel: str
    path: str
    url: str
    template: str
    """The page's template: `product`, `account/login`."""
    is_preview: bool
    messages: list[Message]
    """What to tell once, on pages that are not cached."""


class Message(TypedDict):
    """A sentence about what just happened."""

    kind: Literal["success", "error", "info"]
    text: str


class Theme(TypedDict):
    """The theme in force."""

    name: str
    title: str
    version: str
    features: dict[str, bool]


class Alternate(TypedDict):
    """This page in another language."""

    locale: str
    url: str


class Feed(TypedDict):
    """What is new on a page's list, or in the shop, for those who read feeds."""

    title: str
    url: str


class Meta(TypedDict):
    """What `page_head()` prints."""

    title: str
    description: str
    canonical: str
    robots: str
    alternates: list[Alternate]
    image: Image | None
    type: Literal["website", "product", "article"]
    previous: str | None
    next: str | None
    feed: Feed | None


class Routes(TypedDict):
    """Addresses of the shop's pages in the shopper's language; `url_for` makes those with a handle."""

    home: str
    products: str
    collections: str
    search: str
    suggest: str
    cart: str
    cart_drawer: str
    cart_add: str
    cart_update: str
    coupon: str
    checkout: str
    account: str
    login: str
    logout: str
    register: str
    verify: str
    reset: str
    orders: str
    order_status: str
    addresses: str
    profile: str
    privacy: str
    contact: str
    locale: str
    live: str
    stock: str
    worker: str
    """The service worker; empty in previews and in development, as `manifest` is."""
    manifest: str
    """The web app manifest."""


class Everywhere(TypedDict):
    """What every template has."""

    shop: Shop
    request: Request
    settings: Mapping[str, Any]
    """The theme's settings, by id."""
    customer: Customer | None
    """None for guests, and on pages that are cached."""
    cart: Cart | None
    """None on pages that are cached: `/live` fills in the count."""
    menus: dict[str, list[MenuItem]]
    """By the places that theme.toml declares."""
    routes: Routes
    theme: Theme
    meta: Meta


class Block(TypedDict):
    """A part of a section, as its own template gets it."""

    id: str
    type: str
    settings: Mapping[str, Any]
    attrs: Markup
    """The attributes that its element must carry."""
    blocks: list[Block]


class Section(TypedDict):
    """A part of a page, as its own template gets it."""

    id: str
    type: str
    index: int
    """From 1, in the page."""
    settings: Mapping[str, Any]
    attrs: Markup
    """The attributes that its element must carry: id, color scheme, what the editor needs."""
    blocks: list[Block]


class Nothing(TypedDict):
    """Templates that need nothing but what is everywhere."""


class PageTemplate(TypedDict):
    """`page`, and `page.contact`."""

    page: ContentPage


class ProductTemplate(TypedDict):
    """`product` and its alternates."""

    product: Product
    variants: list[Variant]
    selected_variant: Variant | None
    media: list[Image]
    breadcrumbs: list[Crumb]


class CollectionTemplate(TypedDict):
    """`collection`."""

    collection: Collection
    products: list[ProductCard]
    facets: list[Facet]
    active_filters: list[ActiveFilter]
    sorts: list[Sort]
    page: Page
    breadcrumbs: list[Crumb]


class CollectionsTemplate(TypedDict):
    """`collections`."""

    collections: list[Collection]


class SearchTemplate(TypedDict):
    """`search`, and the fragment `mini_search`."""

    query: str
    corrected: str | None
    """What was searched for instead, where the words were misspelled."""
    products: list[ProductCard]
    collections: list[Collection]
    facets: list[Facet]
    active_filters: list[ActiveFilter]
    sorts: list[Sort]
    page: Page
    suggestions: list[Suggestion]


class BrandTemplate(TypedDict):
    """`brand`."""

    brand: Brand
    products: list[ProductCard]
    facets: list[Facet]
    active_filters: list[ActiveFilter]
    sorts: list[Sort]
    page: Page
    breadcrumbs: list[Crumb]


class CartTemplate(TypedDict):
    """`cart`, and the fragment `cart_drawer`; None for an empty cart."""

    cart: Cart | None
    cross_sells: list[ProductCard]
    removed: Removed | None
    """What was just taken out."""


class CheckoutTemplate(TypedDict):
    """`checkout`."""

    checkout: Checkout


class OrderTemplate(TypedDict):
    """`checkout_thanks` and `order_status`."""

    order: Order


class PayTemplate(TypedDict):
    """`checkout_pay`: on to the payment provider's page, at `pay_url`."""

    order: Order
    pay_url: str


class ConfirmTemplate(TypedDict):
    """`confirm`: asks once more, for a browser that does not say where a form was sent from."""

    action: str
    fields: list[Field]


class AccountTemplate(TypedDict):
    """What all pages below `account/` have; None before somebody is signed in."""

    customer: Customer | None


class OrdersTemplate(TypedDict):
    """`account/orders` and `account/index`."""

    customer: Customer
    orders: list[Order]
    page: Page


class AccountOrderTemplate(TypedDict):
    """`account/order`."""

    customer: Customer
    order: Order


class AddressesTemplate(TypedDict):
    """`account/addresses`."""

    customer: Customer
    addresses: list[Address]


class InvoiceTemplate(TypedDict):
    """`print/invoice`."""

    order: Order


class PackingSlipTemplate(TypedDict):
    """`print/packing_slip`: what lies in the parcel."""

    order: Order
    shipment: Shipment


class EmailTemplate(TypedDict):
    """All mails in `emails/`, as `.html` and as `.txt`."""

    letter: Letter


TEMPLATES: Mapping[str, type] = {
    "index": Nothing,
    "page": PageTemplate,
    "page.contact": PageTemplate,
    "404": Nothing,
    "500": Nothing,
    "maintenance": Nothing,
    "offline": Nothing,
    "password": Nothing,
    "confirm": ConfirmTemplate,
    "product": ProductTemplate,
    "collection": CollectionTemplate,
    "collections": CollectionsTemplate,
    "search": SearchTemplate,
    "mini_search": SearchTemplate,
    "brand": BrandTemplate,
    "cart": CartTemplate,
    "cart_drawer": CartTemplate,
    "checkout": CheckoutTemplate,
    "checkout_pay": PayTemplate,
    "checkout_thanks": OrderTemplate,
    "order_status": OrderTemplate,
    "account/login": AccountTemplate,
    "account/register": AccountTemplate,
    "account/verify": AccountTemplate,
    "account/reset": AccountTemplate,
    "account/profile": AccountTemplate,
    "account/privacy": AccountTemplate,
    "account/index": OrdersTemplate,
    "account/orders": OrdersTemplate,
    "account/order": AccountOrderTemplate,
    "account/addresses": AddressesTemplate,
}
"""The templates of pages and what each gets beside `Everywhere`."""

FRAGMENTS = ("cart_drawer", "mini_search")
"""Those of them whose sections scripts put into other pages."""

PRINTS: Mapping[str, type] = {"invoice": InvoiceTemplate, "packing_slip": PackingSlipTemplate}
"""The documents in `print/`."""

EMAILS: Mapping[str, type] = dict.fromkeys(
    [
        "order_placed",
        "order_paid",
        "order_shipped",
        "refund_issued",
        "order_canceled",
        "verify_email",
        "change_email",
        "change_email_notice",
        "password_reset",
        "invitation",
        "password_changed",
        "account_exists",
        "staff_invitation",
        "staff_password_reset",
        "staff_notice",
    ],
    EmailTemplate,
)
"""The mails in `emails/`, by the kinds that their sender names them by."""

OBJECTS: tuple[type, ...] = (
    Money, Image, Rendition, Focal, Video, Swatch, Rating, Badge, UnitPrice, ProductCard, Product,
    ProductOption, OptionValue, Variant, Crumb, Seo, Shipping, Collection, Facet, FacetChoice,
    ActiveFilter, Sort, Page, PageLink, Suggestion, Cart, Line, Removed, Discount, Fee, Problem, Checkout, Step,
    Rate, PaymentMethod, Totals, TaxLine, Form, Field, FieldOption, Order, TimelineEntry, Tracking,
    Shipment, Letter, LetterLines, LetterFact, LetterItem, LetterTotal, LetterButton, Address, Customer,
    MenuItem, ContentPage, Brand, Shop, Locale, Country, SocialLink,
    Request, Message, Theme, Meta, Alternate, Feed, Routes, Section, Block,
)  # fmt: skip
"""Every object, in the order in which the reference tells of them."""
