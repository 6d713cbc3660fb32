/** The part of the report about assets: one table row and one card each, however many objects share it. */

import { ERROR_CODES } from '../errors.js';
import type { MassModelRecord, MassRecord, ProxyRecord, SurfaceRecord } from '../scene/asset_record.js';
import { MOVABLE_ROLES } from '../scene/manifest.js';
import { type Html, html } from './html.js';
import type { ReportAsset } from './report_data.js';
import {
  count,
  cubicMeters,
  DASH,
  kilograms,
  meters,
  metersVector,
  percent,
  plural,
  significant,
  vector,
} from './units.js';

/** Most object names that a card lists; the rest are in run.json. */
const MOST_NAMES = 40;

const ROLES: Record<string, string> = {
  manipulable_object: 'movable',
  interactive: 'interactive',
  deformable_object: 'deformable',
  articulated_furniture: 'articulated',
  articulated_appliance: 'articulated',
  clutter: 'clutter',
  static: 'static',
  background: 'background',
  scene_shell: 'room',
  unknown: 'not placed',
};
const roleName = (role: string): string => ROLES[role] ?? role;

const CLOSEDNESS: Record<string, string> = {
  closed: 'closed',
  closed_after_repair: 'closed after repair',
  balanced: 'closed, touching itself',
  open: 'nearly closed',
  shell: 'open shell',
};

/** What rows and cards are filtered and sorted by. */
interface Facts {
  asset: ReportAsset;
  role: string;
  proxy: string;
  status: 'failed' | 'warned' | 'clean';
  instances: number;
  triangles: number | undefined;
  mass: number | undefined;
}

function factsOf(asset: ReportAsset): Facts {
  const roles = [...new Set(asset.objects.map(({ role }) => roleName(role)))];
  return {
    asset,
    role: roles.length > 1 ? 'mixed' : (roles[0] ?? DASH),
    proxy: asset.record?.proxy?.kind ?? DASH,
    status: asset.error ? 'failed' : warningCodes(asset).length > 0 ? 'warned' : 'clean',
    instances: asset.objects.length,
    triangles: asset.record?.triangles?.visual || asset.manifest?.triangles,
    mass: still(asset) ? undefined : asset.record?.mass?.mass_kg,
  };
}

/** Nothing of it moves, so its mass plays no part. */
const still = ({ objects }: ReportAsset): boolean =>
  objects.length > 0 && objects.every(({ role }) => !MOVABLE_ROLES.has(role));

const warningCodes = (asset: ReportAsset): string[] => [...new Set(asset.warnings.map(({ code }) => code))];

export function assetSection(assets: readonly ReportAsset[]): Html {
  if (assets.length === 0) return html`<section id="assets"><h2>Assets</h2><p>No asset was found.</p></section>`;
  // what failed comes first, the rest in the scene's order
  const all = assets.map(factsOf).sort((a, b) => Number(b.status === 'failed') - Number(a.status === 'failed'));
  const choices = (values: string[]) => [...new Set(values)].sort().map((v) => html`<option>${v}</option>`);
  return html`
<section id="assets" aria-labelledby="assets-title">
  <h2 id="assets-title">Assets</h2>
  <div class="tools" hidden>
    <label>Find <input id="find" type="search" placeholder="name, material, warning" autocomplete="off"></label>
    <label>Role <select id="role"><option value="">all</option>${choices(all.map(({ role }) => role))}</select></label>
    <label>Proxy <select id="proxy"><option value="">all</option>${choices(all.map(({ proxy }) => proxy))}</select></label>
    <label>State <select id="status"><option value="">all</option><option value="failed">failed</option>
      <option value="warned">with warnings</option><option value="clean">clean</option></select></label>
    <output id="shown" aria-live="polite">${plural(all.length, 'asset')}</output>
  </div>
  <div class="scroll"><table id="list">
    <thead><tr>${COLUMNS.map(headCell)}</tr></thead>
    <tbody>${all.map(row)}</tbody>
  </table></div>
  <div class="cards">${all.map(card)}</div>
</section>`;
}

const COLUMNS: { key: string; title: string; number?: boolean }[] = [
  { key: 'name', title: 'Asset' },
  { key: 'instances', title: 'Objects', number: true },
  { key: 'role', title: 'Role' },
  { key: 'triangles', title: 'Triangles', number: true },
  { key: 'surface', title: 'Surface' },
  { key: 'mass', title: 'Mass', number: true },
  { key: 'confidence', title: 'Sure', number: true },
  { key: 'proxy', title: 'Proxy' },
  { key: 'error', title: 'Proxy error', number: true },
  { key: 'warnings', title: 'Warnings', number: true },
];

const headCell = ({ key, title, number }: (typeof COLUMNS)[number]): Html =>
  html`<th scope="col" class="${number ? 'n' : ''}" data-key="${key}">${title}</th>`;

function row(facts: Facts, index: number): Html {
  const { asset } = facts;
  const { record } = asset;
  const codes = warningCodes(asset);
  const cell = (sort: unknown, text: unknown) =>
    html`<td class="n" data-sort="${Number(sort ?? -1)}">${String(text)}</td>`;
  return html`
<tr ${filterData(facts, index)}>
  <th scope="row"><a href="#a${index}">${asset.name}</a>${facts.status === 'failed' && html` <b class="bad">failed</b>`}</th>
  ${cell(facts.instances, count(facts.instances))}
  <td>${facts.role}</td>
  ${cell(facts.triangles, count(facts.triangles))}
  <td>${CLOSEDNESS[record?.closedness ?? ''] ?? DASH}</td>
  ${cell(facts.mass, kilograms(facts.mass))}
  ${cell(record?.mass?.confidence, facts.mass === undefined ? DASH : percent(record?.mass?.confidence))}
  <td>${proxyName(record?.proxy)}</td>
  ${cell(record?.proxy?.error_m, meters(record?.proxy?.error_m))}
  <td class="n" data-sort="${codes.length}"><span title="${codes.join(', ')}">${codes.length || DASH}</span></td>
</tr>`;
}

/** Words that the search looks through, and what the menus compare. */
function filterData({ asset, role, proxy, status }: Facts, index: number): Html {
  const words = [
    asset.id,
    asset.name,
    role,
    asset.manifest?.category,
    asset.record?.surface?.material,
    asset.error?.code,
  ];
  const text = [...words, ...warningCodes(asset), ...asset.objects.slice(0, MOST_NAMES).map(({ id }) => id)];
  const search = text.filter(Boolean).join(' ').toLowerCase();
  return html`data-i="${index}" data-role="${role}" data-proxy="${proxy}" data-status="${status}" data-search="${search}"`;
}

function proxyName(proxy: ProxyRecord | undefined): string {
  if (!proxy) return DASH;
  const pieces = Array.isArray(proxy.pieces) ? proxy.pieces : [];
  if (pieces.length > 1) return `${pieces.length} pieces`;
  if (proxy.kind === 'hull' && pieces[0]) return `hull, ${count(pieces[0].vertices)} vertices`;
  return proxy.kind === 'mesh' ? 'its own triangles' : proxy.kind;
}

function card(facts: Facts, index: number): Html {
  const { asset } = facts;
  const { record, manifest } = asset;
  const category = manifest?.category;
  return html`
<article class="card ${facts.status}" id="a${index}" ${filterData(facts, index)}>
  ${picture(asset)}
  <h3>${asset.name}${category && category !== asset.name && html` <small>${category}</small>`}</h3>
  <p class="tags"><span>${facts.role}</span>${facts.instances > 1 && html`<span>${count(facts.instances)} objects</span>`}${
    record?.status === 'done' && html`<span>${CLOSEDNESS[record.closedness] ?? record.closedness}</span>`
  }</p>
  ${asset.error && failure(asset)}
  <dl>
    ${record?.mass && (still(asset) ? term('Mass', 'none: it stands still') : massTerms(record.mass))}
    ${record?.bounds && record.status === 'done' && sizeTerms(facts)}
    ${record?.proxy && proxyTerms(record.proxy)}
    ${record?.surface && frictionTerms(record.surface)}
    ${roleTerms(asset)}
  </dl>
  ${warnings(asset)}
  ${more(asset)}
</article>`;
}

function picture({ picture: uri, name, record, warnings: all }: ReportAsset): Html {
  if (uri) {
    const beside = record?.proxy ? ' Beside it the same view with its collision proxy over it.' : '';
    return html`<img src="${uri}" alt="${name} from its front right.${beside}" width="720" height="360" decoding="async">`;
  }
  const why = all.find(({ code }) => code.startsWith('preview'))?.message ?? 'no picture';
  return html`<div class="nothing">${why}</div>`;
}

const term = (name: string, value: Html | string, note?: string): Html =>
  html`<div><dt>${name}</dt><dd>${value}${note && html`<small>${note}</small>`}</dd></div>`;

function massTerms(mass: MassRecord): Html {
  return html`${term(
    'Mass',
    html`<b>${kilograms(mass.mass_kg)}</b> <span class="sure">${percent(mass.confidence)} sure</span>`,
    `${mass.provenance}: ${mass.reason}`,
  )}
  ${mass.model && modelTerm(mass.model)}
  ${term('Volume', cubicMeters(mass.volume_m3), `${mass.method}, ${significant(mass.density_kg_m3)} kg/m\u00B3`)}
  ${term('Centre of mass', metersVector(mass.center_of_mass_m))}
  ${term('Inertia', vector(mass.principal_moments_kg_m2, 'kg m\u00B2'), 'principal moments about the centre of mass')}`;
}

/** How geometry became mass, and between what it may lie. */
function modelTerm({ name, thing, range_kg, plausible, alternatives }: MassModelRecord): Html {
  const range = Array.isArray(range_kg) ? range_kg.map(kilograms).join(' to ') : DASH;
  const others = (Array.isArray(alternatives) ? alternatives : []).map((a) => `${kilograms(a.mass_kg)} as ${a.model}`);
  const note = [
    thing && `known thing: ${thing}${plausible === false ? ', but not of this mass or size' : ''}`,
    others.length > 0 && `else ${others.join(', ')}`,
  ];
  return term('Model', html`<b>${name}</b>, plausible ${range}`, note.filter(Boolean).join('; '));
}

function sizeTerms({ asset, triangles }: Facts): Html {
  const record = asset.record!;
  const size = record.bounds.min.map((low, a) => record.bounds.max[a] - low);
  const dropped = Object.entries(record.triangles.dropped ?? {}).map(([why, n]) => `${count(n)} dropped: ${why}`);
  const note = [`${count(record.vertices)} vertices`, ...dropped].join(', ');
  return html`${term('Size', metersVector(size).replaceAll(', ', ' \u00D7 '))}${term('Triangles', count(triangles), note)}`;
}

function proxyTerms(proxy: ProxyRecord): Html {
  const parts = [
    typeof proxy.error_m === 'number' && proxy.kind !== 'mesh' && `off by at most ${meters(proxy.error_m)}`,
    typeof proxy.volume_ratio === 'number' &&
      `${proxy.volume_ratio < 0 ? '\u2212' : '+'}${percent(Math.abs(proxy.volume_ratio))} volume`,
    proxy.reason,
  ];
  return term('Proxy', html`<b>${proxyName(proxy)}</b>`, parts.filter(Boolean).join('; '));
}

function frictionTerms(surface: SurfaceRecord): Html {
  const value = `${significant(surface.static_friction, 2)} / ${significant(surface.dynamic_friction, 2)}`;
  const note = `${surface.material} (${surface.provenance}), restitution ${significant(surface.restitution, 2)}`;
  return term('Friction', value, note);
}

/** Each role once, with the reason of the first object that has it. */
function roleTerms({ placed }: ReportAsset): Html[] {
  const seen = new Map<string, { n: number; reason: string }>();
  for (const object of placed) {
    const known = seen.get(object.sim_role);
    if (known) known.n++;
    else seen.set(object.sim_role, { n: 1, reason: `${object.role_source}: ${object.role_reason}` });
  }
  return [...seen].map(([role, { n, reason }]) =>
    term('Role', `${roleName(role)}${placed.length > 1 ? ` \u00D7 ${n}` : ''}`, reason),
  );
}

function failure({ error }: ReportAsset): Html {
  const { code, message, advice } = error!;
  return html`<p class="error"><b>${code}</b> ${message}<small>${advice ?? ERROR_CODES[code] ?? ''}</small></p>`;
}

function warnings(asset: ReportAsset): Html | false {
  const byCode = new Map<string, { message: string; n: number }>();
  for (const { code, message } of asset.warnings) {
    const known = byCode.get(code);
    if (known) known.n++;
    else byCode.set(code, { message, n: 1 });
  }
  if (byCode.size === 0) return false;
  return html`<ul class="warnings">${[...byCode].map(
    ([code, { message, n }]) => html`<li><code>${code}</code>${n > 1 && ` \u00D7 ${n}`} ${message}</li>`,
  )}</ul>`;
}

/** The long tail: objects, full tensor, pieces, source. */
function more(asset: ReportAsset): Html {
  const { record, manifest, objects } = asset;
  const names = objects.slice(0, MOST_NAMES).map(({ id }) => id);
  const rest = objects.length - names.length;
  const inertia = record?.mass?.inertia_kg_m2;
  const pieces = Array.isArray(record?.proxy?.pieces) ? record.proxy.pieces : [];
  const rows: [string, string][] = [];
  if (objects.length > 0) rows.push(['Objects', names.join(', ') + (rest > 0 ? ` and ${rest} more` : '')]);
  if (manifest) rows.push(['Source', [manifest.source.path, manifest.source.mesh].filter(Boolean).join(' \u203A ')]);
  if (inertia)
    rows.push([
      'Inertia xx yy zz xy xz yz',
      vector(
        (['xx', 'yy', 'zz', 'xy', 'xz', 'yz'] as const).map((k) => inertia[k]),
        'kg m\u00B2',
      ),
    ]);
  if (record?.mass) rows.push(['Principal axes (x y z w)', vector(record.mass.principal_axes_xyzw, '')]);
  for (const [i, piece] of pieces.slice(0, 12).entries())
    rows.push([
      `Piece ${i + 1}`,
      `${piece.kind}, ${count(piece.vertices)} vertices, ${cubicMeters(piece.volume_m3)}${
        typeof piece.concavity === 'number' ? `, concavity ${meters(piece.concavity)}` : ''
      }`,
    ]);
  if (pieces.length > 12) rows.push(['Pieces', `${pieces.length} in all; the rest is in its simready.json`]);
  if (record?.outputs?.usd) rows.push(['USD', record.outputs.usd]);
  return html`<details><summary>More</summary><dl>${rows.map(([name, value]) => term(name, value))}</dl></details>`;
}
