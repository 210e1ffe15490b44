"""Jobs: RQ as transport, the outbox as the truth."""
