"""What the merchant's theme editor works with: pages as trees, changes to a draft, publishing."""
