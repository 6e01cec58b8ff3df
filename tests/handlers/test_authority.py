"""Who may do what: every route of the routing table, for everyone who could press, type or send something there.

Ada has thanked Dina in private and logged what a customer of Support said in praise of Dina; she has a file waiting.
Nobody else reads, changes or shares any of it, but for what a manager of Support may do with the feedback. Those who
are no colleagues here do nothing at all. A route that has no row here fails.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select, update

import handlers
from bot.feedback import Feedback
from bot.kudos import Kudos
from sandbox.events import callback
from sandbox.workspace import User
from storage import feedback, kudos, upserts
from storage.feedback_tables import CONCERN, FEEDBACK, IMPORT_JOB
from storage.kudos_tables import KUDOS, KUDOS_JOIN, KUDOS_RECEIVER
from storage.tables import MEMBERSHIP, TEAM

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
SECRET, PRAISED = "the quokka of the north", "a very patient walrus"
ROLES = {
    "other tenant": "UADA",  # the same id elsewhere
    "stranger": "USTRANGE",
    "guest": "UGUEST",
    "peer": "UELI",
    "ex-manager": "UEX",
    "manager": "UBEN",
    "admin": "UADMIN",
    "deactivated": "UGONE",
}
INSIDE = {"guest", "peer", "ex-manager", "manager", "admin"}
NOBODY, MANAGER = frozenset[str](), frozenset({"manager"})
WORDS = {"people": ["UGUS"], "did": "wrote it down", "enabled": "nobody asks twice"}
EMOJI = {"kudos_emoji": "raised_hands"}
SAID = {"customer": "Acme", "said": "All is well.", "rating": "4", "happened_on": "2026-03-02"}

# By route: what comes with it, who by it reads what Ada wrote, who changes it, and who may make something of their own.
OWN = ("kudos-of-ada", NOBODY, NOBODY, NOBODY)
JOB = ("job-of-ada", NOBODY, NOBODY, NOBODY)
HERS = "feedback-of-ada"
OF_CONCERN = ("workspace", "feedback", "team")
COMMANDS = {
    "/kudos": ("<@UFAY> for the guide", NOBODY, NOBODY, INSIDE),
    "/feedback": ("mine", MANAGER, NOBODY, NOBODY),
    "/pulse": ("", NOBODY, NOBODY, NOBODY),
}
CLICKS = {
    "home_page": ("you", MANAGER, NOBODY, NOBODY),
    "pulse_answer": OWN,
    "pulse_open": OWN,
    "pulse_again": OWN,
    "pulse_withdraw": OWN,
    "pulse_later_today": OWN,
    "pulse_tomorrow": OWN,
    "pulse_start": OWN,
    "pulse_no_thanks": OWN,
    "pulse_pause": OWN,
    "pulse_stop": OWN,
    "preferences_open": OWN,
    "privacy_open": OWN,
    "comment_open": OWN,
    "comment_read": OWN,
    "comment_ready": OWN,
    "comment_reply": OWN,
    "kudos_open": OWN,
    "kudos_share": OWN,
    "kudos_unshare": OWN,
    "kudos_edit": OWN,
    "kudos_undo": OWN,
    "kudos_list": ("received:kudos-of-ada", NOBODY, NOBODY, NOBODY),
    "kudos_filled": ("<@UFAY> for the guide", NOBODY, NOBODY, NOBODY),
    "thanks_no_prompt": OWN,
    "feedback_open": ("", NOBODY, NOBODY, NOBODY),
    "feedback_edit": (HERS, MANAGER, NOBODY, NOBODY),
    "feedback_delete": (HERS, MANAGER, NOBODY, NOBODY),
    "feedback_more": ("", MANAGER, NOBODY, NOBODY),
    "praise_share": (HERS, NOBODY, NOBODY, NOBODY),
    "praise_hide": (HERS, NOBODY, NOBODY, NOBODY),
    "digest_details": OWN,
    "channel_confirm": OWN,
    "import_start": JOB,
    "import_columns": JOB,
    "import_cancel": JOB,
    "privacy_export": OWN,
    "privacy_erase": OWN,
    "practice_try": OWN,
    "practice_another": OWN,
    "practice_not_now": OWN,
    "practice_done": OWN,
    "practice_partly": OWN,
    "practice_dropped": OWN,
    "team_add_open": ("", NOBODY, NOBODY, NOBODY),
    "team_edit_open": OWN,
    "team_remove_open": OWN,
    "department_add_open": ("", NOBODY, NOBODY, NOBODY),
    "department_edit_open": OWN,
    "department_remove_open": OWN,
    "policy_pulse_open": ("", NOBODY, NOBODY, NOBODY),
    "policy_digest_open": ("", NOBODY, NOBODY, NOBODY),
    "kudos_set_up_open": ("", NOBODY, NOBODY, NOBODY),
    "items_open": ("", NOBODY, NOBODY, NOBODY),
    "item_on": ("roles", NOBODY, NOBODY, NOBODY),
    "item_off": ("roles", NOBODY, NOBODY, NOBODY),
    "item_add": ("", NOBODY, NOBODY, NOBODY),
    "keys_open": ("", NOBODY, NOBODY, NOBODY),
    "key_add": ("", NOBODY, NOBODY, NOBODY),
    "key_revoke": OWN,
    "ideas_open": ("", NOBODY, NOBODY, NOBODY),
    "audit_open": ("", NOBODY, NOBODY, NOBODY),
}
FORMS = {
    "preferences_form": OWN,
    "comment_form": OWN,
    "comment_reply_form": OWN,
    "ideas_form": OWN,
    "kudos_form": ("", NOBODY, NOBODY, INSIDE),
    "kudos_edit_form": OWN,
    "kudos_settings": OWN,
    "feedback_form": ("", NOBODY, NOBODY, INSIDE),
    "import_columns_form": JOB,
    "feedback_edit_form": (f"{HERS}:0", NOBODY, MANAGER, NOBODY),
    "feedback_delete_form": (HERS, NOBODY, MANAGER, NOBODY),
    "team_form": OWN,
    "team_keep": OWN,
    "team_remove_form": OWN,
    "department_form": OWN,
    "department_keep": OWN,
    "department_remove_form": OWN,
    "policy_pulse_form": OWN,
    "policy_pulse_keep": OWN,
    "policy_digest_form": OWN,
    "policy_digest_keep": OWN,
    "kudos_set_up_form": OWN,
    "item_form": OWN,
    "key_form": OWN,
    "persons_erase_form": OWN,  # last: it takes with it whoever may use it
}
SHORTCUTS = {
    "kudos_global": OWN,
    "kudos_message": OWN,
    "feedback_global": OWN,
    "feedback_message": OWN,
}
EVENTS = {
    "app_home_opened": ({"tab": "home", "channel": "D1"}, MANAGER, NOBODY, NOBODY),
    "reaction_added": ({"reaction": "raised_hands", "item_user": "UHANA"}, NOBODY, NOBODY, INSIDE),
    "reaction_removed": ({"reaction": "raised_hands", "item_user": "UDINA"}, NOBODY, NOBODY, NOBODY),
    "app_mention": ({"text": "<@U0BOT> kudos <@UIVO> for the guide"}, NOBODY, NOBODY, INSIDE),
    "file_shared": ({"file_id": "F0NOTHING"}, NOBODY, NOBODY, NOBODY),
    "team_join": ({"user": {"id": "UNEW"}}, NOBODY, NOBODY, NOBODY),
    "user_change": ({"user": {"id": "UNEW"}}, NOBODY, NOBODY, NOBODY),
    "channel_shared": ({}, NOBODY, NOBODY, NOBODY),
    "channel_unshared": ({}, NOBODY, NOBODY, NOBODY),
    "member_joined_channel": ({}, NOBODY, NOBODY, NOBODY),
    "member_left_channel": ({}, NOBODY, NOBODY, NOBODY),
    "subteam_members_changed": ({"subteam_id": "S1"}, NOBODY, NOBODY, NOBODY),
    "subteam_updated": ({"subteam": {"id": "S1"}}, NOBODY, NOBODY, NOBODY),
}
KINDS = {"COMMANDS": COMMANDS, "CLICKS": CLICKS, "FORMS": FORMS, "SHORTCUTS": SHORTCUTS, "EVENTS": EVENTS}


@pytest.mark.parametrize("kind", KINDS)
def test_every_route_is_decided(kind):
    assert set(getattr(handlers, kind)) == set(KINDS[kind])


@pytest.fixture
async def staffed(office):
    """The office, with one of each role, and what is Ada's."""
    await office.set_up_teams()
    office.slack.add_user(User("USTRANGE", "stranger", "Stra Nger", is_stranger=True))
    office.slack.add_user(User("UEX", "exman", "Ex Man"))
    office.slack.add_user(User("UADMIN", "admin", "Ad Min", is_admin=True))
    office.slack.add_user(User("UGONE", "gone", "Go Ne", deleted=True))
    office.slack.clock.set(NOON)
    await office.settled()
    await office.world.act(office.world.workspace, fill)
    return office


def fill(db):
    here, was = {"workspace": db.workspace}, MEMBERSHIP.c
    support = db.run(select(TEAM.c.id).where(TEAM.c.name == "Support")).scalar_one()
    db.run(insert(MEMBERSHIP), here | {"team": support, "person": "UEX", "is_manager": True})
    db.run(update(MEMBERSHIP).where(was.person == "UEX").values(is_manager=False))  # once, and not any more
    kudos.keep(db, Kudos("kudos-of-ada", "UADA", ("UDINA",), SECRET, SECRET, NOON, NOON.date()))
    feedback.keep(
        db,
        Feedback(
            id=HERS,
            customer="Acme",
            said=PRAISED,
            rating=4,
            expectations=frozenset(),
            teams=frozenset({support}),
            happened_on=date(2026, 3, 2),
            counts_at=NOON,
            logged_by="UADA",
            praised="UDINA",
            is_praise_told=True,
            praise_told_by="UADA",
            praise_shared_at=NOON,
            praise_shared_with=support,
            source="slack",
            key="hers",
        ),
    )
    job = {"id": "job-of-ada", "person": "UADA", "channel": "D1", "file": "F1", "name": PRAISED, "mapping": {}}
    numbers = {"state": "asked", "done": 0, "new": 0, "known": 0, "bad": 0, "made_at": NOON}
    known = {column.name for column in IMPORT_JOB.columns}
    db.run(insert(IMPORT_JOB), {name: value for name, value in (here | job | numbers).items() if name in known})


HERS_IN = (
    (KUDOS, KUDOS.c.giver == "UADA"),
    (KUDOS_RECEIVER, KUDOS_RECEIVER.c.kudos == "kudos-of-ada"),
    (KUDOS_JOIN, KUDOS_JOIN.c.kudos == "kudos-of-ada"),
    (FEEDBACK, FEEDBACK.c.id == HERS),
    (IMPORT_JOB, IMPORT_JOB.c.id == "job-of-ada"),
)


def hers(db):
    """All that is Ada's, or was done with it."""
    return [tuple(row) for table, condition in HERS_IN for row in db.run(select(table).where(condition))]


def made(db):
    """What there is that is not Ada's: ids of kudos and feedback."""
    return {
        row
        for table in (KUDOS, FEEDBACK)
        for row in db.run(select(table.c.id)).scalars()
        if row not in ("kudos-of-ada", HERS)
    }


def put_back(db):
    """Ada's feedback as it was, for the next to try."""
    as_it_was = {"said": PRAISED, "customer": "Acme", "is_removed": False, "version": 0, "praised": "UDINA"}
    db.run(update(FEEDBACK).where(FEEDBACK.c.id == HERS).values(as_it_was))
    support = db.run(select(TEAM.c.id).where(TEAM.c.name == "Support")).scalar_one()
    upserts.add_many(db, CONCERN, [{"workspace": db.workspace, "feedback": HERS, "team": support}], unique=OF_CONCERN)


def values_of(fields):
    """What fields hold, as Slack sends it."""
    held = {}
    for name, value in fields.items():
        entry = {"type": "multi_users_select", "selected_users": value} if isinstance(value, list) else {"value": value}
        if name == "rating":
            entry = {"type": "static_select", "selected_option": {"value": value}}
        held[name] = {name: entry}
    return held


class Trying:
    """Someone of a role who tries a route: builds what Slack would send, and reads what came back."""

    def __init__(self, office, role):
        self.office, self.role, self.person = office, role, ROLES[role]
        self.team = "T0ELSEWHERE" if role == "other tenant" else office.slack.team_id
        self.who = {"id": self.person, "team_id": self.team}

    async def send(self, kind, route, given):
        """Send it, and return all that this person can read afterwards that they could not before."""
        for view in reversed(self.office.slack.stack(self.person)):
            self.office.slack.close(view)
        for place in self.office.slack.channels.values():
            for message in [one for one in place.messages.values() if one.ephemeral_to]:
                self.office.slack.delete(place, message.ts)
        self.office.slack.homes.pop(self.person, None)
        way = {"COMMANDS": "slash_commands", "EVENTS": "events_api"}.get(kind, "interactive")
        answer = await self.office.sandbox.delivery.send(way, getattr(self, kind.lower())(route, given))
        await self.office.settled()
        shown = [str(answer.payload), *(str(view.payload) for view in self.office.slack.stack(self.person))]
        if self.person in self.office.slack.homes:
            shown.append(str(self.office.slack.homes[self.person].payload))
        places = self.office.slack.channels.values()
        whispers = [m for place in places for m in place.messages.values() if m.ephemeral_to == self.person]
        return " ".join([*shown, *(f"{message.text} {message.blocks}" for message in whispers)])

    def _base(self, **more):
        trigger = self.office.sandbox.triggers.issue(self.person)
        team = {"id": self.team, "domain": "sandbox"}
        return {"team": team, "user": self.who, "trigger_id": trigger, "response_url": ""} | more

    def commands(self, route, given):
        more = {"team_id": self.team, "user_id": self.person, "command": route, "text": given}
        return self._base() | more

    def clicks(self, route, given):
        return self._base(type="block_actions", actions=[{"action_id": route, "block_id": "b", "value": given}])

    def forms(self, route, given):
        people = {"kudos_form": WORDS, "kudos_edit_form": WORDS | {"people": []}, "kudos_set_up_form": EMOJI}
        fields = values_of(people.get(route, SAID))
        view = {"id": f"V{self.person}{route}", "callback_id": route, "private_metadata": given, "type": "modal"}
        return self._base(type="view_submission", view=view | {"state": {"values": fields}})

    def shortcuts(self, route, given):
        kind = "shortcut" if route.endswith("global") else "message_action"
        message = {"message": {"user": "UADA", "text": "hello", "ts": "1.2"}, "channel": {"id": "C1"}}
        return self._base(type=kind, callback_id=route, message_ts="1.2", value=given, **message)

    def events(self, route, given):
        support = self.office.slack.channel_named("support").id
        item = {"type": "message", "channel": support, "ts": "1.2"}
        event = {"type": route, "user": self.person, "channel": support, "item": item, "ts": "1.2"}
        event |= {"user_id": self.person, "channel_id": support, "event_ts": self.office.slack.next_ts()} | given
        sent = callback(self.office.slack, event, shared=False)
        sent["authorizations"][0]["team_id"] = self.team
        return sent


@pytest.mark.parametrize("role", ROLES)
async def test_everybody_does_what_they_may_and_nothing_else(staffed, role):
    office, trying, wrong = staffed, Trying(staffed, role), []
    before, mine = [await office.world.act(office.world.workspace, look) for look in (hers, made)]
    for kind, routes in KINDS.items():
        for route, (given, reads, changes, makes) in routes.items():
            told = await trying.send(kind, route, given)
            after, more = [await office.world.act(office.world.workspace, look) for look in (hers, made)]
            done = {
                "reads": SECRET in told or PRAISED in told,
                "changes": after != before,
                "makes": more > mine,
            }
            may = {"reads": role in reads, "changes": role in changes, "makes": role in makes}
            if done != may:
                wrong.append((route, done, may))
            await office.world.act(office.world.workspace, put_back)
            before, mine = [await office.world.act(office.world.workspace, look) for look in (hers, made)]
    assert wrong == []
