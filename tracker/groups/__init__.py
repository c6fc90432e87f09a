"""How people create, name and fill billing groups of their own, alongside those of Cursor."""
