"""What all tests of the service share."""

pytest_plugins = ["tests.fixtures_store", "tests.no_silent_skips"]
