"""How people are asked and what is shown, chosen by an admin in Slack: a form, what it comes to, and its keeping."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot import forms, marks, previews, privacy, teams
from bot.marks import Seen
from bot.payloads import Click, Form
from bot.people import Person
from bot.policies import Policy, Wish, checked_lead
from bot.previews import Preview
from bot.pulses import Round
from bot.teams import Roster
from bot.views import policy_digest_forms as digest_views
from bot.views import policy_forms as views
from bot.views.kit import Block
from bot.views.policy_digest_forms import Coming
from handlers import policies
from handlers.policies import Plan
from handlers.world import Ack, World
from storage import digest_lists, people
from storage import teams as stored_teams
from storage.database import Db

SEEN = "seen"  # what a preview carries beside the fields: the mark of what the form showed


async def on_pulse(world: World, click: Click) -> Ack:
    """*The pulse* on the set-up page: the form."""

    def work(db: Db) -> Block:
        people.admin(db, click.person)
        chosen = policies.chosen(db)
        return views.form(chosen.policy, chosen.weeks)

    await world.open(click, await world.act(click.workspace, work))
    return None


async def on_pulse_form(world: World, form: Form) -> Ack:
    """The form was filled in: what it comes to."""

    def work(db: Db) -> Block:
        people.admin(db, form.person)
        wish, weeks = views.read(form)
        plan = policies.considered(db, wish, weeks, world.now(), Seen(marks.PULSE, form.private))
        coming, asked = _coming(db, plan, world.now())
        is_open, private = plan.opened is not None, _carried(form)
        return views.preview(plan.after, weeks, coming, asked, is_open=is_open, private=private)

    return {"response_action": "push", "view": await world.act(form.workspace, work)}


async def on_pulse_keep(world: World, form: Form) -> Ack:
    """*Save*."""

    def work(db: Db) -> Block:
        admin = people.admin(db, form.person)
        given = forms.restored(form)
        wish, weeks = views.read(given)
        policies.choose(db, world, wish, weeks, by=admin.id, seen=Seen(marks.PULSE, given.text(SEEN)))
        plan = policies.considered(db, Wish(), None, world.now())
        return views.kept(plan.after, weeks, *_coming(db, plan, world.now()))

    return {"response_action": "update", "view": await world.act(form.workspace, work)}


def _carried(form: Form) -> str:
    return forms.carried(replace(form, fields={**form.fields, SEEN: form.private}))


def _coming(db: Db, plan: Plan, now: datetime) -> tuple[Round, Preview | None]:
    """The next round, and who is asked in it."""
    coming = previews.next_round(plan.schedule, plan.last_week, plan.after, now)
    everyone, has_guests = people.everyone(db), plan.after.has_guests
    cohort = teams.cohort(stored_teams.every(db), stored_teams.memberships(db), everyone, has_guests=has_guests)
    asked = {member.person for member in cohort}
    return coming, previews.team([person for person in everyone if person.id in asked], coming, now)


async def on_digest(world: World, click: Click) -> Ack:
    """*The digest* on the set-up page: the form."""

    def work(db: Db) -> Block:
        admin = people.admin(db, click.person)
        zones = [person.tz for person in people.everyone(db) if person.is_colleague]
        return digest_views.form(policies.chosen(db).policy, zones, admin.tz)

    await world.open(click, await world.act(click.workspace, work))
    return None


async def on_digest_form(world: World, form: Form) -> Ack:
    """The form was filled in: what it comes to."""

    def work(db: Db) -> Block:
        people.admin(db, form.person)
        plan = policies.considered(db, _digest_wish(db, form), None, world.now(), Seen(marks.DIGEST, form.private))
        return digest_views.preview(*_digests(db, plan, world.now()), private=_carried(form))

    return {"response_action": "push", "view": await world.act(form.workspace, work)}


async def on_digest_keep(world: World, form: Form) -> Ack:
    """*Save*."""

    def work(db: Db) -> Block:
        admin = people.admin(db, form.person)
        given = forms.restored(form)
        seen = Seen(marks.DIGEST, given.text(SEEN))
        policies.choose(db, world, _digest_wish(db, given), by=admin.id, seen=seen)
        plan = policies.considered(db, Wish(), None, world.now())
        return digest_views.kept(*_digests(db, plan, world.now()))

    return {"response_action": "update", "view": await world.act(form.workspace, work)}


def _digest_wish(db: Db, form: Form) -> Wish:
    wish = digest_views.read(form)
    return replace(wish, lead=checked_lead(people.one(db, wish.lead))) if wish.lead else wish


def _digests(db: Db, plan: Plan, now: datetime) -> tuple[Policy, Coming, Person | None, list[Roster]]:
    """When the next digest comes, who reads the company's, and which teams there are."""
    policy = plan.after
    ends = plan.opened or previews.next_round(plan.schedule, plan.last_week, policy, now)
    rosters = teams.rosters(
        stored_teams.every(db),
        stored_teams.memberships(db),
        people.everyone(db),
        has_guests=policy.has_guests,
        smallest=privacy.smallest_team(policy.threshold),
    )
    lead = people.one(db, policy.lead) if policy.lead else None
    waits = min(digest_lists.waiting(db, None, now).values(), default=None)
    coming = Coming(policy.digest_due(ends.closes_at), waits)
    return policy, coming, lead, rosters
