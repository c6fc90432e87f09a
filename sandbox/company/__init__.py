"""A made-up company that uses Cursor: people, groups, models, and everybody's requests hour by hour.

It knows no API: `sandbox.cursor_api` serves it in the way Cursor does.
"""
