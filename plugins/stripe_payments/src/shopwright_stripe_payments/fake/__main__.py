"""`python -m shopwright_stripe_payments.fake`: the fake as a process of its own.

It says where it is once it answers, and ends on SIGTERM and Ctrl-C. All it answered is in its
file, so a kill loses nothing.
"""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from shopwright_stripe_payments.fake.instance import FakeStripe
from shopwright_stripe_payments.fake.world import Options

_STOP = (signal.SIGTERM, signal.SIGINT)


def main() -> None:
    """Run until told to stop."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOP)  # the threads inherit it; we wait for them
    options = _arguments().parse_args()
    fake = FakeStripe(
        options.data,
        options=Options(name=options.name, bank_seconds=options.bank_seconds),
        host=options.host,
        port=options.port,
        public_url=options.public_url,
        control_token=options.control_token,
    )
    if options.webhook:
        _subscribe(fake, options.webhook, options.webhook_secret)
    fake.start()
    sys.stdout.write(f"The fake Stripe is at {fake.url}: no money moves.\n")
    sys.stdout.flush()
    signal.sigwait(_STOP)
    fake.stop()


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m shopwright_stripe_payments.fake",
        description="A Stripe that moves no money, for tests and demos.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="where to listen")
    parser.add_argument("--port", type=int, default=0, help="0 takes any that is free")
    parser.add_argument("--data", type=Path, help="the file for its state; without it: memory")
    parser.add_argument("--public-url", default="", help="how browsers reach it")
    parser.add_argument("--name", default="Demo shop", help="who is paid, on its pages")
    parser.add_argument("--webhook", default="", help="where to send events")
    parser.add_argument("--webhook-secret", default="", help="whsec_..., to sign them with")
    parser.add_argument("--control-token", default="", help="opens /_control; without it: random")
    parser.add_argument(
        "--bank-seconds", type=float, help="how long banks take to answer a direct debit"
    )
    return parser


def _subscribe(fake: FakeStripe, url: str, secret: str) -> None:
    """Send events there and nowhere else, whatever the file says from an earlier start."""
    outbox = fake.world.outbox
    with fake.world.store.transaction():
        known = outbox.endpoints()
        for old in known[1:]:
            fake.world.store.remove(old["id"])
        if not known:
            outbox.add_endpoint(url, secret, created=fake.world.now())
            return
        fake.world.store.save(known[0] | {"url": url})
        if secret and secret not in outbox.secrets_of(known[0]["id"]):
            outbox.rotate(known[0]["id"], secret=secret)


if __name__ == "__main__":
    main()
