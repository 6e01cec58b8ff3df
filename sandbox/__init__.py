"""A Slack workspace in a box, on loopback: the demo, the test double and the target of load tests.

An app runs against it unmodified; only its SLACK_API_URL differs. The sandbox knows Slack and nothing of any app but
what the app's manifest says.

    workspace   what there is: people, channels, messages, views (`records`, `screens`, `clock`, `roster`, `manifest`)
    server      the running box: `Sandbox` (its other doors: `oauth`, `uploads`)
    web_api     `/api/METHOD`: `arguments`, `tokens`, `scopes`, then one of the functions in `api/`
    blocks      what Slack refuses in messages and views
    shapes      records in the JSON form in which Slack shows them
    delivery    how the app hears of things: `events` and `interactions` over `socket` or `http`; `response_urls`
    people      what a person can do and see; `control` offers the same as JSON, for the web page (`acts`, `workings`)
    guide       steps and deeds that a host offers to visitors of the page
    triggers    the short permission to open a modal that each interaction carries
    faults      what goes wrong on demand; `limits` what is too much; `traffic` what went over the wire,
                as `listening` shows it
"""

from sandbox.guide import Deed, Guide, Step
from sandbox.manifest import Manifest
from sandbox.people import Person
from sandbox.roster import Roster
from sandbox.server import Sandbox
from sandbox.workspace import User, Workspace

__all__ = ["Deed", "Guide", "Manifest", "Person", "Roster", "Sandbox", "Step", "User", "Workspace"]
