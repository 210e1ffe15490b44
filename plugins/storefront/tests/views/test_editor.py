"""The theme editor's endpoints: a tree, changes to a draft, publishing and going back."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from shopwright.testing import Shop, SignIn
from werkzeug.test import TestResponse

ROOT = "/api/v1/plugins/storefront"
THEME = f"{ROOT}/themes/base"


@pytest.fixture
def staff(as_staff: SignIn) -> FlaskClient:
    return as_staff()


@pytest.fixture
def colleague(as_staff: SignIn) -> FlaskClient:
    return as_staff("storefront:edit", "storefront:publish")


def send(client: FlaskClient, page: str = "index", **change: Any) -> TestResponse:
    """One change."""
    body = {"page": page, "url": "/", "change": change}
    return client.post(f"{THEME}/draft/changes", json=body)


def heading(client: FlaskClient, text: str) -> TestResponse:
    """The hero's heading."""
    return send(client, do="set", at=["hero"], values={"heading": text})


def publish(client: FlaskClient, **asked: Any) -> TestResponse:
    return client.post(f"{THEME}/draft/publish", json=asked)


def ids(client: FlaskClient, page: str = "index") -> list[str]:
    """The page's sections, in order."""
    read = client.get(f"{THEME}/tree?page={page}").json
    return [one["id"] for one in read["sections"]]


def test_a_pages_tree_says_what_can_be_set(staff: FlaskClient) -> None:
    assert "groups/header" in staff.get(f"{THEME}/pages").json["items"]
    read = staff.get(f"{THEME}/tree?page=index").json
    assert [one["id"] for one in read["sections"]] == ["hero", "collections", "newest", "popular"]
    hero = read["sections"][0]
    assert (hero["type"], hero["shown"], hero["added"]) == ("hero", True, False)
    schema = read["schemas"]["section:hero"]
    assert schema["label"] == "Hero"
    assert {one["id"] for one in schema["settings"]} == set(hero["settings"])
    assert "hero" in read["addable"]
    assert staff.get(f"{THEME}/tree?page=indx").json["detail"].endswith("did you mean 'index'?.")


def test_a_change_answers_the_sections_html_and_shoppers_see_nothing_of_it(
    staff: FlaskClient, browser: Any
) -> None:
    done = heading(staff, "Slow <b>pots</b>")
    assert done.status_code == 200
    assert list(done.json["sections"]) == ["hero"]
    assert "Slow &lt;b&gt;pots&lt;/b&gt;" in done.json["sections"]["hero"]
    assert "Slow" not in browser.get("/").text
    assert publish(staff, note="spring").status_code == 200
    assert "Slow &lt;b&gt;pots" in browser.get("/").text
    assert staff.get(f"{THEME}/draft").json["kept"] is False


def test_sections_of_header_and_footer_are_drawn_too(staff: FlaskClient) -> None:
    footer = staff.get(f"{THEME}/tree?page=groups/footer").json["sections"][0]["id"]
    done = send(staff, "groups/footer", do="switch", at=[footer], shown=True)
    assert list(done.json["sections"]) == [footer]


def test_what_a_schema_does_not_allow_is_refused_for_each_field(staff: FlaskClient) -> None:
    values = {"headline": "Hello", "scheme": "loud"}
    refused = send(staff, do="set", at=["hero"], values=values)
    assert refused.status_code == 422
    told = {one["pointer"]: one["message"] for one in refused.json["errors"]}
    assert told["#/headline"] == "There is no setting 'headline'; did you mean 'heading'?."
    assert "is none of: base" in told["#/scheme"]
    assert staff.get(f"{THEME}/draft").json["kept"] is False
    assert send(staff, do="add", type="heros").status_code == 422
    assert send(staff, do="set", at=["nowhere"], values={}).status_code == 404
    assert send(staff, "product", do="remove", at=["main"]).status_code == 422


def test_sections_are_added_moved_hidden_and_removed(
    staff: FlaskClient, browser: Any, shirt: str
) -> None:
    added = send(staff, do="add", type="hero", position=1).json["added"]
    assert added == "hero-1"
    assert ids(staff) == ["hero", "hero-1", "collections", "newest", "popular"]
    order = ["popular", "hero", "hero-1", "newest", "collections"]
    assert send(staff, do="order", order=order).status_code == 200
    assert send(staff, do="order", order=order[1:]).status_code == 422
    assert send(staff, do="remove", at=["newest"]).status_code == 200
    assert send(staff, do="switch", at=["collections"], shown=False).status_code == 200
    assert ids(staff) == ["popular", "hero", "hero-1", "collections"]
    assert send(staff, do="remove", at=["hero-1"]).status_code == 200
    publish(staff)
    page = browser.get("/").text
    assert 'data-section="newest"' not in page
    assert 'data-section="collections"' not in page
    assert page.index('data-section="popular"') < page.index('data-section="hero"')


def test_only_what_differs_is_kept(staff: FlaskClient) -> None:
    heading(staff, "Pots")
    before = staff.get(f"{THEME}/draft").json["differences"]
    assert [one["key"] for one in before] == ["pages.index.sections.hero.settings.heading"]
    send(staff, do="set", at=["hero"], values={"heading": None})
    assert staff.get(f"{THEME}/draft").json["differences"] == []


def test_a_newer_revision_of_somebody_else_is_not_overwritten_unseen(
    staff: FlaskClient, colleague: FlaskClient, browser: Any
) -> None:
    heading(staff, "Mine")
    heading(colleague, "Theirs")
    send(colleague, do="switch", at=["popular"], shown=False)
    theirs = publish(colleague).json["revision"]
    refused = publish(staff)
    assert refused.status_code == 409
    assert refused.json["code"] == "newer_revision"
    assert refused.json["both"] == ["pages.index.sections.hero.settings.heading"]
    assert "pages.index.sections.popular.disabled" in refused.json["theirs"]
    assert "Theirs" in browser.get("/").text
    assert publish(staff, instead_of=theirs).status_code == 200
    assert "Mine" in browser.get("/").text


def test_any_revision_can_be_seen_and_restored(staff: FlaskClient, browser: Any) -> None:
    heading(staff, "First")
    first = publish(staff, note="one").json["revision"]
    heading(staff, "Second")
    publish(staff)
    listed = staff.get(f"{THEME}/revisions").json["items"]
    assert [one["note"] for one in listed] == ["", "one"]
    read = staff.get(f"{ROOT}/revisions/{first}").json
    assert read["differences"][0]["after"] == "First"
    assert staff.post(f"{ROOT}/revisions/{first}/restore", json={}).status_code == 200
    assert "First" in browser.get("/").text
    assert len(staff.get(f"{THEME}/revisions").json["items"]) == 3
    gone = staff.get(f"{ROOT}/revisions/00000000-0000-0000-0000-000000000000")
    assert gone.status_code == 404


def test_a_reference_that_leads_nowhere_is_listed(staff: FlaskClient) -> None:
    send(staff, do="set", at=["newest"], values={"collection": "gone-for-good"})
    lost = staff.get(f"{THEME}/draft").json["lost"]
    assert lost == [
        {
            "page": "index",
            "at": ["newest"],
            "setting": "collection",
            "kind": "collection",
            "id": "gone-for-good",
        }
    ]


def test_a_picture_is_shown_where_a_setting_names_it_until_it_is_gone(
    staff: FlaskClient, shop: Shop, browser: Any
) -> None:
    out = io.BytesIO()
    Image.new("RGB", (400, 200), "red").save(out, "PNG")
    media = "/api/v1/admin/media"
    uploaded = staff.post(media, data=out.getvalue(), content_type="image/png").json["id"]
    send(staff, do="set", at=["hero"], values={"image": uploaded})
    assert staff.get(f"{THEME}/draft").json["lost"] == []
    publish(staff)
    assert "/media/" not in browser.get("/").text

    shop.deliver()
    narrow, wide = [one["url"] for one in staff.get(f"{media}/{uploaded}").json["renditions"]][:2]
    page = browser.get("/").text
    assert narrow in page
    assert wide in page

    assert staff.delete(f"{media}/{uploaded}").status_code == 204
    assert "/media/" not in browser.get("/").text
    heading(staff, "Mine")
    [lost] = staff.get(f"{THEME}/draft").json["lost"]
    assert (lost["page"], lost["at"], lost["kind"], lost["id"]) == (
        "index",
        ["hero"],
        "image",
        uploaded,
    )


def test_a_draft_is_discarded(staff: FlaskClient, shop: Shop) -> None:
    assert staff.delete(f"{THEME}/draft").status_code == 404
    heading(staff, "Mine")
    assert staff.delete(f"{THEME}/draft").status_code == 204
    assert staff.get(f"{THEME}/draft").json["kept"] is False
