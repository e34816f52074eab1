"""A child that closes its output and goes on."""

import os
import time

if __name__ == "__main__":
    os.close(1)
    time.sleep(3600)
