"""Bank transfer and cash on delivery: payments that people make and people confirm."""
