"""Thanks given, sent again, changed, taken back, shared and joined in any order: all is as in a plain model of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy import text

from bot import delivery
from bot.errors import Refused
from handlers import kudos_messages
from storage import kudos_messages as stored

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)  # the same date wherever the office's people are
TEAMS = {"support": ("ada", "dina", "eli", "fay"), "product": ("cleo", "jun", "kit")}
EVERYBODY = [name for team in TEAMS.values() for name in team]
TEAM_OF = {name: team for team, names in TEAMS.items() for name in names}
EDITABLE = timedelta(minutes=10)
THANKS = "raised_hands"
person = st.sampled_from(EVERYBODY)


def id_of(name):
    return f"U{name.upper()}"


def has_some(machine):
    """Whether there are kudos by command to do something with."""
    return any(not one.is_public for one in machine.model.kudos.values())


class Thanking(RuleBasedStateMachine):
    """The real bot in an office, and beside it the model; the test sets how both are made."""

    new_office = new_model = None

    def __init__(self):
        super().__init__()
        self.runner, self.model, self.words = asyncio.Runner(), self.new_model(), 0
        self.context = self.new_office()
        self.office = self.runner.run(self.context.__aenter__())
        self.runner.run(self.set_up())

    async def set_up(self):
        await self.office.set_up_teams()
        self.office.slack.clock.set(NOON)
        self.messages = [
            await self.office.person(name).say(team, f"news from {name}")
            for team, names in TEAMS.items()
            for name in names
        ]
        await self.settle()

    def teardown(self):
        try:
            self.runner.run(self.check())
        finally:
            self.runner.run(self.context.__aexit__(None, None, None))
            self.runner.close()

    @property
    def now(self):
        return self.office.slack.clock.now()

    async def settle(self):
        """Send what waits, and what follows from that."""
        for _ in range(3):
            await self.office.beat()

    async def act(self, work):
        """Whether an act was accepted."""
        try:
            await self.office.world.act(self.office.world.workspace, work)
        except Refused:
            return False
        return True

    def pick(self, at):
        """One of the kudos by command, with its id."""
        known = [one for one in self.model.kudos.items() if not one[1].is_public]
        return known[at % len(known)]

    @rule(giver=person, receivers=st.lists(person, min_size=1, max_size=3, unique=True), again=st.integers(0, 4))
    def give(self, giver, receivers, again):
        if giver in self.model.gone:
            return
        self.words += 1
        word = f"thing-{self.words}-done"
        self.runner.run(self._give(giver, receivers, word, is_again=again == 0))

    async def _give(self, giver, receivers, word, *, is_again):
        named = " ".join(f"@{name}" for name in receivers)
        await self.office.person(giver).command("/kudos", f"{named} for {word}")
        sent = self.office.sandbox.delivery.log[-1]
        if self.model.may_give(giver, receivers, self.now.date()):
            others = [name for name in receivers if name != giver]
            self.model.add(sent.payload["trigger_id"], giver, others, word, self.now)
        if is_again:
            await self.office.sandbox.delivery.send(sent.kind, sent.payload)

    @rule(giver=person, number=st.integers(0, len(EVERYBODY) - 1), again=st.integers(0, 4))
    def react(self, giver, number, again):
        message = self.messages[number]
        if giver in self.model.gone or id_of(giver) in message.message.reactions.get(THANKS, []):
            return
        self.runner.run(self._react(giver, message, is_again=again == 0))

    async def _react(self, giver, message, *, is_again):
        await self.office.person(giver).react(message, THANKS)
        await self.office.settled()
        if is_again:
            await self._send_again()
        self._reacted(giver, message)

    def _reacted(self, giver, message):
        key = f"reaction:{giver}:{message.ts}"
        before = self.model.kudos.get(key)
        if (before and not before.is_removed) or not self.model.may_give(giver, [message.author], self.now.date()):
            return
        times = before.times + 1 if before else 1
        self.model.add(key, giver, [message.author], "", self.now, is_public=True, times=times)

    @rule(number=st.integers(0, len(EVERYBODY) - 1), at=st.integers(0, 6), again=st.integers(0, 4))
    def unreact(self, number, at, again):
        message = self.messages[number]
        there = message.message.reactions.get(THANKS, [])
        if there:
            self.runner.run(self._unreact(self.office.person(there[at % len(there)]), message, is_again=again == 0))

    async def _unreact(self, who, message, *, is_again):
        await who.unreact(message, THANKS)
        await self.office.settled()
        if is_again:
            await self._send_again()
        if given := self.model.kudos.get(f"reaction:{who.user.name}:{message.ts}"):
            self.model.take_back(given)

    async def _send_again(self):
        """All events of this message's reactions once more, the newest first, as if Slack had heard nothing."""
        events = [sent for sent in self.office.sandbox.delivery.log if "event" in sent.payload]
        for sent in reversed(events[-3:]):
            await self.office.sandbox.delivery.send(sent.kind, sent.payload)

    @precondition(has_some)
    @rule(at=st.integers(0, 99))
    def repeat(self, at):
        """A command arrives once more, much later, also one that was taken back since."""
        kudos_id, _ = self.pick(at)
        sent, *_ = [one for one in self.office.sandbox.delivery.log if one.payload.get("trigger_id") == kudos_id]
        self.runner.run(self.office.sandbox.delivery.send(sent.kind, sent.payload))

    @precondition(has_some)
    @rule(at=st.integers(0, 99), who=st.none() | person)
    def edit(self, at, who):
        kudos_id, given = self.pick(at)
        self.words += 1
        who, word = who or given.giver, f"thing-{self.words}-done"
        did = self.runner.run(
            self.act(lambda db: kudos_messages.edit(db, self.office.world, kudos_id, id_of(who), word, "", "", ""))
        )
        assert did == (who == given.giver and not given.is_removed and self.now - given.given_at < EDITABLE)
        if did:
            given.word = word

    @precondition(has_some)
    @rule(at=st.integers(0, 99), who=st.none() | person)
    def undo(self, at, who):
        kudos_id, given = self.pick(at)
        who = who or given.giver
        did = self.runner.run(
            self.act(lambda db: kudos_messages.take_back(db, self.office.world, kudos_id, id_of(who)))
        )
        assert did == (who == given.giver)
        if did:
            self.model.take_back(given)

    @precondition(has_some)
    @rule(at=st.integers(0, 99), who=st.none() | person, is_on=st.booleans())
    def share(self, at, who, is_on):
        kudos_id, given = self.pick(at)
        who = who or given.receivers[0]
        if who in self.model.gone:
            return
        change = kudos_messages.share if is_on else kudos_messages.unshare
        did = self.runner.run(self.act(lambda db: change(db, self.office.world, kudos_id, id_of(who))))
        assert did == (who in given.receivers and not (is_on and given.is_removed))
        if did and is_on:
            given.shared.add(who)
        elif did:
            given.shared.discard(who)

    @precondition(has_some)
    @rule(at=st.integers(0, 99), who=person, is_on=st.booleans())
    def join(self, at, who, is_on):
        """A reaction on what was posted about a kudos, or taken from it."""
        kudos_id, given = self.pick(at)
        if who in self.model.gone:
            return
        self.runner.run(self._join(kudos_id, given, who, is_on=is_on))

    async def _join(self, kudos_id, given, who, *, is_on):
        await self.settle()
        found = await self.office.world.act(self.office.world.workspace, lambda db: stored.standing(db, kudos_id))
        places = [one for one in found if one.kind == delivery.KUDOS_SHARED]
        if not places:
            return
        message = self.office.person(who).channel(places[0].at.channel).message(places[0].at.ts)
        if (id_of(who) in message.reactions.get(THANKS, [])) == is_on:
            return
        await (self.office.person(who).react if is_on else self.office.person(who).unreact)(message, THANKS)
        await self.office.settled()
        if is_on and who not in (given.giver, *given.receivers):
            given.joined.add(who)
        elif not is_on:
            given.joined.discard(who)

    @rule(minutes=st.sampled_from([1, 4, 11]))
    def wait(self, minutes):
        self.office.slack.clock.move(timedelta(minutes=minutes))
        self.runner.run(self.office.beat())

    @precondition(lambda self: len(self.model.gone) < 2)
    @rule(who=person)
    def leave(self, who):
        self.runner.run(self._leave(who))

    async def _leave(self, who):
        await self.settle()
        self.office.slack.clock.move(timedelta(seconds=1))  # Slack tells of changes in whole seconds
        self.office.slack.change_user(id_of(who), deleted=True)
        await self.office.settled()
        self.model.gone.add(who)

    @rule()
    def look(self):
        self.runner.run(self.check())

    async def check(self):
        """All that stands, in the store and in Slack, is what the model says."""
        await self.settle()
        assert await self.office.world.act(self.office.world.workspace, counts) == {
            id_of(name): n for name, n in self.model.counts().items()
        }
        standing = [one for one in self.model.kudos.values() if not one.is_removed]
        joined = Counter(id_of(name) for one in standing for name in one.joined)
        assert await self.office.world.act(self.office.world.workspace, joins) == joined
        for channel in TEAMS:
            shown = [one.word for one in standing if any(TEAM_OF[name] == channel for name in one.shared)]
            assert self.said(self.office.ben.channel(channel)) == Counter(shown)
        for name in EVERYBODY:
            if name not in self.model.gone:
                mine = [one.word for one in standing if name in one.receivers and one.word]
                assert self.said(self.office.person(name).dm) == Counter(mine), name

    def said(self, conversation):
        """The words of kudos that can be read in the bot's messages that all members see, and how often."""
        bot = self.office.slack.bot_user.id
        messages = [seen for seen in conversation.messages if seen.message.user == bot and not seen.ephemeral]
        return Counter(
            word.strip(".,!”\"'>") for seen in messages for word in set(seen.plain.split()) if word.startswith("thing-")
        )


def counts(db):
    """How many kudos each person has received that still stand."""
    found = db.run(
        text(
            "SELECT receiver, COUNT(*) FROM kudos_receiver JOIN kudos ON kudos.id = kudos_receiver.kudos"
            " WHERE NOT is_removed GROUP BY receiver"
        )
    )
    return dict(found.all())


def joins(db):
    return Counter(db.run(text("SELECT person FROM kudos_join")).scalars())


def test_whatever_happens_in_whatever_order_is_as_in_the_model(new_office, model_of_kudos):
    class Here(Thanking):
        pass

    Here.new_office, Here.new_model = staticmethod(new_office), model_of_kudos
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=4,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            phases=(Phase.generate,),  # to shrink what has been found would take minutes
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
