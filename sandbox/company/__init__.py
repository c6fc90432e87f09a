"""A made-up company that uses Cursor: people, groups, models, and what each of them asks for hour by hour.

Knows nothing of any API: `sandbox.cursor_api` serves it the way Cursor would.
"""
