"""The page in a browser over the stand-in Slack, made for use.

Channels, threads, commands, buttons, modals, an inspector. Drawn on the server, with one stylesheet
and a few plain scripts of our own, nothing from elsewhere, no build step.
"""

from sandbox.slack.page.routes import page_routes

__all__ = ["page_routes"]
