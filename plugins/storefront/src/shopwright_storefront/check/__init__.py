"""`shopwright theme check`: what is wrong with a theme, found without rendering it."""
