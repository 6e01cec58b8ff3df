"""The front door: `python -m bot` is `heartline`."""

import gc


def main() -> None:
    """Run a command of the command line."""
    gc.disable()  # what is imported stays: to look through it for garbage takes a quarter of the start
    from handlers.runtime import cli  # here, so that the line above comes first

    gc.freeze()  # nor later: each look took 60 ms in which no click was acknowledged
    gc.enable()
    cli.main()


if __name__ == "__main__":
    main()
