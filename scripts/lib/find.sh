# Finding what the machine has: uv, the two Pythons, Node. Sourced by bootstrap.sh.
#
# A command on the PATH is no proof that it works (a pyenv shim may point at a version that is not
# chosen here), so each candidate is run before it is believed.

runs() {
  "$@" >/dev/null 2>&1
}

# find_uv: put a working uv on the PATH, getting one when there is none.
find_uv() {
  if runs uv --version; then return 0; fi
  for candidate in "${HOME:-}/.local/bin/uv" "${HOME:-}/.cargo/bin/uv" var/tools/uv/bin/uv var/tools/venv/bin/uv; do
    if runs "$candidate" --version; then
      link_tool uv "$candidate"
      return 0
    fi
  done
  return 1
}

# get_uv: install uv below var/tools with whatever Python is there.
get_uv() {
  for python in python3 python3.13 python3.12 python3.11 python3.10 python; do
    runs "$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' || continue
    if runs "$python" -m pip --version; then
      echo "installing uv with $python -m pip"
      "$python" -m pip install --quiet --upgrade --target var/tools/uv uv && find_uv && return 0
    fi
    if runs "$python" -m venv --clear var/tools/venv; then
      echo "installing uv into a virtual environment of $python"
      var/tools/venv/bin/python -m pip install --quiet uv && find_uv && return 0
    fi
  done
  return 1
}

# find_python 3.X: print a Python of exactly that version, or fail.
find_python() {
  for candidate in "python$1" "${PYENV_ROOT:-${HOME:-}/.pyenv}"/versions/"$1"*/bin/python; do
    if is_python "$1" "$candidate"; then
      command -v "$candidate"
      return 0
    fi
  done
  candidate=$(uv python find --no-project "$1" 2>/dev/null) || return 1
  is_python "$1" "$candidate" && printf '%s\n' "$candidate"
}

# is_python 3.X COMMAND: whether the command runs and is that version.
is_python() {
  runs "$2" -c "import ssl, sqlite3, sys; sys.exit('%d.%d' % sys.version_info[:2] != '$1')"
}

# find_node: put a Node 20 or newer with npm on the PATH; fail when there is none.
find_node() {
  runs node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' && runs npm --version
}

# link_tool NAME TARGET: make a command found elsewhere the first on the PATH.
link_tool() {
  mkdir -p var/tools/bin
  case $2 in
    /*) ln -sf "$2" "var/tools/bin/$1" ;;
    *) ln -sf "$PWD/$2" "var/tools/bin/$1" ;;
  esac
}
