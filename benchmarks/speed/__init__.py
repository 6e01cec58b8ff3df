"""How fast the bot is beside the same work done the textbook way: `make bench`.

Every goal is a ratio of two things measured in the same run. A server has core 0 to itself, the load core 1. Variants
take turns, in reversed order every other round; each round gives a ratio, and the median of them counts. What is
compared is CPU time for a request, which neighbours on the machine disturb least. A request that fails, an envelope
without its acknowledgement, or a row too few or too many ends the run.
"""
