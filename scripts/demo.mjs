/**
 * `npm run demo`: writes the sample scene to demo/scene, runs the main job on it through the command line, and says where
 * everything is. Needs what `npm ci` installs and nothing else.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = path.join(root, 'dist', 'cli', 'main.js');
const scene = path.join(root, 'demo', 'scene');
// shown as the person would type it
const shown = path.relative(process.cwd(), scene) || '.';

function step(text) {
  process.stdout.write(`\n== ${text}\n`);
}

/** Runs a script of package.json; its output is shown. */
function npm(script) {
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  execFileSync(command, ['run', '--silent', script], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
}

/** Runs the command line; gives its exit code. */
function simwright(...args) {
  const { status, error } = spawnSync(process.execPath, [cli, ...args], { stdio: 'inherit' });
  if (error) throw error;
  return status ?? 70;
}

const hasAddon = ['build/Release', 'prebuilds'].some((dir) => existsSync(path.join(root, dir)));
if (!hasAddon) {
  step('Building the native core (once)');
  npm('native');
}
if (!existsSync(cli)) {
  step('Compiling TypeScript (once)');
  npm('build');
}

step('Writing a reconstruction-like scene: 24 objects in a room, with the defects of real reconstructions');
let code = simwright('sample', shown);
if (code === 0) {
  step('Running the main job: reconstruction -> manifest -> simulation-ready assets -> USD scene');
  code = simwright('run', shown);
}
if (code !== 0 && code !== 2) process.exit(code);

const size = (dir) =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
const megabytes = (dir) => `${(size(path.join(scene, dir)) / 1e6).toFixed(1)} MB`;
const rows = [
  ['reports/report.html', 'open in a browser: a picture, the numbers and the warnings of every asset'],
  ['usd/scene.usda', 'open in usdview, Isaac Sim or another OpenUSD tool: File > Open'],
  ['assets/', `one folder per asset: GLB, SimReady USD, record (${megabytes('assets')})`],
  ['regen3d/', `the input that was read (${megabytes('regen3d')}); sample_truth.json says what is wrong with it`],
].filter(([name]) => existsSync(path.join(scene, name)));
step('Where to look');
for (const [name, text] of rows) process.stdout.write(`  ${path.join(shown, name).padEnd(34)} ${text}\n`);
process.stdout.write(`
Next, with a scene of your own:
  npx simwright run <regen3d folder | scene.json | scene.glb | folder of meshes>
  npx simwright mesh inspect <file>      docs/inputs.md says what each input looks like
`);
process.exit(code);
