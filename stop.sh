#!/usr/bin/env bash
# Stops polytape on this machine: ingesters first, then what they fed, the engines last.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/settings.sh
. "$home/scripts/settings.sh"
case "${1:-}" in
  '') ;;
  -h | --help)
    echo "Usage: ./stop.sh    stops everything; what is in the streams is stored first, or kept"
    exit 0
    ;;
  *)
    echo "stop.sh: unknown option '$1'; it has none." >&2
    exit 2
    ;;
esac
polytape_settings "$home"
polytape_folders "$home"

if polytape_supervised; then
  conf=$(polytape_supervisor_conf "$home")
  echo "Stopping ..."
  supervisorctl -c "$conf" stop websocket-ingester goldsky-ingester polymarket-ingester >/dev/null
  # Runs there because it needs the settings that the set was started with.
  supervisorctl -c "$conf" start drain >/dev/null || true
  for _ in $(seq 300); do
    supervisorctl -c "$conf" status drain | grep -q RUNNING || break
    sleep 0.2
  done
  supervisor=$(cat "$RUN_DIR/supervisord.pid")
  supervisorctl -c "$conf" shutdown >/dev/null
  # It closes its socket before it ends itself.
  for _ in $(seq 600); do
    kill -0 "$supervisor" 2>/dev/null || break
    sleep 0.2
  done
  if kill -0 "$supervisor" 2>/dev/null; then
    echo "supervisord (process $supervisor) still runs after two minutes." >&2
    exit 1
  fi
  echo "Stopped."
  exit 0
fi
if [ ! -d "$home/launcher/target/polytape/lib" ]; then
  echo "Nothing runs: polytape is not built."
  exit 0
fi
"$home/bin/polytape" down
