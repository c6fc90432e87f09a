"""A signal that arrives while the event it sets is being checked."""

import subprocess
import sys

LOOKS_AGAIN_AND_AGAIN = """
import os, signal, threading, time
from bot.ending import stop_on_signals

stop = stop_on_signals()

def ask():
    time.sleep(0.1)
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=ask, daemon=True).start()
while not stop.wait(0):
    pass
"""


def test_a_signal_is_heard_whatever_the_main_thread_is_at():
    for _ in range(8):  # a handler that set the event itself would deadlock in every second of them
        subprocess.run([sys.executable, "-c", LOOKS_AGAIN_AND_AGAIN], check=True, timeout=20)
