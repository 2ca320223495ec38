"""The bot's custom actions: read the turn, call a service of ``crm``, say the result."""
