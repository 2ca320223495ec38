"""What all tests of the service share."""

pytest_plugins = ["tests.fixtures_store"]
