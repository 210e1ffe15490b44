"""The doors: JSON over HTTP and nothing else.

Plugins use parts of this in processes that answer nothing, so nothing is imported here: what a shop
answers is put together in `doors.py`.
"""
