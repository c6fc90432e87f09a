"""A Slack workspace on loopback: the APIs that the bot calls, over real HTTP and WebSocket, as strict as documented.

`server.create_app` serves a `state.Workspace`; `person.Person` acts in it like a human. It does not know the bot, whose
permissions come only from its app manifest.
"""
