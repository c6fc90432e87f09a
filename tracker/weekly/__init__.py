"""Who receives the weekly report of a group, and in which weeks there is anything to send."""
