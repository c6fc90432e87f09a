"""The parts of `spendwatch init`: the .env file, the steps, and the questions."""
