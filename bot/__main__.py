"""The front door: `python -m bot` is `heartline`."""

from handlers.runtime.cli import main

if __name__ == "__main__":
    main()
