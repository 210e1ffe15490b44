"""Pictures over REST: uploaded, shown on products, served, removed."""

from __future__ import annotations

import base64
import io
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from PIL import Image
from shopwright.commerce.catalog import ProductInput, VariantInput, create_product
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.pricing import PriceInput
from shopwright.testing.shop import Shop

API = "/api/v1/admin"


def picture(color: str = "red", kind: str = "PNG", width: int = 200) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, 100), color).save(out, kind)
    return out.getvalue()


def upload(client: FlaskClient, data: bytes, kind: str = "image/png", status: int = 201) -> Any:
    answer = client.post(f"{API}/media", data=data, content_type=kind)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.json


@pytest.fixture
def staff(owner: FlaskClient) -> FlaskClient:
    """The owner of a shop with a channel."""
    install_defaults()
    return owner


def test_a_picture_is_uploaded_as_it_is(staff: FlaskClient, shop: Shop) -> None:
    made = upload(staff, picture())
    assert (made["state"], made["renditions"]) == ("processing", [])
    shop.deliver()
    shown = staff.get(f"{API}/media/{made['id']}").get_json()
    assert (shown["state"], [r["width"] for r in shown["renditions"]]) == ("ready", [180, 200])


def test_a_form_carries_a_name_and_a_text(staff: FlaskClient) -> None:
    form = {"file": (io.BytesIO(picture()), "Red.png"), "alt": "All red"}
    answer = staff.post(f"{API}/media", data=form, content_type="multipart/form-data")
    assert answer.status_code == 201
    made = answer.get_json()
    assert (made["file_name"], made["alt"]) == ("Red.png", "All red")


def test_a_form_without_a_file_is_refused(staff: FlaskClient) -> None:
    answer = staff.post(f"{API}/media", data={"alt": "x"}, content_type="multipart/form-data")
    assert (answer.status_code, answer.get_json()["code"]) == (422, "no_file")
    broken = staff.post(f"{API}/media", data=b"nonsense", content_type="multipart/form-data")
    assert broken.status_code == 422


def test_a_picture_may_come_inside_json(staff: FlaskClient) -> None:
    body = {"data": base64.b64encode(picture()).decode(), "file_name": "a.png", "alt": "A"}
    answer = staff.post(f"{API}/media/base64", json=body)
    assert (answer.status_code, answer.get_json()["file_name"]) == (201, "a.png")
    refused = staff.post(f"{API}/media/base64", json={"data": "no!"})
    assert refused.get_json()["errors"][0]["pointer"] == "#/data"


def test_what_is_no_picture_is_refused(staff: FlaskClient) -> None:
    assert upload(staff, b"<svg onload='x'/>", status=422)["code"] == "media_invalid"
    upload(staff, b"<svg/>", "image/svg+xml", 415)
    upload(staff, b"%PDF", "image/png", 422)
    upload(staff, b"", status=400)


def test_pictures_are_listed_changed_and_removed(staff: FlaskClient, shop: Shop) -> None:
    ids = [upload(staff, picture(color))["id"] for color in ("red", "green", "blue")]
    page = staff.get(f"{API}/media?limit=2").get_json()
    assert [item["id"] for item in page["items"]] == ids[:0:-1]
    rest = staff.get(f"{API}/media?limit=2&cursor={page['next']}").get_json()
    assert ([item["id"] for item in rest["items"]], rest["next"]) == ([ids[0]], None)
    assert staff.get(f"{API}/media?state=failed").get_json()["items"] == []
    changed = staff.patch(f"{API}/media/{ids[0]}", json={"alt": "Red"}).get_json()
    assert changed["alt"] == "Red"
    assert staff.delete(f"{API}/media/{ids[0]}").status_code == 204
    assert staff.get(f"{API}/media/{ids[0]}").status_code == 404
    assert staff.post(f"{API}/media/{uuid4()}/retry").status_code == 404


def test_a_picture_from_the_web_is_fetched_in_the_background(
    staff: FlaskClient, shop: Shop
) -> None:
    body = {"url": "http://127.0.0.1/x.png", "alt": "Mine"}
    answer = staff.post(f"{API}/media/from-url", json=body)
    assert (answer.status_code, answer.get_json()["state"]) == (202, "processing")
    shop.deliver()
    path = f"{API}/media/{answer.get_json()['id']}"
    failed = staff.get(path).get_json()
    assert "not a public address" in failed["error"]
    assert staff.post(f"{path}/retry").get_json()["state"] == "processing"
    assert staff.post(f"{API}/media/from-url", json={"url": "ftp://x"}).status_code == 422


def test_a_product_shows_its_pictures_once_they_are_ready(
    staff: FlaskClient, guest: FlaskClient, shop: Shop
) -> None:
    first, second = upload(staff, picture("red"))["id"], upload(staff, picture("blue"))["id"]
    prices = (PriceInput(currency="EUR", amount=1),)
    vase = create_product(
        ProductInput(title="Vase", status="active", variants=[VariantInput(prices=prices)])
    )
    media = f"{API}/products/{vase.id}/media"
    body = {"media": [{"media_id": first, "alt": "Front"}, {"media_id": second}]}
    assert staff.put(media, json=body).status_code == 200
    variant = f"{API}/variants/{vase.variants[0].id}"
    assert staff.patch(variant, json={"media_id": second}).get_json()["media_id"] == second

    def shown() -> list[str]:
        return [image["id"] for image in guest.get("/api/v1/products/vase").get_json()["images"]]

    assert shown() == []
    shop.deliver()
    assert shown() == [first, second]
    page = guest.get("/api/v1/products/vase").get_json()
    assert page["images"][0]["alt"] == "Front"
    assert page["variants"][0]["image_id"] == second
    listed = staff.get(f"{API}/products").get_json()["items"][0]
    assert listed["image_url"] == page["images"][0]["renditions"][0]["url"]

    assert staff.delete(f"{media}/{second}").status_code == 204
    assert shown() == [first]
    assert staff.get(variant).get_json()["media_id"] is None
    assert staff.post(media, json={"media_id": second}).status_code == 201
    assert shown() == [first, second]
    staff.delete(f"{API}/media/{first}")
    shop.deliver()
    assert shown() == [second]


def test_pictures_are_served_for_good_and_as_nothing_else(
    staff: FlaskClient, guest: FlaskClient, shop: Shop
) -> None:
    made = upload(staff, picture())
    shop.deliver()
    url = staff.get(f"{API}/media/{made['id']}").get_json()["renditions"][0]["url"]
    answer = guest.get(url)
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with Image.open(io.BytesIO(answer.get_data())) as image:
        assert image.format == "WEBP"
    answer.close()


def test_nothing_but_renditions_is_served(
    staff: FlaskClient, guest: FlaskClient, shop: Shop
) -> None:
    upload(staff, picture())
    shop.deliver()
    for path in (
        "../originals/",
        "../../shop.db",
        "%2e%2e/%2e%2e/shop.db",
        "/etc/passwd",
        "x.webp",
    ):
        assert guest.get(f"/media/{path}").status_code in (301, 308, 404)
