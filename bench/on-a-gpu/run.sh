#!/bin/sh
# Runs the whole bench with what lies beside this file: `run.sh OUT [options of alienist bench]`. Python's torch, where
# there is one with CUDA, runs the same shapes on the same card and adds its rows to the record.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
out="${1:-$here/out}"
[ $# -eq 0 ] || shift
mkdir -p "$out"
# A driver without a loader, or in a place where no loader looks, is common in containers.
ldconfig -p 2>/dev/null | grep -q 'libvulkan\.so\.1' || export LD_LIBRARY_PATH="$here/lib:${LD_LIBRARY_PATH:-}"
if [ -z "${VK_DRIVER_FILES:-}" ] && ! ls /etc/vulkan/icd.d/*.json /usr/share/vulkan/icd.d/*.json >/dev/null 2>&1; then
  for icd in /usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json /usr/local/share/vulkan/icd.d/*.json; do
    if [ -e "$icd" ]; then export VK_DRIVER_FILES="$icd"; break; fi
  done
fi
export NO_COLOR=1 ALIENIST_CACHE="${ALIENIST_CACHE:-$out/cache}"
cd "$here"
deno() { "$here/deno" run -A --no-check --node-modules-dir=manual "$here/cli.js" "$@"; }
deno doctor
status=0
deno bench --peers --output-path "$out/bench.json" "$@" || status=$?
if [ ! -e "$out/bench.json" ]; then
  echo "The bench left no record: torch is not run."
elif python3 -c 'import torch; assert torch.cuda.is_available()' 2>/dev/null; then
  python3 "$here/torch_rows.py" "$out/bench.json" || status=$?
else
  echo "No torch with CUDA here: its rows are left out."
fi
rm -rf "$out/cache"
exit $status
