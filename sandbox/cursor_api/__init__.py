"""A stand-in for Cursor's team APIs, for tests and the demo."""
