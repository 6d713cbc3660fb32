# Tools, the package itself, its tests and its lint.

# Debian or Ubuntu packages for what is missing. Nothing is installed when everything is there.
install_tools() {
  node -e "const [a,b]=process.versions.node.split('.').map(Number); if (a<20||(a===20&&b<19)) { console.error('Node '+process.versions.node+' is older than 20.19'); process.exit(1) }"
  local packages=()
  need() { command -v "$1" >/dev/null || packages+=("$2"); }
  need clang++-19 clang-19; need clang-tidy-19 clang-tidy-19; need clang-format-19 clang-format-19
  need ninja ninja-build; need cmake cmake; need g++ g++; need make make; need objdump binutils; need git git
  [ -f /usr/include/doctest/doctest.h ] || packages+=(doctest-dev)
  compgen -G '/usr/lib/llvm-19/lib/clang/19/lib/linux/libclang_rt.fuzzer-*' >/dev/null || packages+=(libclang-rt-19-dev)
  python3 -c 'import venv, ensurepip' 2>/dev/null || packages+=(python3 python3-venv)
  if [ ${#packages[@]} -eq 0 ]; then echo 'nothing to install'; return; fi
  echo "installing ${packages[*]}"
  local root=()
  [ "$(id -u)" -eq 0 ] || root=(sudo -n)
  export DEBIAN_FRONTEND=noninteractive
  "${root[@]}" apt-get update -qq
  "${root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}"
}

build_package() {
  if [ -L node_modules ]; then echo 'node_modules is a link: npm ci would empty its target'; return 1; fi
  npm ci --no-audit --no-fund --loglevel=warn
  test -f build/Release/simwright.node && test -f dist/index.js
}

run_vitest() {
  local status=0
  npm test 2>&1 | tee "$WORK/vitest.txt" || status=$?
  # "      Tests  2 failed | 79 passed | 3 skipped (84)"
  local line; line="$(grep -aE '^ *Tests +' "$WORK/vitest.txt" | tail -n 1 || true)"
  local of; of() { grep -oE "[0-9]+ $1" <<<"$line" | cut -d' ' -f1 || true; }
  local p f s; p="$(of passed)"; f="$(of failed)"; s="$(of skipped)"
  count test "${p:-0}" "${f:-0}"
  [ -z "$s" ] || note_skip "$s tests of npm test (their reasons stand in their names: build/ci/test.log)"
  [ -n "$line" ] || return 1
  return "$status"
}

lint_typescript() {
  npx biome check --max-diagnostics=100 .
  npx tsc --noEmit
}

lint_format() {
  git ls-files 'native/*.cpp' 'native/*.h' | xargs -r clang-format-19 --dry-run -Werror
}

# One addon for every Node: its tests, and the pool's, under the other supported versions.
other_nodes() {
  local major home platform
  platform="$(node -p 'process.platform + "-" + process.arch')"
  for major in 22 24; do
    home="$CACHE/node-$major"
    if [ ! -x "$home/node_modules/node-$platform/bin/node" ]; then
      mkdir -p "$home" && echo '{"private":true}' >"$home/package.json"
      npm install --prefix "$home" --ignore-scripts --no-audit --no-fund --loglevel=error "node-$platform@$major"
    fi
    "$home/node_modules/node-$platform/bin/node" node_modules/vitest/vitest.mjs run test/addon test/pool
  done
}
