"""What `spendwatch init` is made of: the file it amends, the steps it takes, and how it asks."""
