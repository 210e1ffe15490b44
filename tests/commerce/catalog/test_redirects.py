"""Old names and old paths lead to where things are now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shopwright.commerce.catalog import (
    CategoryInput,
    CategoryPatch,
    CollectionInput,
    CollectionPatch,
    Moved,
    ProductPatch,
    RedirectInput,
    RedirectInvalid,
    RedirectView,
    UnknownCategory,
    UnknownProduct,
    UnknownRedirect,
    category_by_handle,
    collection_by_handle,
    create_category,
    create_collection,
    create_products,
    create_redirect,
    delete_category,
    delete_product,
    delete_redirect,
    import_redirects,
    moved_handle,
    redirect_target,
    redirects,
    update_category,
    update_collection,
    update_product,
    update_redirect,
)
from shopwright.commerce.catalog.commands.redirects import settled
from shopwright.commerce.catalog.types import ProductInput
from shopwright.platform.ids import uuid7
from shopwright.testing.queries import count_queries
from shopwright.testing.shop import Shop

from .conftest import MakeProduct

Page = Callable[[str], dict[str, Any]]


def _send(path: str, target: str) -> RedirectView:
    return create_redirect(RedirectInput(path=path, target=target))


def _codes(error: pytest.ExceptionInfo[RedirectInvalid]) -> list[tuple[str | None, str]]:
    return [(problem.field, problem.code) for problem in error.value.problems]


def test_an_old_handle_leads_to_the_new_one(make: MakeProduct, page: Page) -> None:
    view = make("Vase")
    update_product(view.id, ProductPatch(handle="jug"))
    with pytest.raises(Moved) as moved:
        page("vase")
    assert (moved.value.kind, moved.value.handle) == ("product", "jug")
    assert moved.value.extra == {"handle": "jug"}


def test_every_old_handle_leads_straight_to_the_last_one(make: MakeProduct) -> None:
    view = make("One")
    for handle in ("two", "three", "one", "four"):
        update_product(view.id, ProductPatch(handle=handle))
    assert {old: moved_handle("product", old) for old in ("one", "two", "three", "four")} == {
        "one": "four",
        "two": "four",
        "three": "four",
        "four": None,
    }


def test_a_handle_that_is_taken_again_leads_nowhere(make: MakeProduct, page: Page) -> None:
    view = make("Vase")
    update_product(view.id, ProductPatch(handle="jug"))
    assert make("Vase").handle == "vase"
    assert page("vase")["title"] == "Vase"
    assert moved_handle("product", "vase") is None
    update_product(view.id, ProductPatch(handle="pot"))
    create_products([ProductInput(title="Jug", handle="jug")])
    assert moved_handle("product", "jug") is None


def test_nothing_leads_to_what_shoppers_cannot_see(make: MakeProduct, page: Page) -> None:
    view = make("Vase")
    update_product(view.id, ProductPatch(handle="jug", status="draft"))
    with pytest.raises(UnknownProduct):
        page("vase")
    delete_product(view.id)
    assert moved_handle("product", "vase") is None


def test_categories_and_collections_lead_on_by_themselves(channel: object) -> None:
    node = create_category(CategoryInput(title="Hats"))
    shelf = create_collection(CollectionInput(title="Hats"))
    update_category(node.id, CategoryPatch(handle="headwear"))
    update_collection(shelf.id, CollectionPatch(handle="our-hats"))
    for kind, read in (("headwear", category_by_handle), ("our-hats", collection_by_handle)):
        with pytest.raises(Moved) as moved:
            read("hats")
        assert moved.value.handle == kind
    delete_category(node.id)
    with pytest.raises(UnknownCategory):
        category_by_handle("hats")


def test_a_path_leads_where_staff_send_it(channel: object) -> None:
    _send("/old-shirts/", "/categories/shirts")
    _send("/f%C3%AAte", "https://example.com/party?x=1#top")
    assert redirect_target("/old-shirts") == redirect_target("/old-shirts/") == "/categories/shirts"
    assert redirect_target("/fête") == "https://example.com/party?x=1#top"
    assert redirect_target("/nothing") is None
    assert redirect_target("/") is None
    with count_queries() as sent:
        redirect_target("/old-shirts")
    assert len(sent) == 1


def test_chains_are_collapsed_from_both_ends(channel: object) -> None:
    _send("/b", "/c")
    _send("/a", "/b")
    assert redirect_target("/a") == "/c"
    _send("/c", "/d")
    assert {path: redirect_target(path) for path in ("/a", "/b", "/c")} == dict.fromkeys(
        ("/a", "/b", "/c"), "/d"
    )


def test_a_circle_is_refused(channel: object) -> None:
    _send("/a", "/b")
    last = _send("/b", "/c")
    for path, target in (("/c", "/a"), ("/c", "/c/"), ("/c", "/b")):
        with pytest.raises(RedirectInvalid) as refused:
            _send(path, target)
        assert _codes(refused) == [("target", "circle")]
    with pytest.raises(RedirectInvalid):
        update_redirect(last.id, "/b/")
    assert redirect_target("/a") == "/c"


@pytest.mark.parametrize(
    ("path", "target", "fault"),
    [
        ("old", "/new", ("path", "not_a_path")),
        ("/", "/new", ("path", "not_a_path")),
        ("//evil", "/new", ("path", "not_a_path")),
        ("/old", "new", ("target", "not_a_target")),
        ("/old", "//evil.example", ("target", "not_a_target")),
        ("/old", "javascript:alert(1)", ("target", "not_a_target")),
        ("/old", "/a b", ("target", "not_a_target")),
        ("/old", "/\\evil.example", ("target", "not_a_target")),
        ("/taken", "/new", ("path", "taken")),
    ],
)
def test_what_is_no_path_and_what_is_no_target_is_told(
    channel: object, path: str, target: str, fault: tuple[str, str]
) -> None:
    _send("/taken", "/x")
    with pytest.raises(RedirectInvalid) as refused:
        _send(path, target)
    assert _codes(refused) == [fault]


def test_redirects_are_listed_changed_and_deleted(channel: object) -> None:
    made = [_send(f"/old-{number}", f"/new-{number}") for number in range(3)]
    assert [view.path for view in redirects()] == ["/old-2", "/old-1", "/old-0"]
    assert [view.path for view in redirects(text="NEW-1")] == ["/old-1"]
    first = redirects(limit=1)[0]
    assert redirects(limit=1, after=(first.created_at, first.id))[0].path == "/old-1"
    assert update_redirect(made[0].id, "/newest").target == "/newest"
    delete_redirect(made[0].id)
    for missing in (made[0].id, uuid7()):
        with pytest.raises(UnknownRedirect):
            delete_redirect(missing)
        with pytest.raises(UnknownRedirect):
            update_redirect(missing, "/x")


FILE = """\ufeffRedirect from,Redirect to
/a,/b
/b,/c

no slash,/d
/c,/a
"/with,comma",/d
/only
"""


def test_a_file_is_read_line_by_line(channel: object) -> None:
    _send("/with,comma", "/old")
    done = import_redirects(FILE)
    assert (done.added, done.changed) == (2, 1)
    assert [(problem.field, problem.code) for problem in done.problems] == [
        ("lines.5", "not_a_path"),
        ("lines.8", "not_a_line"),
        ("lines.6", "circle"),
    ]
    assert redirect_target("/a") == redirect_target("/b") == "/c"
    assert redirect_target("/with,comma") == "/d"


def test_a_file_without_the_two_columns_is_refused(channel: object) -> None:
    for text in ("", "from,to\n/a,/b\n", "path,path\n/a,/b\n"):
        with pytest.raises(RedirectInvalid):
            import_redirects(text)


def test_a_large_file_takes_a_few_statements(shop: Shop) -> None:
    lines = "\n".join(f"/old-{number},/new-{number}" for number in range(1000))
    with count_queries() as sent:
        assert import_redirects(f"path,target\n{lines}").added == 1000
    assert len(sent) <= 8


PATHS = st.sampled_from([f"/{letter}" for letter in "abcdef"])


@given(st.lists(st.tuples(PATHS, PATHS).filter(lambda pair: pair[0] != pair[1]), max_size=20))
def test_no_chain_and_no_circle_is_ever_left(wanted: list[tuple[str, str]]) -> None:
    merged: dict[str, str] = {}
    for start in range(0, len(wanted), 4):
        merged, _ = settled(merged, wanted[start : start + 4])
        assert not merged.keys() & set(merged.values())
