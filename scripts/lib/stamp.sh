# Doing work once: a stamp keeps the digest of what a step was made from. Sourced by bootstrap.sh.

# digest: print the SHA-256 of standard input.
digest() {
  if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c 1-64
}

# is_fresh NAME DIGEST: whether the step was last done from exactly this.
is_fresh() {
  [ -f "var/stamps/$1" ] && [ "$(cat "var/stamps/$1")" = "$2" ]
}

# stamp NAME DIGEST: remember that the step was done from this.
stamp() {
  printf '%s\n' "$2" >"var/stamps/$1"
}
