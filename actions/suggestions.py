"""What a customer may have meant, as buttons: each sends a text that is read as its intent."""

from __future__ import annotations

from actions.reply import QuickReply
from actions.turn import Turn
from actions.wording import PERSON

BUTTONS = {
    "place_order": QuickReply("Place an order", "I want to place an order"),
    "cancel_order": QuickReply("Cancel an order", "I want to cancel my order"),
    "change_order": QuickReply("Change an order", "I want to change my order"),
    "track_order": QuickReply("Track an order", "Where is my order?"),
    "delivery_options": QuickReply("Delivery options", "Which delivery options do you have?"),
    "delivery_period": QuickReply("Delivery time", "How long does delivery take?"),
    "change_shipping_address": QuickReply(
        "Change the address", "I want to change my delivery address"
    ),
    "set_up_shipping_address": QuickReply(
        "Set a delivery address", "I want to set up a delivery address"
    ),
    "check_payment_methods": QuickReply("Ways to pay", "Which payment methods do you accept?"),
    "payment_issue": QuickReply("A payment problem", "I have a problem with my payment"),
    "check_invoice": QuickReply("Look at an invoice", "I want to check my invoice"),
    "get_invoice": QuickReply("Get an invoice", "I need my invoice"),
    "check_cancellation_fee": QuickReply("Cancellation fee", "Is there a cancellation fee?"),
    "check_refund_policy": QuickReply("Refund rules", "What is your refund policy?"),
    "get_refund": QuickReply("Ask for a refund", "I want a refund"),
    "track_refund": QuickReply("Where a refund is", "Where is my refund?"),
    "create_account": QuickReply("Open an account", "I want to create an account"),
    "edit_account": QuickReply("Change my details", "I want to change my account details"),
    "switch_account": QuickReply("Switch accounts", "I want to switch to another account"),
    "recover_password": QuickReply("A new password", "I forgot my password"),
    "registration_problems": QuickReply("Trouble signing up", "I have a problem signing up"),
    "delete_account": QuickReply("Delete my account", "I want to delete my account"),
    "newsletter_subscription": QuickReply("The newsletter", "Tell me about your newsletter"),
    "unsubscribe": QuickReply("Stop the newsletter", "Unsubscribe me from the newsletter"),
    "contact_customer_service": QuickReply("Reach the team", "How can I contact you?"),
    "contact_human_agent": PERSON,
    "complaint": QuickReply("Make a complaint", "I want to make a complaint"),
    "review": QuickReply("Write a review", "I want to leave a review"),
    "return_item": QuickReply("Return an item", "I want to return an item"),
    "exchange_item": QuickReply("Exchange an item", "I want to exchange an item"),
    "report_damaged_item": QuickReply("Report damage", "My item arrived damaged"),
    "report_missing_item": QuickReply("Something is missing", "An item is missing from my order"),
    "check_stock": QuickReply("Check the stock", "I want to know whether a product is in stock"),
    "product_info": QuickReply("About a product", "Tell me more about a product"),
    "recommend_product": QuickReply("A recommendation", "What do you recommend?"),
    "ask_discount": QuickReply("Discounts", "Do you have a discount code?"),
    "loyalty_status": QuickReply("My points", "How many points do I have?"),
    "cancel_membership": QuickReply("End my membership", "I want to cancel my membership"),
    "export_my_data": QuickReply("A copy of my data", "I want a copy of my data"),
}
"""By intent; those without a button are never suggested."""

_MOST_WANTED = ("track_order", "return_item", "recommend_product", "contact_human_agent")
MENU = tuple(BUTTONS[intent] for intent in _MOST_WANTED)
"""What most customers come for."""


def likely(turn: Turn, count: int = 2) -> tuple[QuickReply, ...]:
    """Return the buttons of the likeliest intents of the reading; none without a ranking."""
    ranked = [BUTTONS[intent] for intent, _ in turn.ranking if intent in BUTTONS]
    return tuple(dict.fromkeys(ranked))[:count]
