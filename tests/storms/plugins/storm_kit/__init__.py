"""What a shop needs to be stormed: a till, a post, and a listener that counts."""
