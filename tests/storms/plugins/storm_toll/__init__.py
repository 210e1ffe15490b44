"""A plugin that shows in one answer whether all of it is there."""
