"""`python -m bench`: how fast the parts are, each compared with a measurable baseline."""
