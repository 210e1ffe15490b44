"""The place that a front end sells for."""

from __future__ import annotations

from pydantic import Field
from pydantic_core import to_json

from shopwright.commerce.channels import ChannelInfo, channel, default_channel
from shopwright.http.rest.kit import PUBLIC, Api, Model, OutModel, Result
from shopwright.http.rest.store.caching import CHECKED, cached
from shopwright.platform.runtime import runtime

api = Api("channel", tag="Channel", description="Where this shop sells, and in which currencies.")


class ChannelQuery(Model):
    """Which channel; without it, the shop's main one."""

    channel: str | None = Field(default=None, max_length=80, description="A channel's handle.")


class StoreChannelOut(OutModel):
    """What a front end needs to know before it shows a price."""

    handle: str
    name: str
    currency: str
    currencies: list[str] = Field(description="The channel's own first.")
    locale: str
    locales: list[str] = Field(description="The languages that products are published in.")
    country: str
    tax_included: bool = Field(description="Whether prices are gross.")


@api.get(
    "/channel",
    query=ChannelQuery,
    returns=StoreChannelOut,
    access=PUBLIC,
    cache=CHECKED,
    errors=(404, 409),
    summary="Read the channel",
)
def read_channel(query: ChannelQuery) -> Result:
    """Its currencies, languages and country."""

    def build() -> bytes:
        place = default_channel() if query.channel is None else channel(query.channel)
        return to_json(_channel(place))

    return cached(build)


def _channel(place: ChannelInfo) -> StoreChannelOut:
    return StoreChannelOut(
        handle=place.handle,
        name=place.name,
        currency=place.currency,
        currencies=list(place.currencies),
        locale=place.locale,
        locales=list(runtime().settings.locales),
        country=place.country,
        tax_included=place.tax_included,
    )
