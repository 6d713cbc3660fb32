/** The report as one HTML page: what happened, what was lost, what is doubtful, and every asset. */
import { createHash } from 'node:crypto';
import { ERROR_CODES } from '../errors.js';
import { MOVABLE_ROLES } from '../scene/manifest.js';
import { Html, html } from './html.js';
import { assetSection } from './report_assets.js';
import type { ReportData, WarningGroup } from './report_data.js';
import { SCRIPT } from './report_script.js';
import { STYLE } from './report_style.js';
import type { RunFailure, RunResult } from './run_result.js';
import { count, plural, seconds, significant } from './units.js';

/** Most names that one line lists. */
const MOST_NAMES = 12;

const INPUTS: Record<string, string> = {
  regen3d: 'regen3d folder',
  '3d-re-gen': '3D-RE-GEN output',
  'gltf-scene': 'one glTF scene',
  'scene-file': 'scene file',
  'mesh-folder': 'folder of meshes',
};

export function reportPage(data: ReportData): string {
  const { run } = data;
  const script = new Html(`<script>${SCRIPT}</script>`);
  // nothing but this one script may run, whatever a name holds, and nothing may be fetched
  const digest = createHash('sha256').update(SCRIPT).digest('base64');
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${digest}'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${run.scene_id}: ${verdict(run).short}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#assets">Skip to the assets</a>
<main>
${head(data)}
${failureSection(run.failures)}
${gateSection(run)}
${warningSection(data.warnings)}
${assetSection(data.assets)}
</main>
<footer>Written by simwright. The numbers behind this page: <a href="run.json">run.json</a>.</footer>
${script}
</body>
</html>
`.text;
}

function verdict(run: RunResult): { short: string; long: string; mark: string } {
  const lost = run.failures.length;
  const gates = run.gates.failed;
  if (run.status === 'failed') {
    const step = run.steps.find(({ status }) => status === 'failed')?.step;
    return { short: 'failed', mark: '\u2715', long: `There is no usable scene: ${step ?? 'a step'} could not finish.` };
  }
  // a folder of meshes has no poses, and a run may end before usd
  const what = run.outputs.usd === null ? 'The assets are written, without a scene' : 'The scene is written';
  const n =
    run.outputs.usd === null
      ? plural(new Set(run.objects.map(({ asset }) => asset)).size, 'asset')
      : plural(run.objects.length, 'object');
  if (lost > 0 || gates > 0) {
    const parts = [lost > 0 && `${plural(lost, 'item')} lost`, gates > 0 && `${plural(gates, 'gate check')} failed`];
    return {
      short: 'done, with losses',
      mark: '!',
      long: `${what}, with losses: ${parts.filter(Boolean).join(', ')}.`,
    };
  }
  return { short: 'done', mark: '\u2713', long: `${what}: ${n}, none lost.` };
}

/** What the verdict does not say: whether physics has been tried. */
function proven({ gates }: RunResult): string {
  const n = gates.passed + gates.failed;
  return n === 0
    ? 'No gate has run: whether it stands still is not measured.'
    : `${count(gates.passed)} of ${plural(n, 'gate check')} passed.`;
}

function head(data: ReportData): Html {
  const { run, manifest } = data;
  const { long, mark } = verdict(run);
  return html`
<header>
  <div class="about">
    <p class="kind">simwright report</p>
    <h1>${run.scene_id}</h1>
    <p class="verdict ${run.status}"><span aria-hidden="true">${mark}</span> ${long} <small>${proven(run)}</small></p>
    <dl class="facts">${facts(data).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    ${outputs(run)}
  </div>
  ${scenePicture(data)}
</header>
${steps(run)}
${manifest === undefined && html`<p class="error">The manifest of this scene could not be read: facts about assets are missing.</p>`}`;
}

function facts({ run, manifest, assets }: ReportData): [string, string][] {
  const movable = run.objects.filter(({ role }) => MOVABLE_ROLES.has(role)).length;
  const unplaced = manifest?.placed === false;
  const triangles = assets.reduce(
    (sum, { manifest: m, objects }) => sum + (m?.triangles ?? 0) * Math.max(1, objects.length),
    0,
  );
  const mass = run.objects.reduce((sum, o) => sum + (MOVABLE_ROLES.has(o.role) ? (o.mass_kg ?? 0) : 0), 0);
  const out: [string, string][] = [
    [
      'Objects',
      unplaced
        ? 'none placed'
        : `${count(run.objects.length)} (${count(movable)} movable, ${count(run.objects.length - movable)} static)`,
    ],
    ['Assets', count(assets.length)],
    ['Triangles', unplaced ? count(triangles) : `${count(triangles)} with all instances`],
  ];
  if (movable > 0) out.push(['Movable mass', `${significant(mass)} kg`]);
  if (manifest) {
    out.push(['Input', `${INPUTS[manifest.input.kind] ?? manifest.input.kind}, ${manifest.input.path}`]);
    out.push(['Frame', `${manifest.input.frame}; written Z-up, metres`]);
    if (manifest.cameras.length > 0) out.push(['Cameras', count(manifest.cameras.length)]);
  }
  return out;
}

function outputs({ outputs: files }: RunResult): Html | false {
  const named = [
    ['Scene', files.usd],
    ['Manifest', files.manifest],
  ].filter((entry): entry is [string, string] => entry[1] !== null);
  if (named.length === 0) return false;
  const link = (file: string) => `../${file.split('/').map(encodeURIComponent).join('/')}`;
  return html`<p class="outputs">${named.map(([name, file]) => html`<a href="${link(file)}">${name}: <code>${file}</code></a> `)}</p>`;
}

function scenePicture({ scenePicture: picture, noScenePicture, run }: ReportData): Html {
  if (!picture) return html`<div class="nothing">No picture of the scene: ${noScenePicture ?? 'unknown'}.</div>`;
  const notes = [
    picture.leftOut.length > 0 && `${names(picture.leftOut)} too far away to show`,
    picture.boxed.length > 0 && `${names(picture.boxed)} drawn as boxes`,
  ].filter(Boolean);
  return html`<figure><img src="${picture.uri}" alt="The scene ${run.scene_id} from above, rooms cut open." width="1120" height="630">
    ${notes.length > 0 && html`<figcaption>${notes.join('; ')}</figcaption>`}</figure>`;
}

function steps({ steps: all }: RunResult): Html | false {
  if (all.length === 0) return false;
  const total = all.reduce((sum, step) => sum + step.seconds, 0);
  return html`<ol class="steps" aria-label="Steps, ${seconds(total)} in all">${all.map(
    (
      step,
    ) => html`<li class="${step.status}"><b>${step.step}</b> <span>${step.status}${step.cached && ', from the cache'}</span>
      <span>${seconds(step.seconds)}</span>${step.reason && html`<small>${step.reason}</small>`}</li>`,
  )}</ol>`;
}

function names(all: readonly string[]): string {
  const rest = all.length - MOST_NAMES;
  return all.slice(0, MOST_NAMES).join(', ') + (rest > 0 ? ` and ${count(rest)} more` : '');
}

function failureSection(failures: readonly RunFailure[]): Html | false {
  if (failures.length === 0) return false;
  return html`
<section aria-labelledby="failures-title">
  <h2 id="failures-title">Failures <small>${count(failures.length)}</small></h2>
  <ul class="failures">${failures.map(
    ({ id, step, error }) => html`<li><p><code class="code">${error.code}</code> <b>${id}</b> in ${step}${
      error.stage && error.stage !== step && ` (${error.stage})`
    }</p>
    <p>${error.message}</p>
    <p class="advice">${error.advice ?? `Meaning: ${ERROR_CODES[error.code] ?? 'unknown code'}.`}</p>
    ${error.file && html`<p class="file"><code>${error.file}</code></p>`}</li>`,
  )}</ul>
</section>`;
}

function gateSection({ gates }: RunResult): Html | false {
  if (gates.failures.length === 0) return false;
  return html`
<section aria-labelledby="gates-title">
  <h2 id="gates-title">Failed gates <small>${count(gates.failures.length)}</small></h2>
  <div class="scroll"><table>
    <thead><tr><th scope="col">Gate</th><th scope="col">Object</th><th scope="col" class="n">Value</th><th scope="col" class="n">Bound</th></tr></thead>
    <tbody>${gates.failures.map(
      (f) =>
        html`<tr><td>${f.gate}</td><th scope="row">${f.object}</th><td class="n">${significant(f.value)}</td><td class="n">${significant(f.bound)}</td></tr>`,
    )}</tbody>
  </table></div>
</section>`;
}

function warningSection(groups: readonly WarningGroup[]): Html | false {
  if (groups.length === 0) return false;
  return html`
<section aria-labelledby="warnings-title">
  <h2 id="warnings-title">Warnings <small>${plural(groups.length, 'kind')}</small></h2>
  <ul class="groups">${groups.map(
    ({ code, message, where, scene }) =>
      html`<li><p><code class="code">${code}</code> ${
        where.length > 0
          ? html`<b>${where.length > 1 ? `${count(where.length)} times, such as` : ''} ${where[0]}:</b>`
          : scene && html`<b>scene:</b>`
      } ${message}</p>${where.length > 1 && html`<p class="where">${names(where)}</p>`}</li>`,
  )}</ul>
</section>`;
}
