"""A child that reads nothing, so that what its parent writes fills the pipe."""

import time

if __name__ == "__main__":
    time.sleep(3600)
