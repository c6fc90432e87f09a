"""A browser page for the stand-in Slack.

It has channels, threads, commands, buttons, modals and an inspector. It is rendered on the server, with one stylesheet
and a few plain scripts, without third-party code or a build step.
"""

from sandbox.slack.page.routes import page_routes

__all__ = ["page_routes"]
