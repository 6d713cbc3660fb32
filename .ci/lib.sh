# Stages, counting and the last line. Sourced by run.

PASSED=0; FAILED=0; LAST=''
TEST_PASSED=0; TEST_FAILED=0
SUMMARY=()

# Keeps addresses, the home folder and the host's name out of what is printed.
redact() {
  sed -u -E -e 's#[a-zA-Z][a-zA-Z+.-]*://[^[:space:]"'"'"'<>)]+#<url>#g' \
    -e "s#${HOME:-/nonexistent}#~#g" -e "s#$(hostname 2>/dev/null || echo -)#<host>#g"
}

wanted() { [ -z "$ONLY" ] || [[ ",$ONLY," == *",$1,"* ]]; }

# stage <name> <what it shows> <function> [arguments]: runs it in a subshell with its output in build/ci/<name>.log.
stage() {
  local name="$1" title="$2"; shift 2
  if ! wanted "$name"; then LAST=skipped; return; fi
  local log="$WORK/$name.log" started=$SECONDS status
  printf '== %s: %s\n' "$name" "$title"
  ( set -eu -o pipefail; "$@" ) </dev/null >"$log" 2>&1
  status=$?
  local took=$((SECONDS - started))
  grep -a '^skipped: ' "$log" | redact
  while IFS= read -r line; do SUMMARY+=("skipped  $name: ${line#skipped: }"); done < <(grep -a '^skipped: ' "$log" | redact)
  local counts=''
  if [ -f "$WORK/$name.counts" ]; then
    local p=0 f=0; read -r p f <"$WORK/$name.counts"
    TEST_PASSED=$((TEST_PASSED + p)); TEST_FAILED=$((TEST_FAILED + f)); counts=", $p passed, $f failed inside"
  fi
  if [ $status -eq 0 ]; then
    PASSED=$((PASSED + 1)); LAST=passed
  else
    FAILED=$((FAILED + 1)); LAST=failed
    echo "-- last lines of build/ci/$name.log (exit $status)"
    tail -n 60 "$log" | redact | sed 's/^/   /'
  fi
  printf '   %s in %d s%s\n' "$LAST" "$took" "$counts"
  SUMMARY+=("$(printf '%-8s %s (%d s%s)' "$LAST" "$name" "$took" "$counts")")
}

# skip <what> <why>: said, never counted as passed.
skip() { printf 'skipped: %s (%s)\n' "$1" "$2"; SUMMARY+=("skipped  $1 ($2)"); }

# Inside a stage: a part that does not apply here. Printed and listed by stage().
note_skip() { printf 'skipped: %s\n' "$1"; }

# Inside a stage: how many single checks passed and failed.
count() { echo "$2 $3" >"$WORK/$1.counts"; }

finish() {
  printf '\n== summary after %d s\n' "$SECONDS"
  printf '   %s\n' "${SUMMARY[@]}"
  printf '   stages: %d passed, %d failed; checks inside them: %d passed, %d failed\n' \
    "$PASSED" "$FAILED" "$TEST_PASSED" "$TEST_FAILED"
  printf '%d passed, %d failed\n' $((PASSED + TEST_PASSED)) $((FAILED + TEST_FAILED))
  [ $((FAILED + TEST_FAILED)) -eq 0 ] && exit 0 || exit 1
}

# A Python with the packages of .ci/requirements/<tool>.txt, made once per content of that file. Prints its path.
python_for() {
  local tool="$1" wanted env
  wanted="$(sha256sum ".ci/requirements/$tool.txt" | cut -c1-16)"
  env="$CACHE/venvs/$tool-$wanted"
  if [ ! -f "$env/.complete" ]; then
    rm -rf "$env"
    python3 -m venv "$env" >&2
    "$env/bin/python" -m pip install --quiet --disable-pip-version-check -r ".ci/requirements/$tool.txt" >&2
    touch "$env/.complete"
  fi
  echo "$env/bin/python"
}
