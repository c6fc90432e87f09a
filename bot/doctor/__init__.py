"""The tests behind `spendwatch doctor`, one file a neighbour."""
