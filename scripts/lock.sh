#!/bin/sh
# Resolve the requirements of both runtimes. `scripts/lock.sh --upgrade` takes newer versions too.
#
# The files hold names, versions and hashes only: whoever installs chooses the package index.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/var/tools/bin:$PATH"

compile() {
  uv pip compile --quiet --generate-hashes --no-header --no-annotate "$@"
}

compile pyproject.toml --extra dev --universal --python-version 3.11 -o requirements/service.txt "$@"
compile requirements/bench.in --universal --python-version 3.11 -o requirements/bench.txt "$@"
compile requirements/bench-compiled.in --universal --python-version 3.11 -o requirements/bench-compiled.txt "$@"
compile requirements/tools.in --universal --python-version 3.11 -o requirements/tools.txt "$@"
# Rasa's frozen libraries resolve for the machine at hand only.
compile bot/requirements.in --python-version 3.10 -o bot/requirements.txt "$@"
