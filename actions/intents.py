"""Which action answers which intent, as the engine's rules have it.

Topics that take a turn up later than it was said (a second request, an offer, the answer to "Did
you mean …?") need the rule without the engine.
"""

from __future__ import annotations

from collections.abc import Mapping

ACTIONS: Mapping[str, str] = {
    "place_order": "action_place_order",
    "cancel_order": "action_cancel_order",
    "change_order": "action_change_order",
    "track_order": "action_track_order",
    "delivery_options": "action_delivery_options",
    "delivery_period": "action_delivery_period",
    "change_shipping_address": "action_change_address",
    "set_up_shipping_address": "action_change_address",
    "check_payment_methods": "action_payment_methods",
    "payment_issue": "action_payment_issue",
    "check_invoice": "action_invoice",
    "get_invoice": "action_invoice",
    "check_cancellation_fee": "action_cancellation_fee",
    "check_refund_policy": "action_refund_policy",
    "get_refund": "action_request_refund",
    "track_refund": "action_track_refund",
    "create_account": "action_account_help",
    "edit_account": "action_account_help",
    "switch_account": "action_account_help",
    "recover_password": "action_account_help",
    "registration_problems": "action_account_help",
    "delete_account": "action_delete_account",
    "newsletter_subscription": "action_subscribe_newsletter",
    "unsubscribe": "action_unsubscribe",
    "contact_customer_service": "action_contact",
    "contact_human_agent": "action_hand_over",
    "complaint": "action_complaint",
    "review": "action_review",
    "return_item": "action_return_item",
    "exchange_item": "action_exchange_item",
    "report_damaged_item": "action_report_damaged",
    "report_missing_item": "action_report_missing",
    "check_stock": "action_check_stock",
    "product_info": "action_product_info",
    "recommend_product": "action_recommend",
    "ask_discount": "action_discount",
    "loyalty_status": "action_loyalty_status",
    "cancel_membership": "action_cancel_membership",
    "export_my_data": "action_export_data",
    "praise": "action_praise",
    "greet": "action_greet",
    "goodbye": "action_goodbye",
    "thank": "action_thank",
    "affirm": "action_continue",
    "deny": "action_continue",
    "stop": "action_continue",
    "inform": "action_continue",
    "help": "action_help",
    "bot_challenge": "action_bot_challenge",
    "ask_policy": "action_answer",
    "out_of_scope": "action_out_of_scope",
    "nlu_fallback": "action_fallback",
}
"""Action by intent; a test keeps it equal to ``bot/dialogue/rules.yml``."""
