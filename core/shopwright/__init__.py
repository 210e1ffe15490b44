"""Shopwright's public API: what a plugin, theme or app may import.

Names are loaded when they are first used, so that importing this package costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shopwright import hooks
    from shopwright.app import create_app
    from shopwright.http.rest.kit import (
        CUSTOMER,
        NO_STORE,
        PUBLIC,
        REVALIDATE,
        Cursor,
        Media,
        Model,
        OutModel,
        Page,
        PageQuery,
        PluginApi,
        Raw,
        Reply,
        Result,
        Upload,
        Uploaded,
        public_for,
        staff,
    )
    from shopwright.platform.actor import Actor, current_actor
    from shopwright.platform.errors import (
        Conflict,
        Forbidden,
        Invalid,
        NotFound,
        Problem,
        ShopError,
    )
    from shopwright.platform.events.event import Event
    from shopwright.platform.hooks.context import Context, Delivery, ShopInfo
    from shopwright.platform.jobs.hooks import Job, Schedule
    from shopwright.platform.media.hooks import MediaProcessed
    from shopwright.platform.network import NetworkForbidden
    from shopwright.platform.notices import StaffNotified
    from shopwright.platform.observability.redaction import redact_text
    from shopwright.platform.outbound import (
        AddressRefused,
        AnswerTooLarge,
        BadAnswer,
        ConnectionFailed,
        HostUnknown,
        HttpClient,
        HttpResponse,
        OutboundFailed,
        TimedOut,
        TooManyRedirects,
    )
    from shopwright.platform.plugins.forms import Shown
    from shopwright.platform.plugins.hooks import (
        ApiRoutes,
        HealthCheck,
        HealthResult,
        PluginDisabled,
        PluginEnabled,
        SettingsChanged,
    )
    from shopwright.platform.plugins.plugin import Plugin, PluginSettings
    from shopwright.platform.plugins.routes import plugin_context
    from shopwright.platform.plugins.tables import (
        Json,
        Key,
        Minor,
        UtcDateTime,
        column_types,
        plugin_metadata,
    )
    from shopwright.platform.secrets import CannotUnseal
    from shopwright.platform.webhooks.hooks import (
        ForgedWebhook,
        UnreadableWebhook,
        VerifiedEvent,
        WebhookEndpoint,
    )

_HOME = {
    "Actor": "shopwright.platform.actor",
    "AddressRefused": "shopwright.platform.outbound",
    "AnswerTooLarge": "shopwright.platform.outbound",
    "ApiRoutes": "shopwright.platform.plugins.hooks",
    "BadAnswer": "shopwright.platform.outbound",
    "CUSTOMER": "shopwright.http.rest.kit",
    "CannotUnseal": "shopwright.platform.secrets",
    "Conflict": "shopwright.platform.errors",
    "ConnectionFailed": "shopwright.platform.outbound",
    "Context": "shopwright.platform.hooks.context",
    "Cursor": "shopwright.http.rest.kit",
    "Delivery": "shopwright.platform.hooks.context",
    "Event": "shopwright.platform.events.event",
    "Forbidden": "shopwright.platform.errors",
    "ForgedWebhook": "shopwright.platform.webhooks.hooks",
    "HealthCheck": "shopwright.platform.plugins.hooks",
    "HealthResult": "shopwright.platform.plugins.hooks",
    "HostUnknown": "shopwright.platform.outbound",
    "HttpClient": "shopwright.platform.outbound",
    "HttpResponse": "shopwright.platform.outbound",
    "Invalid": "shopwright.platform.errors",
    "Job": "shopwright.platform.jobs.hooks",
    "Json": "shopwright.platform.plugins.tables",
    "Key": "shopwright.platform.plugins.tables",
    "Media": "shopwright.http.rest.kit",
    "MediaProcessed": "shopwright.platform.media.hooks",
    "Minor": "shopwright.platform.plugins.tables",
    "Model": "shopwright.http.rest.kit",
    "NO_STORE": "shopwright.http.rest.kit",
    "NetworkForbidden": "shopwright.platform.network",
    "NotFound": "shopwright.platform.errors",
    "OutModel": "shopwright.http.rest.kit",
    "OutboundFailed": "shopwright.platform.outbound",
    "PUBLIC": "shopwright.http.rest.kit",
    "Page": "shopwright.http.rest.kit",
    "PageQuery": "shopwright.http.rest.kit",
    "Plugin": "shopwright.platform.plugins.plugin",
    "PluginApi": "shopwright.http.rest.kit",
    "PluginDisabled": "shopwright.platform.plugins.hooks",
    "PluginEnabled": "shopwright.platform.plugins.hooks",
    "PluginSettings": "shopwright.platform.plugins.plugin",
    "Problem": "shopwright.platform.errors",
    "REVALIDATE": "shopwright.http.rest.kit",
    "Raw": "shopwright.http.rest.kit",
    "Reply": "shopwright.http.rest.kit",
    "Result": "shopwright.http.rest.kit",
    "Schedule": "shopwright.platform.jobs.hooks",
    "SettingsChanged": "shopwright.platform.plugins.hooks",
    "ShopError": "shopwright.platform.errors",
    "ShopInfo": "shopwright.platform.hooks.context",
    "Shown": "shopwright.platform.plugins.forms",
    "StaffNotified": "shopwright.platform.notices",
    "TimedOut": "shopwright.platform.outbound",
    "TooManyRedirects": "shopwright.platform.outbound",
    "UnreadableWebhook": "shopwright.platform.webhooks.hooks",
    "Upload": "shopwright.http.rest.kit",
    "Uploaded": "shopwright.http.rest.kit",
    "UtcDateTime": "shopwright.platform.plugins.tables",
    "VerifiedEvent": "shopwright.platform.webhooks.hooks",
    "WebhookEndpoint": "shopwright.platform.webhooks.hooks",
    "column_types": "shopwright.platform.plugins.tables",
    "create_app": "shopwright.app",
    "current_actor": "shopwright.platform.actor",
    "plugin_context": "shopwright.platform.plugins.routes",
    "plugin_metadata": "shopwright.platform.plugins.tables",
    "public_for": "shopwright.http.rest.kit",
    "redact_text": "shopwright.platform.observability.redaction",
    "staff": "shopwright.http.rest.kit",
}

__all__ = [
    "CUSTOMER",
    "NO_STORE",
    "PUBLIC",
    "REVALIDATE",
    "Actor",
    "AddressRefused",
    "AnswerTooLarge",
    "ApiRoutes",
    "BadAnswer",
    "CannotUnseal",
    "Conflict",
    "ConnectionFailed",
    "Context",
    "Cursor",
    "Delivery",
    "Event",
    "Forbidden",
    "ForgedWebhook",
    "HealthCheck",
    "HealthResult",
    "HostUnknown",
    "HttpClient",
    "HttpResponse",
    "Invalid",
    "Job",
    "Json",
    "Key",
    "Media",
    "MediaProcessed",
    "Minor",
    "Model",
    "NetworkForbidden",
    "NotFound",
    "OutModel",
    "OutboundFailed",
    "Page",
    "PageQuery",
    "Plugin",
    "PluginApi",
    "PluginDisabled",
    "PluginEnabled",
    "PluginSettings",
    "Problem",
    "Raw",
    "Reply",
    "Result",
    "Schedule",
    "SettingsChanged",
    "ShopError",
    "ShopInfo",
    "Shown",
    "StaffNotified",
    "TimedOut",
    "TooManyRedirects",
    "UnreadableWebhook",
    "Upload",
    "Uploaded",
    "UtcDateTime",
    "VerifiedEvent",
    "WebhookEndpoint",
    "column_types",
    "create_app",
    "current_actor",
    "hooks",
    "plugin_context",
    "plugin_metadata",
    "public_for",
    "redact_text",
    "staff",
]


def __getattr__(name: str) -> Any:
    if name == "hooks":
        return importlib.import_module("shopwright.hooks")
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"module 'shopwright' has no attribute '{name}'")
