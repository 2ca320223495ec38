# One step of a longer way, with progress. Sourced by bootstrap.sh.
#
# On a terminal a line is redrawn each second: spinner, step, time, the log's last words. Elsewhere
# one plain line opens a step and one closes it. The whole output is in var/log/NAME.log.

step_number=0
step_total=0
step_child=
step_hint= # what to do when the step fails

# step NAME "title" COMMAND...: run one step; on failure show the end of its log and leave.
step() {
  step_name=$1
  step_title=$2
  shift 2
  step_number=$((step_number + 1))
  step_log=var/log/$step_name.log
  step_began=$(date +%s)
  if [ ! -t 1 ]; then echo "[$step_number/$step_total] $step_title ..."; fi
  "$@" >"$step_log" 2>&1 </dev/null &
  step_child=$!
  if [ -t 1 ]; then show_progress; fi
  if wait "$step_child"; then step_status=0; else step_status=$?; fi
  step_child=
  if [ "$step_status" -ne 0 ]; then fail_step; fi
  done_line "done in $(elapsed)"
}

# step_unchanged "title": count a step that has nothing to do.
step_unchanged() {
  step_number=$((step_number + 1))
  step_title=$1
  done_line "nothing to do"
}

show_progress() {
  while kill -0 "$step_child" 2>/dev/null; do
    for mark in '|' '/' '-' '\'; do
      kill -0 "$step_child" 2>/dev/null || break
      last=$(tail -c 400 "$step_log" | tr '\r' '\n' | tr -d '\033' | grep . | tail -n 1 | cut -c 1-70)
      printf '\r\033[K%s [%s/%s] %s  %s  \033[2m%s\033[0m' \
        "$mark" "$step_number" "$step_total" "$step_title" "$(elapsed)" "$last"
      sleep 0.25 2>/dev/null || sleep 1
    done
  done
  printf '\r\033[K'
}

elapsed() {
  seconds=$(($(date +%s) - step_began))
  printf '%d:%02d' $((seconds / 60)) $((seconds % 60))
}

done_line() {
  printf '[%s/%s] %s: %s\n' "$step_number" "$step_total" "$step_title" "$1"
}

fail_step() {
  printf '[%s/%s] %s: FAILED after %s\n\n' "$step_number" "$step_total" "$step_title" "$(elapsed)" >&2
  tail -n 30 "$step_log" >&2
  printf '\nThe whole log: %s\n' "$step_log" >&2
  if [ -n "$step_hint" ]; then printf '%s\n' "$step_hint" >&2; fi
  exit 1
}

# A background command of a script ignores Ctrl-C, so that it has to be ended by hand, and what it
# has started before it.
stop_step() {
  trap '' INT TERM HUP
  if [ -n "$step_child" ]; then end_tree "$step_child"; fi
  printf '\nStopped. The same command goes on where it was.\n' >&2
  exit 130
}

end_tree() {
  for child in $(cat "/proc/$1/task/$1/children" 2>/dev/null || pgrep -P "$1"); do
    end_tree "$child"
  done
  kill "$1" 2>/dev/null || true
}
trap stop_step INT TERM HUP
