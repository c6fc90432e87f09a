"""What holds for every test."""

from hypothesis import settings

# An example that takes long on a busy machine has found nothing out: no test here judges by the clock.
settings.register_profile("spendwatch", deadline=None)
settings.load_profile("spendwatch")
