"""`python -m bench`: how fast the parts are, each against something that can be measured beside it."""
