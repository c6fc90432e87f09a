"""The wire models: what Cursor's answers say, in our units, row by row; one module an answer.

Tolerant on purpose. Unknown fields are ignored; optional fields may be missing, null or of an unexpected type, and then
are absent. Only what a row cannot do without (who, when, how much) may reject it, and then that row alone. Every parse
function says what it left out: `rejected` rows and the names of `odd_fields`, never a value.

A field we know and leave aside stands among a row's `..._FIELDS` too, so that only news is reported. Numbers arrive as
int or Decimal: answers are parsed by `tracker.cursor.body.parse_json`.
"""
