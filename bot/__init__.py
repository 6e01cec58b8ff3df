"""The core: every rule of Heartline, and nothing that touches the world.

Facts come in as frozen dataclasses with `now` as an argument; decisions go out as values, or as a raised `Refused`.

    config     the settings, read from a mapping            errors     what is refused
    moments    weeks, zones and local time                  people     who takes part
    teams      groups of people, and cohorts of a round     items      the questions, and which are asked when
    pulses     rounds and answers                           privacy    what may be kept and shown
    scores     scores from tallies                          kudos      thanks between peers
    feedback   what customers said                          feedback_csv   the same, from a file
    digests    the weekly message of a team                 delivery   what became of a message, and what next
    payloads   Slack's JSON, read once                      markup     Slack's markup, made plain
    views      values to Block Kit, and all the words
"""
