"""Accounts: how things are done there, deletion, and a copy of one's data."""

from __future__ import annotations

from typing import ClassVar

from actions.answers_in_talk import says_no, says_yes
from actions.reply import QuickReply, Reply, Say
from actions.stepping_up import step_up
from actions.topic import Topic
from actions.turn import Turn
from actions.wording import PERSON, YES_NO
from crm.account import check_deletion, pending_request, request_deletion, request_export
from crm.errors import Refused
from crm.policy import SHOP_POLICY
from crm.requester import requester_for
from crm.step_up import Purpose
from crm.store import Unit

EXPORT = QuickReply("Get a copy of my data", "I want a copy of my data")
TRACK = QuickReply("Track the order", "Where is my order?")


class AccountHelp(Topic):
    """Explains how accounts are opened, changed, switched and entered again.

    Nothing about a person is changed in the chat: whoever holds the phone would be enough.
    """

    name: ClassVar[str] = "action_account_help"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Explain what the intent asks for, in words for the signed-in and for visitors."""
        known = turn.customer is not None
        responses = {
            "create_account": "utter_account_exists" if known else "utter_account_create",
            "edit_account": "utter_account_edit" if known else "utter_account_edit_guest",
            "switch_account": "utter_account_switch",
            "recover_password": "utter_account_recover",
            "registration_problems": "utter_account_registration",
        }
        response = responses.get(turn.intent, "utter_account_help")
        return Reply((Say(response, quick_replies=(PERSON,)),), turn.dialogue.settled())


class DeleteAccount(Topic):
    """Asks people to delete an account, after explaining what goes with it."""

    name: ClassVar[str] = "action_delete_account"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Explain, ask, and open the ticket when the customer confirms and types a code."""
        requester = requester_for(unit, turn.conversation_id, turn.customer)
        settled = turn.dialogue.settled()
        if requester.customer_id is None:
            return Reply((Say("utter_delete_sign_in", quick_replies=(PERSON,)),), settled)
        pending = pending_request(unit, requester.customer_id, "delete_account")
        if pending is not None:
            say = Say("utter_delete_already", {"ticket": pending.number}, (PERSON,))
            return Reply((say,), settled)
        if turn.asked(self.name, "confirm") and says_no(turn):
            return Reply((Say("utter_delete_kept"),), settled)
        days = {"days": str(SHOP_POLICY.account_deletion_days)}
        confirmed = turn.asked(self.name, "confirm") and says_yes(turn)
        try:
            if confirmed or turn.asked(self.name, "code"):
                check_deletion(unit, requester)
                asked = step_up(unit, turn, self.name, requester, Purpose.DELETE_ACCOUNT)
                if asked is not None:
                    return asked
                done = request_deletion(unit, requester)
                values = {"ticket": done.ticket.number, **days}
                return Reply((Say("utter_delete_requested", values),), settled)
            check_deletion(unit, requester)
        except Refused as refusal:
            return Reply((_refused(refusal),), settled)
        say = Say("utter_delete_confirm", days, (*YES_NO, EXPORT))
        return Reply((say,), turn.dialogue.asks(self.name, "confirm"))


def _refused(refusal: Refused) -> Say:
    if refusal.code == "open_orders":
        return Say("utter_delete_open_orders", refusal.values, (TRACK, PERSON))
    return Say("utter_delete_open_returns", refusal.values, (PERSON,))


class ExportData(Topic):
    """Takes the request for a copy of one's data."""

    name: ClassVar[str] = "action_export_data"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Open the ticket once, for the signed-in customer only, after a one-time code."""
        requester = requester_for(unit, turn.conversation_id, turn.customer)
        if requester.customer_id is None:
            say = Say("utter_export_sign_in", quick_replies=(PERSON,))
            return Reply((say,), turn.dialogue.settled())
        hours = {"hours": str(SHOP_POLICY.data_export_hours)}
        pending = pending_request(unit, requester.customer_id, "export_data")
        if pending is not None:
            say = Say("utter_export_already", {"ticket": pending.number, **hours})
            return Reply((say,), turn.dialogue.settled())
        asked = step_up(unit, turn, self.name, requester, Purpose.EXPORT_DATA)
        if asked is not None:
            return asked
        done = request_export(unit, requester)
        say = Say("utter_export_requested", {"ticket": done.ticket.number, **hours})
        return Reply((say,), turn.dialogue.settled())
