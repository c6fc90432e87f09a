"""A Slack workspace on loopback: what the bot calls, over real HTTP and a real WebSocket, as strict as Slack documents.

`server.create_app` serves a `state.Workspace`; `person.Person` acts in it as a human would.
Knows nothing of the bot: what the bot may do comes from its app manifest alone.
"""
