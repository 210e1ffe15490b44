"""The contract with themes, one module per version of it."""
