"""The demo shop's goods as plain data, one module for each department."""
