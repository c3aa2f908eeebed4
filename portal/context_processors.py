"""What every page knows."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest

PRODUCT_NAME = "Korrespondance"

# htmx may not run code from attributes or answers, write styles, or keep copies of pages in the browser.
HTMX_CONFIG = json.dumps(
    {
        "allowEval": False,
        "allowScriptTags": False,
        "includeIndicatorStyles": False,
        "historyCacheSize": 0,
        "selfRequestsOnly": True,
    }
)


def product(request: HttpRequest) -> dict[str, Any]:
    """``notices`` are Django's one-time messages; ``messages`` is the product's own word for something else."""
    return {
        "product_name": PRODUCT_NAME,
        "htmx_config": HTMX_CONFIG,
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "notices": get_messages(request),
    }
