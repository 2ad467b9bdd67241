# Sourced, not run: takes settings from files into the environment. What is already set wins.

# polytape_read FILE: lines NAME=VALUE; blank lines and lines that begin with # are skipped.
polytape_read() {
  local line name value
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    case "$line" in '' | '#'*) continue ;; esac
    name=${line%%=*}
    value=${line#*=}
    name=${name#export }
    case "$name" in *[!A-Za-z0-9_]* | '' | [0-9]*)
      echo "$1: expected NAME=VALUE, was '$line'" >&2
      exit 2
      ;;
    esac
    case "$value" in
      \"*\") value=${value#\"} value=${value%\"} ;;
      \'*\') value=${value#\'} value=${value%\'} ;;
    esac
    if [ -z "${!name:-}" ]; then
      export "$name=$value"
    fi
  done <"$1"
}

# polytape_settings HOME ARGUMENTS...: those of the demo when it is asked for, else those of .env.
# A demo must not write into the engines of a real configuration, so it never reads that.
polytape_settings() {
  local home=$1 argument
  shift
  for argument in "$@"; do
    [ "$argument" = --demo ] && export POLYTAPE_DEMO=true
  done
  if [ "${POLYTAPE_DEMO:-}" = true ]; then
    local venue="127.0.0.1:${SIMULATOR_PORT:-8090}"
    export POLYMARKET_GAMMA_URL="http://$venue"
    export GOLDSKY_URL="http://$venue/subgraphs/orderbook-subgraph/0.0.1/gn"
    export POLYMARKET_WS_URL="ws://$venue/ws/market"
    export POLYMARKET_CLOB_URL="http://$venue" POLYMARKET_DATA_URL="http://$venue"
    polytape_read "$home/scripts/demo.env"
  elif [ -f "$home/.env" ]; then
    polytape_read "$home/.env"
  fi
}

# polytape_folders HOME: LOG_DIR and RUN_DIR as whole paths.
polytape_folders() {
  LOG_DIR=${LOG_DIR:-logs} RUN_DIR=${RUN_DIR:-run}
  case "$LOG_DIR" in /*) ;; *) LOG_DIR=$1/$LOG_DIR ;; esac
  case "$RUN_DIR" in /*) ;; *) RUN_DIR=$1/$RUN_DIR ;; esac
  export LOG_DIR RUN_DIR
}

# polytape_alive FILE WORD: does the process that FILE names live, and has it WORD in its command?
polytape_alive() {
  local pid rest
  [ -r "$1" ] || return 1
  read -r pid rest <"$1" || true
  case "$pid" in '' | *[!0-9]*) return 1 ;; esac
  # A zombie has ended; its parent has not looked yet.
  ps -p "$pid" -o stat= -o args= 2>/dev/null | grep -v '^Z' | grep -q -- "$2"
}

polytape_supervised() { polytape_alive "$RUN_DIR/supervisord.pid" supervisord; }

polytape_running() { polytape_supervised || polytape_alive "$RUN_DIR/up.pid" polytape.home=; }

# polytape_supervisor_conf HOME: the shipped file, or a copy of it for another RUN_DIR.
polytape_supervisor_conf() {
  if [ "$RUN_DIR" = "$1/run" ]; then
    echo "$1/supervisord.conf"
  else
    mkdir -p "$RUN_DIR"
    sed -e "s#%(here)s/run#$RUN_DIR#g" -e "s#%(here)s#$1#g" "$1/supervisord.conf" \
      >"$RUN_DIR/supervisord.conf"
    echo "$RUN_DIR/supervisord.conf"
  fi
}
