#!/usr/bin/env bash
# The whole bench on a bare Linux x86-64 machine that has a GPU driver and nothing else.
#
#   bench/on-a-gpu.sh FILE.tar.gz          packs Deno, one bundle and a Vulkan loader (needs Node and `npm install` here)
#   bench/on-a-gpu.sh USER@HOST [FOLDER]   packs, copies by ssh, runs, and fetches the results into FOLDER
#                                          (default: bench/results)
#
# On the other machine, without ssh:  tar xzf FILE.tar.gz && alienist-bench/run.sh OUT [what `alienist bench` takes]
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"
usage() { sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2; }
[ $# -ge 1 ] || usage
case "$1" in
  -h | --help) usage ;;
  *.tar.gz) node "$root/scripts/pack-bench.mjs" "$1" ;;
  *)
    host="$1" results="${2:-$root/bench/results}"
    archive="$(mktemp -d)/alienist-bench.tar.gz"
    node "$root/scripts/pack-bench.mjs" "$archive"
    ssh "$host" 'rm -rf alienist-bench && tar xzf -' < "$archive"
    ssh "$host" 'alienist-bench/run.sh alienist-bench/out'
    mkdir -p "$results"
    ssh "$host" 'tar cf - -C alienist-bench/out .' | tar xf - -C "$results"
    rm -r "$(dirname "$archive")"
    ;;
esac
