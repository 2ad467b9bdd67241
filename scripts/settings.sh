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
    unset POLYMARKET_GAMMA_URL GOLDSKY_URL
    local venue="http://127.0.0.1:${SIMULATOR_PORT:-8090}"
    export POLYMARKET_GAMMA_URL="$venue" GOLDSKY_URL="$venue/subgraphs/orderbook-subgraph/0.0.1/gn"
    polytape_read "$home/scripts/demo.env"
  elif [ -f "$home/.env" ]; then
    polytape_read "$home/.env"
  fi
}
