"""`shopwright plugin configure`: by options, from a file, by prompts."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result

pytestmark = pytest.mark.usefixtures("shop_dir")
Run = Callable[..., Result]
MASK = "********"


def values(run_json: Callable[..., Any], name: str = "email_notify") -> dict[str, Any]:
    found: dict[str, Any] = run_json("plugin", "configure", name, "--show")["values"]
    return found


def test_what_is_named_is_changed_and_all_else_stays(
    run: Run, run_json: Callable[..., Any]
) -> None:
    run("plugin", "configure", "email_notify", "--set", "from_name=Wren & Co", "--set", "port=25")
    run("plugin", "configure", "email_notify", "--set", "links.sign_in=https://x.example/in")
    run("plugin", "configure", "email_notify", "--set", 'copies_to=["a@b.example"]')

    found = values(run_json)
    assert (found["from_name"], found["port"]) == ("Wren & Co", 25)
    assert found["links"]["sign_in"] == "https://x.example/in"
    assert found["links"]["verify_email"].startswith("{shop_url}")
    assert found["copies_to"] == ["a@b.example"]
    run("plugin", "configure", "email_notify", "--set", "port=")
    assert values(run_json)["port"] is None


def test_secrets_are_read_from_standard_input_and_never_from_the_command_line(
    run: Run, run_json: Callable[..., Any]
) -> None:
    refused = run("plugin", "configure", "email_notify", "--set", "password=hunter2", code=1)
    assert "use --secret password" in refused.output

    run("plugin", "configure", "email_notify", "--secret", "password", input="hunter2\n")

    assert values(run_json)["password"] == MASK
    assert "hunter2" not in run("plugin", "configure", "email_notify", "--show").output


@pytest.mark.parametrize(
    ("name", "content"),
    [("s.toml", 'from_name = "Wren"\n[links]\nsign_in = "https://x.example"\n'),
     ("s.json", '{"from_name": "Wren", "links": {"sign_in": "https://x.example"}}')],
)  # fmt: skip
def test_a_file_changes_what_it_names(
    run: Run, run_json: Callable[..., Any], tmp_path: Path, name: str, content: str
) -> None:
    (tmp_path / name).write_text(content)

    run("plugin", "configure", "email_notify", "--from", str(tmp_path / name))

    found = values(run_json)
    assert (found["from_name"], found["links"]["sign_in"]) == ("Wren", "https://x.example")
    assert found["links"]["verify_email"].startswith("{shop_url}")


def test_standard_input_is_json(run: Run, run_json: Callable[..., Any]) -> None:
    given = json.dumps({"password": "hunter2", "keep_days": 40})

    run("plugin", "configure", "email_notify", "--from", "-", input=given)

    assert (values(run_json)["password"], values(run_json)["keep_days"]) == (MASK, 40)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--set", "hots=x"), "there is no setting 'hots'; there are copies_to, staff_channels"),
        (("--set", "host"), "write KEY=VALUE"),
        (("--set", "keep_days=2"), "keep_days: Input should be greater than or equal to 31"),
        (("--from", "-"), "cannot be read"),
        (("--secret", "password"), "there is no line on standard input for password"),
        ((), "say what to change: --set, --secret or --from"),
    ],
)
def test_what_cannot_be_done_says_why(run: Run, options: tuple[str, ...], message: str) -> None:
    assert message in run("plugin", "configure", "email_notify", *options, code=1).output


def test_a_plugin_without_settings_says_so(run: Run) -> None:
    assert "has no settings" in run("plugin", "configure", "promotions", code=1).output


def test_what_the_environment_sets_is_shown_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPWRIGHT_PLUGIN_EMAIL_NOTIFY__FROM_NAME", "Wren")

    found = run("plugin", "configure", "email_notify", "--show").output

    assert 'from_name = "Wren"  (set by SHOPWRIGHT_PLUGIN_EMAIL_NOTIFY__FROM_NAME)' in found
    refused = run("plugin", "configure", "email_notify", "--set", "from_name=x", code=1).output
    assert "from_name: It is set by SHOPWRIGHT_PLUGIN_EMAIL_NOTIFY__FROM_NAME" in refused


class Terminal(io.StringIO):
    """Somebody who answers."""

    def isatty(self) -> bool:
        return True


def test_in_a_terminal_it_asks_until_the_answers_are_right(
    run: Run, run_json: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = {
        "From name": ["Wren", "Wren"],
        "Reply to": ["nobody", "help@x.example"],
        "Password (is empty)": ["hunter2"],
        "Keep days": ["40", "40"],
    }

    def prompt(text: str, default: Any = None, **_: Any) -> Any:
        asked.append(text)
        waiting = answers.get(text)
        return waiting.pop(0) if waiting else default

    monkeypatch.setattr(click, "prompt", prompt)
    monkeypatch.setattr(click, "confirm", lambda *_, **__: True)
    monkeypatch.setattr("shopwright.cli.configure.sys", type("sys", (), {"stdin": Terminal()}))

    output = run("plugin", "configure", "email_notify").output

    found = values(run_json)
    assert (found["from_name"], found["reply_to"]) == ("Wren", "help@x.example")
    assert (found["password"], found["keep_days"]) == (MASK, 40)
    assert "reply_to: Value error, 'nobody' is no e-mail address" in output
    assert asked.count("SMTP server") == 2
