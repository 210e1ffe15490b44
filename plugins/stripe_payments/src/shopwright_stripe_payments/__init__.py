"""Payments by Stripe: hosted checkout, saved cards, captures, refunds, disputes, webhooks."""
