#!/usr/bin/env bash
# How long a newcomer waits. Clones HEAD into an empty folder with an empty home, installs, starts, and prints the
# parts. Takes no packages from a cache. Fails when the whole takes 90 s or more.
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
userconfig=$(npm config get userconfig)
scratch=$(mktemp -d)
set -m
trap '[[ -z ${server:-} ]] || kill -- -"$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$scratch"' EXIT
mkdir "$scratch/home"
git clone -q "$source" "$scratch/trivet"
cd "$scratch/trivet"

echo "Node $(node --version), npm $(npm --version 2>/dev/null), $(nproc) cores, $(date -I)"
export HOME=$scratch/home NPM_CONFIG_USERCONFIG=$userconfig
SECONDS=0
npm install >"$scratch/install.log" 2>&1
echo "install: $SECONDS s"
installed=$SECONDS
PORT=0 DATA_DIR=$scratch/data npm start >"$scratch/start.log" 2>&1 &
server=$!
until grep -q 'Trivet is ready' "$scratch/start.log"; do
  kill -0 "$server" || { cat "$scratch/start.log"; exit 1; }
  sleep 0.1
done
echo "build and start: $((SECONDS - installed)) s, of which"
sed -nE 's/.*"msg":"(.*)".*/  \1/p; s/^Trivet is ready at [^(]*\((.*)\)/  \1/p' "$scratch/start.log"
echo "whole: $SECONDS s"
((SECONDS < 90))
