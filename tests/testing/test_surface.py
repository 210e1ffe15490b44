"""The public surface of the test kit, and the look at what plugins import."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from shopwright import testing
from shopwright.testing.surface import private_imports, public_modules, public_names


@pytest.mark.parametrize("module", public_modules())
def test_every_public_name_is_there(module: str) -> None:
    for name in public_names(module):
        assert hasattr(importlib.import_module(module), name), name


def test_no_name_of_the_kit_is_that_of_a_module_which_would_take_its_place() -> None:
    modules = {item.name for item in pkgutil.iter_modules(testing.__path__)}
    assert modules & set(testing.__all__) == set()


def test_importing_the_kit_imports_nothing_else() -> None:
    program = "import sys, shopwright.testing; print(sorted(m for m in sys.modules if 'shop' in m))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['shopwright', 'shopwright.testing']"


def test_public_imports_in_all_their_forms_are_fine(tmp_path: Path) -> None:
    (tmp_path / "fine.py").write_text(
        "import shopwright\n"
        "import shopwright.hooks as h\n"
        "import shopwright.commerce.cart\n"
        "from shopwright import Plugin, hooks, testing\n"
        "from shopwright.commerce import cart\n"
        "from shopwright.commerce.orders import OrderPlaced\n"
        "from shopwright_gift_wrap.plugin import GiftWrap\n"
        "from . import models\n"
        "from .platform import anything\n"
        "import os\n"
    )
    assert list(private_imports(tmp_path)) == []
