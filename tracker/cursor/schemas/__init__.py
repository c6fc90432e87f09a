"""The wire models: what Cursor's answers say, in our units, row by row; one module per answer.

Tolerant on purpose. Unknown fields are ignored; optional fields that are missing, null or of an unexpected type count
as absent. Only a required field (who, when, how much) can reject a row, and then only that row. Every parse function
reports what it left out: `rejected` rows and the names of `odd_fields`, never a value.

The `..._FIELDS` include known fields that we ignore, so that only new ones are reported. Numbers are int or Decimal, as
parsed by `tracker.cursor.body.parse_json`.
"""
