"""How people make, name and fill billing groups of their own, beside those of Cursor."""
