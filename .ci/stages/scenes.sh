# The whole job on real scenes, and what outside programs say about the result.

run_demo() {
  npm run demo
  # the demo says where it wrote; the scene itself is checked by the stages below on a fresh copy
}

# make_scene <input> <out> <workers> [exit code that is right]: one run; a scene with lost objects ends in 2.
make_scene() {
  local input="$1" out="$2" workers="$3" right="${4:-0}" status=0
  rm -rf "$out" && mkdir -p "$(dirname "$out")"
  node "$CLI" run "$input" --out "$out" --workers "$workers" --json >"$out.json" || status=$?
  if [ "$status" -ne "$right" ]; then
    echo "simwright run $(basename "$input") ended with $status, expected $right"
    node -e 'const r=JSON.parse(require("fs").readFileSync(0));console.log(JSON.stringify({status:r.status,steps:r.steps,failures:r.failures,error:r.error},null,1))' <"$out.json" || true
    return 1
  fi
}

sample_scene() {
  [ -d "$WORK/sample/in" ] || node "$CLI" sample "$WORK/sample/in" >&2
}

# validate <scene folder>: usd-core opens the stage and every asset. A missing validator is a failure.
validate() {
  local python; python="$(python_for usd-core)"
  "$python" test/validators/usd_core.py "$1"
}

validate_sample() {
  sample_scene
  make_scene "$WORK/sample/in" "$WORK/sample/one" 1
  validate "$WORK/sample/one"
}

# Outputs are the same bytes for any number of workers and for every run, but for measured times (reports, journal).
same_bytes() {
  sample_scene
  alike "$WORK/sample/in" "$WORK/sample"
  if [ -n "$DATA" ]; then
    alike "$(living_room)" "$WORK/room"
    collect_assets
    alike "$WORK/assets/in" "$WORK/assets"
  fi
}

# alike <input> <folder>: runs with one worker, with four, and with four again.
alike() {
  local input="$1" into="$2" run
  for run in one:1 four:4 again:4; do
    [ -d "$into/${run%:*}" ] || make_scene "$input" "$into/${run%:*}" "${run#*:}"
  done
  node .ci/tree_digest.mjs "$into/one" "$into/four" "$into/again"
}

living_room() { echo "$DATA/dev/scene_drake_living_room.json"; }
bookstore() { echo "$DATA/dev/aws_bookstore/scene.json"; }

# Every reader once: GLB of a generator, furniture, Draco, STL, OBJ with a texture. --full takes all 34.
collect_assets() {
  local into="$WORK/assets/in" name
  rm -rf "$into" && mkdir -p "$into"
  if [ "$FULL" = 1 ]; then
    find "$DATA/dev" -maxdepth 1 -type f \( -name '*.glb' -o -name '*.stl' -o -name '*.obj' \) -exec cp {} "$into" \;
    for name in "$DATA"/dev/ycb_*; do cp -r "$name" "$into"; done
  else
    for name in scenesmith_coffee_mug.glb embodiedgen_basket.glb polyhaven_sofa_03.glb playcanvas_chess_board.glb objectsim_teapot.stl; do
      cp "$DATA/dev/$name" "$into"
    done
    cp -r "$DATA/dev/ycb_025_mug" "$into"
  fi
}

run_assets() {
  if [ ! -d "$WORK/assets/one" ]; then
    collect_assets
    make_scene "$WORK/assets/in" "$WORK/assets/one" 2
  fi
  validate "$WORK/assets/one"
}

run_dev_scenes() {
  [ -d "$WORK/room/one" ] || make_scene "$(living_room)" "$WORK/room/one" 2
  validate "$WORK/room/one"
  make_scene "$(bookstore)" "$WORK/bookstore" 2
  validate "$WORK/bookstore"
}

bench_smoke() {
  local python; python="$(python_for trimesh)"
  local data=(); [ -z "$DATA" ] || data=(--data "$DATA")
  node "$CLI" bench --quick --python "$python" --out "$WORK/bench" "${data[@]}"
  local suites=("$WORK"/bench/*.csv)
  [ -f "${suites[0]}" ]
  # a peer that should be there and gave no number is a failure
  if grep -aE 'skipped: no Python' "$WORK/bench.log"; then return 1; fi
}

# A consumer's view: prebuild, pack, install the tarball elsewhere with scripts off, use it. In a copy of the tree, because
# node-gyp empties build/ before it hands over to CMake.
consumer() {
  local into="$WORK/consumer"
  rm -rf "$into" && mkdir -p "$into/app"
  git checkout-index --all --prefix="$into/tree/"
  rm "$into/tree/biome.json" # or biome would take the copy for a project of its own
  ln -s "$PWD/node_modules" "$into/tree/node_modules"
  cp -r dist "$into/tree/dist"
  (cd "$into/tree" && npm run prebuilds && npm pack --ignore-scripts --pack-destination "$into/app")
  cd "$into/app"
  printf '{"name":"consumer","private":true,"type":"module"}' >package.json
  npm install --ignore-scripts --no-audit --no-fund --loglevel=error ./simwright-*.tgz
  cat >use.mjs <<'JS'
import { inspect } from 'simwright';
const positions = new Float64Array([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
const result = await inspect({ positions, indices: new Uint32Array([0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3]) });
if (result.closedness !== 'closed' || Math.abs(result.volume_m3 - 1 / 6) > 1e-12) throw new Error(JSON.stringify(result));
console.log('the installed package works: volume', result.volume_m3);
JS
  node use.mjs
  npx --no-install simwright --version
  npx --no-install simwright sample scene
  npx --no-install simwright run scene --out out --workers 2
}
