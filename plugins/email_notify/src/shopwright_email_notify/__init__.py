"""E-mails about accounts and orders: rendered per language, sent by SMTP, once each."""
