"""What the crash tests share: somebody who writes until the server is killed, and knows what was acknowledged."""
import http.client
import random
import threading


class CrashWriter(threading.Thread):
    """Takes one step after the other (`step`, of whoever derives from this) until the server is gone.

    `kept` is what was acknowledged; `under_way` what the one request that is not answered would do to it."""

    def __init__(self, number, kept, seed):
        super().__init__()
        self.number = number
        self.chance = random.Random(seed)
        self.kept = kept
        self.under_way = None
        self.done = 0
        self.client = None
        self.killed = False
        self.trouble = None

    def run(self):
        try:
            while True:
                self.step()
                self.done += 1
        except (OSError, http.client.HTTPException) as error:
            if not self.killed:
                self.trouble = error
        except BaseException as error:
            self.trouble = error
