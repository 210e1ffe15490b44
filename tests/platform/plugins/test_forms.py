"""Forms: all that a dashboard has to know of settings, from their class alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

import pytest
from pydantic import Field, SecretStr
from shopwright import PluginSettings, Shown
from shopwright.platform.plugins.forms import Choice, FormField, fields_of, form_of


class Printer(PluginSettings):
    """Where cards are printed."""

    host: str
    pin: SecretStr = SecretStr("")


class Settings(PluginSettings):
    """One field of each kind."""

    paper: str = Field("red", title="Wrapping paper", description="As on the roll.", max_length=20)
    mode: Annotated[
        Literal["card", "gift_box"], Shown(group="Look", choices={"card": "A card"})
    ] = "card"
    width_mm: Annotated[int, Shown(group="Look", visible_if={"mode": "card"})] = Field(60, ge=10)
    fee: Decimal = Decimal("1.5")
    since: int | None = None
    key: Annotated[SecretStr, Shown(group="Account")]
    gift: Annotated[UUID | None, Shown(refers_to="product")] = None
    banned: tuple[Annotated[UUID, Shown(refers_to="category")], ...] = ()
    texts: dict[str, str] = {}
    printer: Printer = Printer(host="localhost")
    printers: list[Printer] = []
    anything: int | str = 1


FORM = form_of(Settings, {("printer", "host"): "SHOPWRIGHT_PLUGIN_X__PRINTER__HOST"})
FIELDS = {item.name: item for item in fields_of(FORM)}


def inside(field: FormField) -> dict[str, FormField]:
    return {item.name: item for item in fields_of(field.groups)}


def test_fields_stand_in_their_groups_in_the_order_of_the_class() -> None:
    found = {group.title: [item.name for item in group.fields] for group in FORM}

    assert list(found) == ["", "Look", "Account"]
    assert found["Look"] == ["mode", "width_mm"]
    assert found[""][:2] == ["paper", "fee"]


def test_a_field_has_its_label_help_default_and_limits() -> None:
    paper, width = FIELDS["paper"], FIELDS["width_mm"]

    assert (paper.label, paper.help, paper.default) == ("Wrapping paper", "As on the roll.", "red")
    assert (paper.type, paper.max_length, paper.required) == ("text", 20, False)
    assert (width.label, width.type, width.minimum) == ("Width mm", "integer", 10)


def test_every_kind_of_value_has_its_input() -> None:
    found = {name: field.type for name, field in FIELDS.items()}

    assert found["fee"] == "number"
    assert found["texts"] == "map"
    assert found["printer"] == "group"
    assert found["printers"] == found["banned"] == "list"
    assert found["anything"] == "any"
    assert (FIELDS["since"].type, FIELDS["since"].nullable) == ("integer", True)


def test_choices_have_labels() -> None:
    assert FIELDS["mode"].choices == (
        Choice(value="card", label="A card"),
        Choice(value="gift_box", label="Gift box"),
    )


def test_a_field_says_when_it_is_shown_and_what_it_refers_to() -> None:
    assert FIELDS["width_mm"].visible_if == {"mode": ["card"]}
    assert FIELDS["gift"].refers_to == "product"
    assert FIELDS["banned"].refers_to == "category"


def test_a_secret_is_known_for_one_and_has_no_default() -> None:
    key = FIELDS["key"]

    assert (key.secret, key.default, key.required) == (True, None, True)
    assert not FIELDS["paper"].secret


def test_models_inside_have_forms_of_their_own() -> None:
    item = FIELDS["printers"].item

    assert FIELDS["printer"].help == "Where cards are printed."
    assert inside(FIELDS["printer"])["pin"].secret
    assert item is not None
    assert list(inside(item)) == ["host", "pin"]
    assert inside(item)["host"].required


def test_what_the_environment_sets_is_locked() -> None:
    assert inside(FIELDS["printer"])["host"].locked_by == "SHOPWRIGHT_PLUGIN_X__PRINTER__HOST"
    assert FIELDS["paper"].locked_by == ""


def test_a_model_that_holds_itself_ends_as_json() -> None:
    class Menu(PluginSettings):
        """A list of lists."""

        items: list[Menu] = []

    Menu.model_rebuild(_types_namespace={"Menu": Menu})
    (field,) = fields_of(form_of(Menu))

    assert field.item is not None
    assert field.item.type == "any"


def test_a_condition_on_a_field_that_is_not_there_is_refused() -> None:
    with pytest.raises(TypeError, match="visible_if names 'mod', which is no other field"):

        class Wrong(PluginSettings):
            mode: str = ""
            width: Annotated[int, Shown(visible_if={"mod": "card"})] = 1


def test_a_reference_to_what_cannot_be_picked_is_refused() -> None:
    with pytest.raises(ValueError, match="refers_to='products': it is one of product, variant"):
        Shown(refers_to="products")  # type: ignore[arg-type]
