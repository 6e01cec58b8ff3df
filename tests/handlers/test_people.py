"""People are kept in step with Slack, by its events and by looking again."""

from handlers import people
from sandbox import User
from sandbox.faults import Fault
from storage import people as stored


async def person(office, user_id):
    return await office.world.act(office.world.workspace, lambda db: stored.one(db, user_id))


async def test_everyone_is_known_after_the_start(office):
    assert (await person(office, "UADA")).name == "Ada Test"
    assert (await person(office, "UGUEST")).is_guest
    assert (await person(office, office.slack.bot_user.id)).is_bot


async def test_the_language_and_the_standing_of_everyone_are_known(office):
    office.slack.users["UADA"].locale = "de-DE"
    office.slack.users["UBEN"].is_admin = True
    await people.sync(office.world)
    assert ((await person(office, "UADA")).locale, (await person(office, "UADA")).is_admin) == ("de-DE", False)
    assert ((await person(office, "UBEN")).locale, (await person(office, "UBEN")).is_admin) == ("en-US", True)


async def test_someone_new_is_known_at_once(office):
    office.slack.add_user(User("UZOE", "zoe", "Zoe Test", tz="Asia/Tokyo"))
    await office.settled()
    assert (await person(office, "UZOE")).tz == "Asia/Tokyo"


async def test_a_changed_zone_is_followed(office):
    office.slack.change_user("UADA", tz="Asia/Tokyo")
    await office.settled()
    assert (await person(office, "UADA")).tz == "Asia/Tokyo"


async def test_an_event_that_comes_twice_is_applied_once(office):
    office.sandbox.faults.duplicate_events = 1
    office.slack.change_user("UADA", tz="Asia/Tokyo")
    await office.settled()
    assert (await person(office, "UADA")).tz == "Asia/Tokyo"


async def test_what_slack_never_told_is_found_by_looking_again(office):
    del office.slack.users["UIVO"]
    office.slack.users["UADA"].tz = "Asia/Tokyo"
    await people.sync(office.world)
    assert (await person(office, "UIVO")).is_deleted
    assert (await person(office, "UADA")).tz == "Asia/Tokyo"


async def test_more_people_than_fit_on_one_page_are_all_loaded(office):
    for number in range(450):
        office.slack.users[f"UX{number}"] = User(f"UX{number}", f"x{number}", f"X {number}")
    assert await people.sync(office.world) > 450
    assert await person(office, "UX449") is not None


async def test_when_slack_asks_to_wait_everyone_is_loaded_all_the_same(office):
    office.sandbox.faults.add(Fault("users.list", "ratelimited", retry_after="0", times=2))
    assert await people.sync(office.world) >= len(office.slack.users)
