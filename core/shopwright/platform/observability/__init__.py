"""What can be seen of a running shop from outside: logs and metrics."""
