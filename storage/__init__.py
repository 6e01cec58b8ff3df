"""What Heartline remembers. Queries take and return the dataclasses of `bot`; tables never leave this package.

- `database`: one act, one transaction. `sqlite` and `postgres` run it, `engines` connects, `faults` explains.
- `tables`: what is kept, with the column types of `types`. `migrations`: how the tables came to be.
- `seals`: keys and pseudonyms. `upserts`: insert, or leave, or update.
- `installs`, `people`, `teams`, `pulses`, `kudos`, `feedback`, `digests`, `delivery`, `events`: the queries.
"""
