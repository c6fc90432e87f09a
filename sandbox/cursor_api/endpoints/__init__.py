"""One module per family of endpoints; the table of all endpoints is in `routes`."""
