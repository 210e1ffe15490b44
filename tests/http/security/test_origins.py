"""A cookie alone never authenticates what another site's page sent."""

from __future__ import annotations

import pytest
from flask import Flask
from shopwright.http.security import CrossOrigin, require_own_origin

TRUSTED = {"https://front.example"}


def allowed(**headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    app = Flask("x")
    with app.test_request_context(
        "/", method="POST", base_url="https://shop.example", headers=named
    ):
        try:
            require_own_origin(TRUSTED)
        except CrossOrigin:
            return False
        return True


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "same-origin", "Origin": "https://shop.example"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": "https://shop.example"},
        {"Origin": "https://front.example"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "https://front.example"},
        {"Sec_Fetch_Site": "same-site", "Origin": "https://front.example"},
    ],
)
def test_our_own_pages_trusted_sites_and_programs_pass(headers):
    assert allowed(**headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "https://shop.example"},
        {"Sec_Fetch_Site": "same-site", "Origin": "https://blog.shop.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://shop.example"},
        {"Origin": "https://shop.example.evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "null"},
    ],
)
def test_pages_of_other_sites_do_not(headers):
    assert not allowed(**headers)
