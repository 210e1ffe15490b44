"""From dicts to HTML: the environment that templates run in, and what they can call."""
