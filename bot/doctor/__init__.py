"""The checks behind `spendwatch doctor`, one module per external system."""
