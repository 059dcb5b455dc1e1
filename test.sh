#!/bin/bash
# Builds everything once and runs every test. The last line is the sum: "N passed, N failed"; what was skipped stands above it.
# With CI=true a missing real tool is a failure; otherwise the tests that need it are skipped and say what they lack.
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

version=$(dotnet --version 2>/dev/null)
if ! [[ "$version" =~ ^([0-9]+)\. ]] || [ "${BASH_REMATCH[1]}" -lt 10 ]; then
  echo "test.sh: the .NET SDK 10 or newer is needed; $(command -v dotnet >/dev/null && echo "dotnet here finds none" || echo "there is no dotnet here") (https://dotnet.microsoft.com/download)" >&2
  echo "0 passed, 1 failed"
  exit 1
fi

results="$PWD/.build/test-results"
rm -rf "$results"
mkdir -p "$results"

if ! bash test/peers.sh; then
  echo "test.sh: the real tools could not be fetched" >&2
fi
locked=()
if [ "${CI:-}" = true ]; then
  locked=(--locked-mode)
fi
if ! dotnet restore Strata.slnx "${locked[@]}" || ! dotnet build Strata.slnx --no-restore -v quiet; then
  echo "0 passed, 1 failed"
  exit 1
fi

passed=0 failed=0 skipped=0
for project in test/*.Tests/*.csproj; do
  name=$(basename "$project" .csproj)
  dotnet test "$project" --no-build -v quiet --logger "trx;LogFileName=$name.trx" --results-directory "$results"
  status=$?
  counters=$(grep -o '<Counters [^>]*>' "$results/$name.trx" 2>/dev/null | head -n 1)
  count() { sed -nE "s/.* $1=\"([0-9]+)\".*/\1/p" <<<"$counters"; }
  if [ -z "$counters" ]; then
    echo "test.sh: $name ended without a result" >&2
    failed=$((failed + 1))
    continue
  fi
  p=$(count passed) f=$(count failed) t=$(count total) e=$(count executed)
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + t - e))
  if [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then
    echo "test.sh: $name ended with status $status" >&2
    failed=$((failed + 1))
  fi
done

if [ "$skipped" -gt 0 ]; then
  echo "$skipped skipped"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
