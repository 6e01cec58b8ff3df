"""The sentences for everything that can be refused or go wrong: what is the matter, and what to do instead."""

from __future__ import annotations

from bot.errors import Refused
from bot.views.language import texts
from bot.views.words_operating import OPERATING

REFUSALS = {
    # pulses, to admins
    "pulse_open_already": "The pulse of week {week} is already open. It closes {closes}.",
    "pulse_closed_already": "The pulse of week {week} has closed. The next one opens by itself on {opens}.",
    "pulse_key_gone": "The key of this pulse is gone, as when a backup was restored, so it cannot be counted. End it: heartline pulse close --discard",
    "pulse_none_open": "No pulse is open.",
    "pulse_weeks": "A pulse comes every week, every second week or every fourth: give 1, 2 or 4.",
    "pulse_no_teams": "There is nobody to ask yet. Add a team first: heartline teams add --name … --channel … --manager …",
    # items
    "item_unknown": "There is no such question. `heartline items list` names them all.",
    "item_last_of_need": "This is the last question of its group that is on. Switch another one on first.",
    "item_text_empty": "Write the question you want to ask.",
    "item_text_long": "Keep the question to {limit} characters, so that it can be read at a glance.",
    "item_taken": "You have a question with these words already.",
    # kudos
    "kudos_to_nobody": "Say who you want to thank, like this: /kudos @ada for what she did. Or type /kudos alone for a form.",
    "kudos_to_many": "Thank at most {limit} people at once, so that each of them knows it is meant for them.",
    "kudos_to_self": "Kudos are for someone else. Who made your work easier this week?",
    "kudos_to_whom": "It is not clear whether you thank one person or several. Put a comma between their names: /kudos @ada, @ben for what they did.",
    "kudos_people_first": "Say first who you want to thank, and then for what: /kudos @ada @ben for what they did.",
    "kudos_to_unknown": "This person is not known here yet. Try again in a minute.",
    "kudos_to_some_unknown": "One of these people is not known here yet. Try again in a minute, or leave them out.",
    "kudos_to_bot": "{name} is an app and cannot be thanked. Who was the person behind it?",
    "kudos_to_someone_gone": "{name} has left this workspace, so a kudos would not arrive.",
    "kudos_to_outsider": "{name} belongs to another organisation. Kudos stay inside this one: thank them in a message.",
    "kudos_to_everyone": "A kudos is for people you name, so that they know it is meant for them: /kudos @ada @ben for what they did.",
    "kudos_to_a_name": "Slack does not know who {name} is. Type @ and choose the person from the list that comes up, or type /kudos alone for a form.",
    "kudos_group_unread": "Slack does not say who is in {group}. Type /kudos alone, and choose the people you mean.",
    "kudos_group_empty": "There is nobody but you in {group} who can be thanked here. Name the people you mean: /kudos @ada @ben for what they did.",
    "kudos_group_large": "These are {n} people, and a kudos goes to {limit} at most. Name those you mean: /kudos @ada @ben for what they did.",
    "kudos_to_same": "You have thanked {names} today already, and one kudos a day from the same person says it. Save this one for tomorrow.",
    "kudos_to_some_same": "You have thanked {names} today already, and one kudos a day from the same person says it. Save this one for tomorrow, or leave them out.",
    "kudos_enough_today": "You have given {limit} kudos today, which is all there are for a day, so that each of them is read. Keep this one for tomorrow.",
    "kudos_tried_often": "You have given and taken back kudos many times today. Your next one can be given tomorrow.",
    "kudos_from_outside": "Kudos are for members of this workspace.",
    "kudos_without_reason": "Say what they did, so that they know what to do again: /kudos @ada for explaining the release.",
    "kudos_without_effect": "Say what it made possible, and for whom: that is what makes thanks worth reading.",
    "kudos_value_unknown": "There is no value called {name}. Choose one of the list.",
    "kudos_value_none": "There is no value called {name}. `heartline kudos values` lists them.",
    "kudos_value_taken": "There is a value {name} already.",
    "kudos_values_full": "There are {limit} values already, as many as fit. Remove one first: heartline kudos values --remove NAME",
    "kudos_need_unknown": "Choose one of the list.",
    "kudos_not_yours": "Only the person who was thanked can share a kudos.",
    "kudos_no_channel": "You are not in a team with a channel yet, so there is nowhere to share this. Ask your admin to add you.",
    "kudos_gone": "This kudos was taken back by its giver.",
    "kudos_public": "This was given where others could see it, so there is nothing to share.",
    "kudos_never_shared": "You chose never to share your kudos. To share this one, change that first: /kudos settings",
    "kudos_not_given": "Only the person who gave a kudos can change it or take it back.",
    "kudos_edit_late": "A kudos can be changed for {minutes} minutes. Now you can delete it, with /kudos mine, and give it anew.",
    "kudos_edit_people": "An edit cannot change who is thanked. Take this kudos back with /kudos mine, and give another one.",
    "kudos_edit_gone": "You took this kudos back, so to edit its message changes nothing. To thank them again, write a new one.",
    "kudos_team_not_led": "Only those who lead a team see how many of it were thanked. What you gave and got is in `/kudos mine`.",
    # feedback
    "feedback_without_customer": "Say which customer this is from. A first name or a company is enough.",
    "feedback_without_words": "Write what the customer said, in their words where you can.",
    "feedback_rating": "Choose how their expectation was met: 1 (far below) to 5 (far above). {given!r} is none of these.",
    "feedback_expectation": "{given!r} is not an expectation. Choose from commitment, cost, culture, care.",
    "feedback_in_future": "{given} has not come yet. Give the day on which the customer said it.",
    "feedback_date": "{given!r} is not a day. Write it as 2026-03-31.",
    "feedback_team": "There is no team called {given!r}. {known}",
    "feedback_need": "{given!r} is no need of a customer. Choose from competence, autonomy, recognition, with 1 (fed) or -1 (hurt).",
    "feedback_need_both": "This has both sides of one need. Keep the one that weighs more.",
    "feedback_link": "This is not a link that can be kept. It starts with https:// and has {limit} characters at most.",
    "feedback_praise_nobody": "This person cannot get a message from here: an app, or someone who has left. Choose someone else, or nobody.",
    "feedback_not_yours": "This is not there any more, or it is not yours to change. Whoever logged it can, and those who lead its team.",
    "feedback_deleted": "This was logged by the same form, and deleted since. To log it anew, open a new form: /feedback",
    "feedback_changed": "Somebody changed this since you opened it, so nothing was saved. Close it, open it again and change it there.",
    "praise_not_yours": "This praise is not there any more. It may have been changed or deleted by whoever logged it.",
    "praise_no_team": "You are not in a team yet, so there is no digest to show this in. Ask your admin to add you.",
    "feedback_from_outside": "Feedback is logged by members of this workspace.",
    # files of feedback
    "csv_encoding": "{path} is in no encoding that Heartline knows: UTF-8, UTF-16 or Western Windows (cp1252). Save it as “CSV UTF-8” and try again.",
    "csv_large": "{path} is larger than {limit} MiB. Cut it in two, each with the first line, and import both.",
    "csv_empty": "{path} is empty. The first line holds the columns: customer, said, rating, expectations, team, date, id.",
    "csv_first_line": "The first line of {path} could not be read: {why}. It should hold the names of the columns.",
    "csv_header": "{path} does not say which column is what. Missing: {missing}. Its columns are: {known}. Name the right ones like this: --map customer=Company",
    "csv_map": "{given!r} does not name a column. Write it like this: --map customer=Company",
    "csv_no_field": "There is nothing called {given!r} to read. Heartline reads {known}.",
    "csv_no_column": "There is no column called {given!r}. The columns are: {known}.",
    "csv_scale": "{given!r} is no scale that is read here. Choose from {known}.",
    "csv_dates": "{given!r} is no order of dates. Choose dmy (31/03/2026) or mdy (03/31/2026).",
    "csv_dates_unclear": "In {path} a date like {given} may be two different days. Say which number comes first: --dates dmy (the day) or --dates mdy (the month).",
    "csv_dates_mixed": "In {path} some dates begin with the day and others with the month. Say which is right with --dates dmy or --dates mdy; the others are left out.",
    "csv_row": "This line could not be read: {why}.",
    "csv_cell": "A value in this line is longer than {limit} KiB. Shorten it.",
    "csv_columns": "This line has {given} values; the first line names {wanted} columns. Check its commas and quotes.",
    "csv_rating": "{given!r} is no rating from {least} to {most}. Check the column and its scale.",
    "csv_need": "{given!r} is no need of a customer. Write competence, autonomy or recognition with + (fed) or - (hurt) behind it.",
    "csv_yes_or_no": "{given!r} is neither yes nor no. Write yes for an impression, or leave it empty.",
    "csv_date": "{given!r} is not a day. Write it as 2026-03-31.",
    "csv_date_unclear": "{given!r} may be two different days. Write it as 2026-03-31.",
    "csv_address": "This file does not lie at Slack, so it was not read. Drop the file itself here.",
    "csv_no_table": "I can read CSV files: an export of your help desk, or a table saved as CSV. Drop one here.",
    "csv_gone": "The file is not there any more. Drop it here once more.",
    "csv_scope": "I may not read files here. Ask your admin to allow files:read in the app's settings and to reinstall it.",
    "csv_hopeless": "I have tried for a day to read this file and could not, so I have stopped. Drop it here once more; if that does not help, tell your admin.",
    "csv_not_yours": "Only managers and admins import files. You can log what a customer said with /feedback.",
    "csv_twice": "{path} has several columns called {name}. Say which one is right with --map and a name like “{name} (2)” for the second.",
    "csv_long": "The value of “{column}” has {given} characters here, and {limit} are kept. Shorten it.",
    "csv_pipe": "{path} cannot be read twice, which an import needs. Save it as a file first, and import that.",
    "csv_rejects_unwritable": "Not all of the lines that were left out could be written to {path}; the others are listed above. Check the folder's permissions and its space.",
    "csv_under_way": "I am at work on this file already. I tell you here when it is done.",
    "csv_over": "This import is over. To begin anew, drop the file here once more.",
    # feedback that others send
    "ingest_denied": "The key, the signature or the timestamp is not right. Check how it is signed, and that the clock is right to five minutes.",
    "ingest_without_id": "Give each request an id of its own in the header Idempotency-Key: up to 128 letters, digits, dots, dashes and underscores.",
    "ingest_changed": "There was a request of this Idempotency-Key with another body. Give a new request a new id.",
    "ingest_often": "This key has sent as much as it may in a minute. Go on in {seconds} seconds.",
    "ingest_large": "The body is too large. Keep it under 256 KiB.",
    "ingest_slow": "The body did not come in time. Send it again.",
    "ingest_broken": "The body broke off. Send it again.",
    "ingest_type": "Send JSON, with Content-Type: application/json, and do not compress it.",
    "ingest_no_json": "The body is not JSON in UTF-8.",
    "ingest_unfit": "The body is not a piece of feedback yet. See what is wrong with which field.",
    "ingest_key_unknown": "There is no key {key} in use. `heartline feedback keys list` names them all.",
    # forms in general
    "admin_only": "Only an admin of this workspace can do that. Ask one of them.",
    "text_long": "Nothing was sent yet: keep this to {limit} characters.",
    # teams and departments
    "name_empty": "Give the {what} a name.",
    "name_long": "Keep the {what}'s name under {limit} characters.",
    "name_taken": "There is a {what} called {name} already. Choose another name, or remove that one first.",
    "team_unknown": "There is no team called {name}. {known}",
    "team_channel_unknown": "There is no channel {channel} that Heartline can see. If it is private, invite the bot there first: /invite @heartline",
    "team_channel_unseen": "Heartline cannot see this channel. If it is private, invite the bot there first: /invite @heartline. If it is archived, choose another one.",
    "team_person_out": "{name} takes no part in pulses: an app, a guest, or someone who has left. Choose someone else.",
    "team_no_manager": "Say who leads the team. They are asked too, but do not count in its scores.",
    "team_nothing": "Say what to change. `heartline teams change --help` lists what can be chosen.",
    "team_gone": "This team is not there any more. The list on Home tells which there are.",
    "team_changed": "Somebody changed this team since you opened it, so nothing was saved. Close this, and open it again.",
    "team_slow": "Slack did not tell in time who is there, so nothing was saved. Try again in a minute.",
    "channel_not_admin": "Only an admin of this workspace can allow that. Ask one of them.",
    "channel_not_shared": "No channel of this team is shared with another organisation, so there is nothing to allow.",
    "team_channel_taken": "The channel {channel} already belongs to the team {name}.",
    "team_empty": "There is nobody in {channel} who takes part in pulses. Whoever leads the team does not count, bots take no part, nor do guests unless an admin has chosen so.",
    "team_two_sources": "A team has the people of a user group, or those of a list. Give one of the two, not both.",
    "team_group_unknown": "There is no user group {group}. Give its handle, like @support-team.",
    "team_group_gone": "Slack has no such user group any more. Choose another one.",
    "team_group_scope": "Heartline may not read user groups. Allow usergroups:read in the app's settings and reinstall it, or list the people.",
    "team_follows": "The people of {name} are those of {source}: change them in Slack, and the team follows.",
    "team_nobody_given": "Say whom to add or remove, like this: heartline teams people Support --add @ada --remove @ben",
    "team_nobody_left": "Nobody who takes part would be left in {name}. To end the team: heartline teams remove {name}",
    "team_lead_stays": "Whoever leads {name} stays in it. To change who leads: heartline teams change",
    # people
    "person_email": "I cannot look up {name}, as I do not read e-mail addresses. Give a name as in Slack, like @ben, or a user id.",
    "person_unknown": "There is nobody called {name}. Give a name as in Slack, like @ben, or a user id.",
    "person_several": "Several people are called {name}. Choose one of {handles}.",
    "department_unknown": "There is no department called {name}. {known}",
    "department_gone": "This department is not there any more. The list on Home tells which there are.",
    "department_changed": "Somebody changed this department since you opened it, so nothing was saved. Close this, and open it again.",
    "department_empty": "Name at least one team.",
    # practices in random team order
    "start_text_empty": 'Say what the teams are to try: heartline starts add "Put five minutes for thanks into a meeting." --need recognition --every 2',
    "start_text_long": "Keep the practice to {limit} characters, so that it fits into a digest.",
    "start_need": "{given!r} is none of the needs. Choose autonomy, competence or recognition.",
    "start_apart": "Two turns are 2 or 4 weeks apart. Give one of these as --every.",
    "start_few_teams": "A random order tells something from {least} teams on, and there are {n} here. Add teams, or choose a larger department.",
    "start_under_way": "One of these teams is in another random order. Wait for its result, or stop it: heartline starts stop",
    "start_unknown": "There is no start {given}. `heartline starts list` names them all.",
    "start_over": "This one is over already. `heartline starts result` tells what was seen.",
    # policy
    "policy_items_per_need": "Each need is asked about with 1 question or 2. Choose one of these.",
    "policy_threshold": "Choose a threshold from {least} to {most}. Below {least} single answers could be told apart.",
    "policy_threshold_open": "A pulse is open, and people answer it trusting a threshold of {threshold}. Lower it once the pulse has closed.",
    "policy_opens_on": "A pulse opens on a Monday, a Tuesday or a Wednesday. Choose one of these.",
    "policy_days_open": "A pulse is open for {least} to {most} days. Choose one of these.",
    "policy_window": "A pulse is over by Friday. Opened on that day it can be open for {most} days at most: choose fewer days, or an earlier day.",
    "policy_digest_on": "Choose a weekday for the digest, or closing for when the pulse has closed.",
    "policy_digest_at": "Give the digest's hour as a time of day, such as 09:00 or 16:30.",
    "policy_digest_zone": "{given} is not a time zone that is known here. Give one by its name, such as Europe/Berlin or America/New_York.",
    "policy_emoji": "{given} is not the name of an emoji. Give it as Slack shows it when you point at the emoji, like raised_hands.",
    "policy_emoji_twice": "One reaction cannot do both: :{given}: would give kudos and log feedback. Choose another one for one of the two.",
    "policy_lead": "This is an app, or someone who is not in this workspace any more. Choose a person, or nobody.",
    "policy_changed": "Somebody changed this since you opened it, so nothing was saved. Close this, and open it again.",
    "policy_nothing": "Say what to change. `heartline policy set --help` lists what can be chosen.",
    "digest_not_yours": "These details are for the people of that team and whoever leads it. Ask one of them to show you.",
    "digest_none_for_you": "There is no digest for you yet. Your team's first one comes after its first pulse has closed. If you are in no team, ask your admin to add you.",
    "digest_from_outside": "Digests are for the people of this workspace who take part in pulses. Ask an admin if you should.",
    "digest_none_of_week": "There is no digest of week {week}. Weeks are written like 2026-W10.",
    "digest_unknown": "There is no digest of {name}. There are those of: {known}",
    "digest_none": "No pulse has been closed yet, so there is no digest. One comes after `heartline pulse close`.",
    # ideas and practices
    "idea_unknown": "There is no such idea. `heartline ideas list` names them all.",
    "idea_text_empty": "Write the words for this idea. To go back to those that come with Heartline: heartline ideas reset",
    "idea_text_long": "Keep an idea to {limit} characters, so that it can be read at a glance.",
    "ideas_not_admin": "The words of the ideas are chosen by the admins of this workspace. Tell one of them what you would say.",
    "ideas_changed": "Somebody changed these words since you opened them, so nothing was saved. Open them again: /pulse ideas",
    "practice_gone": "This idea cannot be taken up any more. The next digest brings another one.",
    "practice_not_lead": "What to try is decided by whoever leads here. If you like the idea, tell them.",
    "practice_not_lead_after": "Whoever leads here says what became of it. If you know, tell them.",
    "practice_group_unknown": "Nothing is called {name} here. There are: {known}",
    "practice_decided": "This was decided a moment ago. The digest says how it stands.",
    "practice_no_more": "These were all ideas for now. They come round again: none is shown twice within eight weeks.",
    "practice_no_team": "You are not in a team yet, so there is nothing to show. Ask your admin to add you.",
    # deliveries
    "delivery_unknown": "No message that has not arrived is called {key}. `heartline deliveries list` names them.",
    "delivery_which": "Name the messages to send again as `heartline deliveries list` does, or give --all.",
    **OPERATING,
}
UNEXPECTED = "Something went wrong on our side and nothing was saved. Try again; if it stays, give your admin this reference: {reference}"


def is_translated(refused: Refused) -> bool:
    """Whether it is one that people meet in the pulse, which is told in their own language."""
    return _key(refused) in texts("").sentences


def refusal(refused: Refused, locale: str = "") -> str:
    """The sentence for a refusal; where it is translated, in the language of that locale."""
    if is_translated(refused):
        return texts(locale)(_key(refused), **refused.values)
    return REFUSALS[refused.code].format(**refused.values)


def _key(refused: Refused) -> str:
    return f"refusals.{refused.code}"


def unexpected(reference: str) -> str:
    """The sentence for a fault of ours; the reference is in the log."""
    return UNEXPECTED.format(reference=reference)
