"""One module an endpoint family; `routes` holds the table of them all."""
