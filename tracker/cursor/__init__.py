"""Cursor's team API: the client, its pacing and the wire models. Knows no database and nothing of the rest."""
