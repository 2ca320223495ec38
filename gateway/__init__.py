"""The web service: customer sockets, desk, REST, identity, and the engines behind them."""
