"""Cursor's team API: the client, its pacing and the wire models. Knows neither the database nor the rest of tracker."""
