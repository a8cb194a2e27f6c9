"""Runs steps in order and says which one failed. The address of the instance comes in INSTANCE."""

import os
import traceback

ADDRESS = os.environ["INSTANCE"]
HOST = ADDRESS.removeprefix("https://")


def run(*steps):
    for step in steps:
        try:
            step()
        except Exception:
            traceback.print_exc()
            raise SystemExit(f"failed: {step.__name__}")
        print(f"done: {step.__name__}")


def refused(exception, call):
    """The exception that the call raises."""
    try:
        call()
    except exception as error:
        return error
    raise AssertionError(f"no {exception.__name__}")
