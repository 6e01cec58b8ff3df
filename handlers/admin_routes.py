"""The part of the table of contents that is for admins: what they press and send from the set-up page of Home."""

from __future__ import annotations

from collections.abc import Mapping

from bot.payloads import Click, Form
from bot.views import audit as audit_views
from bot.views import department_forms as department_views
from bot.views import ideas as idea_views
from bot.views import item_forms as item_views
from bot.views import key_forms as key_views
from bot.views import policy_digest_forms as digest_views
from bot.views import policy_forms as pulse_views
from bot.views import team_forms as team_views
from bot.views import value_forms as value_views
from handlers import (
    audit_list,
    department_forms,
    ideas,
    item_forms,
    key_forms,
    policy_forms,
    team_forms,
    value_forms,
)
from handlers.listening import Listener

CLICKS: Mapping[str, Listener[Click]] = {
    team_views.ADD: team_forms.on_add,
    team_views.EDIT: team_forms.on_edit,
    team_views.REMOVE: team_forms.on_remove,
    department_views.ADD: department_forms.on_add,
    department_views.EDIT: department_forms.on_edit,
    department_views.REMOVE: department_forms.on_remove,
    pulse_views.OPEN: policy_forms.on_pulse,
    digest_views.OPEN: policy_forms.on_digest,
    value_views.OPEN: value_forms.on_open,
    item_views.OPEN: item_forms.on_open,
    item_views.ON: item_forms.on_switch,
    item_views.OFF: item_forms.on_switch,
    item_views.ADD: item_forms.on_add,
    key_views.OPEN: key_forms.on_open,
    key_views.ADD: key_forms.on_add,
    key_views.REVOKE: key_forms.on_revoke,
    idea_views.OPEN: ideas.on_open,
    audit_views.OPEN: audit_list.on_open,
}
FORMS: Mapping[str, Listener[Form]] = {
    team_views.FORM: team_forms.on_form,
    team_views.KEEP: team_forms.on_keep,
    team_views.REMOVE_FORM: team_forms.on_remove_form,
    department_views.FORM: department_forms.on_form,
    department_views.KEEP: department_forms.on_keep,
    department_views.REMOVE_FORM: department_forms.on_remove_form,
    pulse_views.FORM: policy_forms.on_pulse_form,
    pulse_views.KEEP: policy_forms.on_pulse_keep,
    digest_views.FORM: policy_forms.on_digest_form,
    digest_views.KEEP: policy_forms.on_digest_keep,
    value_views.FORM: value_forms.on_form,
    item_views.FORM: item_forms.on_form,
    key_views.FORM: key_forms.on_form,
    idea_views.FORM: ideas.on_form,
}
