# The C++ core by itself: unit tests plain and under sanitizers, lint, fuzzing.

configure() { cmake --preset "$1" -G Ninja -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >/dev/null; }

core_tests() {
  local preset="$1" name="$1" status=0
  [ "$preset" = dev ] && name=native
  configure "$preset"
  cmake --build "build/$preset" -j "$JOBS" --target core_tests
  export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1 TSAN_OPTIONS=halt_on_error=1
  "build/$preset/core_tests" 2>&1 | tee "$WORK/$name.txt" || status=$?
  # "[doctest] test cases:  9 |  9 passed | 0 failed | 0 skipped"
  local line; line="$(grep -a 'test cases:' "$WORK/$name.txt" | tail -n 1 || true)"
  local p f; p="$(grep -oE '[0-9]+ passed' <<<"$line" | cut -d' ' -f1 || true)"; f="$(grep -oE '[0-9]+ failed' <<<"$line" | cut -d' ' -f1 || true)"
  count "$name" "${p:-0}" "${f:-0}"
  [ "${p:-0}" -gt 0 ] || return 1
  return "$status"
}

lint_tidy() {
  configure asan
  git ls-files 'native/core/*.cpp' | xargs -r -n 1 -P "$JOBS" clang-tidy-19 -p build/asan --quiet
}

# Each target runs on a copy of its corpus, so that the checkout stays clean. Finds are kept in build/ci.
fuzz_one() {
  local target="$1" seconds="$2" verb="${1#fuzz_}" corpus
  corpus="$WORK/corpus/$verb"; mkdir -p "$corpus"
  local seeds=()
  [ -d "native/test/corpus/$verb" ] && seeds+=("native/test/corpus/$verb")
  local log="$WORK/$target.log"
  local options=(-max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$WORK/$target-")
  [ "$FULL" = 1 ] || options+=(-seed=1)
  if "build/fuzz/$target" "${options[@]}" "$corpus" "${seeds[@]}" >"$log" 2>&1; then
    echo "$target: $(grep -a 'number_of_executed_units' "$log" | grep -oE '[0-9]+') runs, nothing found"
  else
    echo "$target: FAILED"; tail -n 40 "$log"; return 1
  fi
}

fuzz_targets() {
  configure fuzz
  cmake --build build/fuzz -j "$JOBS"
  local targets=(build/fuzz/fuzz_*) found=()
  for target in "${targets[@]}"; do [ -x "$target" ] && [ -f "$target" ] && found+=("$(basename "$target")"); done
  [ ${#found[@]} -gt 0 ]
  export -f fuzz_one; export WORK FULL
  local status=0
  printf '%s\n' "${found[@]}" | xargs -P 2 -I{} bash -c "fuzz_one {} $FUZZ_SECONDS" | tee "$WORK/fuzz.txt" || status=$?
  count fuzz "$(grep -c 'nothing found' "$WORK/fuzz.txt" || true)" "$(grep -c ': FAILED' "$WORK/fuzz.txt" || true)"
  return $status
}
