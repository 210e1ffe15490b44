"""What an operator decides about the doors' security."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SecuritySettings:
    """Settings of `security.init_app`; the defaults suit a shop on one host without a proxy.

    - `allowed_hosts`: host names that the shop answers to, `.example.com` for all below; empty: any.
    - `trusted_proxies`: how many reverse proxies stand in front, whose `X-Forwarded-*` are believed.
    - `cors_origins`: other sites (`https://shop.example`) whose pages may call the API.
    - `rate_limits`, `rate_limit_storage`: `redis://...`, or `memory://` for one process alone.
    """

    allowed_hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    cors_origins: tuple[str, ...] = ()
    rate_limits: bool = True
    rate_limit_storage: str = "memory://"
    access_log: bool = True
