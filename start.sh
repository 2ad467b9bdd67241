#!/usr/bin/env bash
# Starts polytape on this machine: builds it if needed, starts the engines that are not configured
# elsewhere and every worker, waits until all are healthy, and says where to look.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/settings.sh
. "$home/scripts/settings.sh"

usage() {
  cat <<'TEXT'
Usage: ./start.sh [--demo] [--foreground]
       ./start.sh --status

  --demo        against a simulated Polymarket: needs no network and no configuration
  --foreground  stay in the foreground; Ctrl-C stops everything
  --status      list the processes; exit code 0 all up, 1 something is missing, 3 not running
  --help        this text

Settings are environment variables or lines of .env; 'bin/polytape config' shows them all.
START_TIMEOUT (seconds, default 180) bounds the wait; POLYTAPE_SUPERVISOR=up does without an
installed supervisord. ./stop.sh stops everything.
TEXT
}

demo=no foreground=no status=no
for argument in "$@"; do
  case "$argument" in
    --demo) demo=yes ;;
    --foreground) foreground=yes ;;
    --status) status=yes ;;
    -h | --help) usage && exit 0 ;;
    *)
      echo "start.sh: unknown option '$argument'; './start.sh --help' shows what there is." >&2
      exit 2
      ;;
  esac
done
polytape_settings "$home" "$@"
polytape_folders "$home"

if [ "$status" = yes ]; then
  if ! polytape_running; then
    echo "polytape is not running."
    exit 3
  fi
  if polytape_supervised; then
    supervisorctl -c "$(polytape_supervisor_conf "$home")" status || true
  fi
  exec "$home/bin/polytape" status
fi

if polytape_running; then
  echo "polytape is already running; './start.sh --status' shows it, ./stop.sh stops it."
  exit 0
fi

java_home=$("$home/scripts/java-home") || exit 1
"$home/scripts/build-if-needed"

# What a supervisor that was killed left behind.
if compgen -G "$RUN_DIR/*.pid" >/dev/null; then
  "$home/bin/polytape" down | grep -v '^Nothing' || true
fi

# Every fault in the settings, and every port that is taken, before anything starts.
"$home/bin/polytape" up --dry-run >/dev/null || exit $?

mkdir -p "$RUN_DIR" "$LOG_DIR"
if [ -z "${CLICKHOUSE_HOST:-}" ]; then
  "$home/bin/polytape" embedded-clickhouse --fetch || exit $?
fi

if [ "$foreground" = yes ]; then
  exec "$home/bin/polytape" up
fi

if [ "${POLYTAPE_SUPERVISOR:-}" != up ] && command -v supervisord >/dev/null &&
  command -v supervisorctl >/dev/null; then
  echo "Starting under supervisord ..."
  supervisord -c "$(polytape_supervisor_conf "$home")"
  said="$RUN_DIR/supervisord.log"
else
  echo "Starting ..."
  said="$LOG_DIR/up.out"
  session=()
  command -v setsid >/dev/null && session=(setsid)
  LOG_CONSOLE=false nohup ${session[@]+"${session[@]}"} "$home/bin/polytape" up \
    </dev/null >"$said" 2>&1 &
  up=$!
fi

fail() { # fail MESSAGE: what happened, and where to look
  echo "polytape did not come up: $1" >&2
  for log in "$said" "$LOG_DIR/up.log"; do
    if [ -s "$log" ]; then
      echo "--- last lines of $log" >&2
      tail -n 15 "$log" >&2
    fi
  done
  exit "${2:-1}"
}

seconds=${START_TIMEOUT:-180}
waiting="$RUN_DIR/waiting.txt"
"$home/bin/polytape" status --wait "${seconds}s" --quiet >"$waiting" 2>&1 &
waiter=$!
while kill -0 "$waiter" 2>/dev/null; do
  if [ -n "${up:-}" ] && ! kill -0 "$up" 2>/dev/null; then
    kill "$waiter" 2>/dev/null || true
    code=0
    wait "$up" || code=$?
    fail "its supervisor ended with code $code" "$code"
  fi
  sleep 0.2
done
if ! wait "$waiter"; then
  cat "$waiting" >&2
  fail "not everything was healthy within $seconds s; what runs goes on, ./stop.sh stops it"
fi
rm -f "$waiting"

page_host=${DASHBOARD_HOST:-127.0.0.1}
case "$page_host" in 0.0.0.0 | ::) page_host=127.0.0.1 ;; esac
clickhouse="http://${CLICKHOUSE_HOST:-127.0.0.1}:${CLICKHOUSE_PORT:-8123}/?database=${CLICKHOUSE_DATABASE:-polymarket}"
cat <<TEXT

polytape is running.
  Page    http://$page_host:${DASHBOARD_PORT:-8080}/
  Logs    $LOG_DIR
  Status  ./start.sh --status     Stop  ./stop.sh

Try:
  curl -s '$clickhouse' --data-binary \\
    "SELECT toStartOfMinute(timestamp) AS minute, count() AS trades, sum(usd_amount) AS usd FROM trades WHERE is_taker_leg GROUP BY minute ORDER BY minute DESC LIMIT 5 FORMAT PrettyCompact"
TEXT
