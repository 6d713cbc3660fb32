import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { escapeHtml, html } from '../../dist/observe/html.js';
import { writeReport } from '../../dist/observe/report.js';
import { RUN_RESULT_SCHEMA, type RunResult } from '../../dist/observe/run_result.js';
import {
  cubicMeters,
  kilograms,
  meters,
  metersVector,
  percent,
  significant,
  vector,
} from '../../dist/observe/units.js';
import { renderAssetPicture } from '../../dist/render/preview/picture.js';
import type { AssetRecord } from '../../dist/scene/asset_record.js';
import type { SceneManifest } from '../../dist/scene/manifest.js';
import { writeManifest } from '../../dist/scene/manifest_file.js';
import { boxMesh } from '../helpers/shapes.js';
import { sceneManifest, writeAsset } from './scene_fixture.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'report-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const HOSTILE = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>\u0000&amp;`;

function record(id: string, fields: Partial<AssetRecord> = {}): AssetRecord {
  return {
    schema: 'simwright.asset_record/1',
    id,
    status: 'done',
    triangles: { read: 12, visual: 12, dropped: {} },
    vertices: 8,
    bounds: { min: [0, 0, 0], max: [1, 1, 1] },
    closedness: 'closed',
    mass: {
      mass_kg: 2.5,
      volume_m3: 0.001,
      density_kg_m3: 2500,
      center_of_mass_m: [0.5, 0.5, 0.5],
      inertia_kg_m2: { xx: 0.1, yy: 0.1, zz: 0.1, xy: 0, xz: 0, yz: 0 },
      principal_moments_kg_m2: [0.1, 0.1, 0.1],
      principal_axes_xyzw: [0, 0, 0, 1],
      method: 'exact',
      confidence: 0.9,
      provenance: 'mesh_density',
      reason: 'the surface is closed',
      model: {
        name: 'solid',
        thing: 'crate',
        range_kg: [1.25, 5],
        distribution: 'volume',
        wall_m: null,
        fill: null,
        plausible: true,
        alternatives: [{ model: 'shell', mass_kg: 0.4, reason: 'empty' }],
      },
    },
    proxy: {
      kind: 'box',
      pieces: [
        {
          kind: 'box',
          vertices: 8,
          faces: 6,
          volume_m3: 1,
          concavity: 0,
          center_m: [0.5, 0.5, 0.5],
          size_m: [1, 1, 1],
        },
      ],
      error_m: 0.0021,
      volume_ratio: 0.04,
      reason: 'a box fits within the tolerance',
    },
    surface: {
      material: 'wood',
      static_friction: 0.5,
      dynamic_friction: 0.4,
      restitution: 0.3,
      density_kg_m3: 700,
      provenance: 'lexicon:wood',
    },
    outputs: { usd: `assets/obj_${id}/simready_usd/sm_obj_${id}.usda`, preview: `assets/obj_${id}/preview.png` },
    warnings: [],
    ...fields,
  };
}

async function write(manifest: SceneManifest, records: AssetRecord[], pictures: Uint8Array) {
  await writeManifest(dir, manifest);
  for (const item of records) {
    const folder = path.join(dir, 'assets', `obj_${item.id}`);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'simready.json'), JSON.stringify(item));
    await writeFile(path.join(folder, 'preview.png'), pictures);
  }
}

function runOf(manifest: SceneManifest, fields: Partial<RunResult> = {}): RunResult {
  return {
    schema: RUN_RESULT_SCHEMA,
    scene_id: manifest.scene_id,
    status: 'done',
    steps: [{ step: 'regen3d', status: 'done', seconds: 0.5, cached: false }],
    objects: manifest.objects.map((object) => ({
      id: object.id,
      asset: object.asset_id,
      role: object.sim_role,
      mass_kg: 2.5,
      provenance: 'mesh_density',
      proxy: 'box',
      pieces: 1,
      warnings: [],
    })),
    outputs: { usd: 'usd/scene.usda', manifest: 'assets/scene_manifest.json', report: 'reports/report.html' },
    gates: { passed: 0, failed: 0, failures: [] },
    failures: [],
    warnings: [],
    ...fields,
  };
}

const page = () => readFileSync(path.join(dir, 'reports', 'report.html'), 'utf8');
const picture = await renderAssetPicture({ mesh: boxMesh(), size: 64 });

describe('report', () => {
  it('shows the facts of each asset and the scene', async () => {
    const manifest = sceneManifest({ assets: 2, instances: 3 });
    await writeAsset(dir, 'thing_0', boxMesh());
    await writeAsset(dir, 'thing_1', boxMesh());
    await write(
      manifest,
      [record('thing_0'), record('thing_1', { warnings: [{ code: 'mesh.turned', message: 'some were turned' }] })],
      picture,
    );
    expect(await writeReport(dir, runOf(manifest))).toBe('reports/report.html');
    const text = page();
    for (const part of [
      '2.50 kg',
      '1.00 l',
      '90 % sure',
      '+4.0 % volume',
      '2.10 mm',
      'wood (lexicon:wood)',
      'some were turned',
    ])
      expect(text).toContain(part);
    expect(text).toContain('none lost');
    expect(text.match(/<img src="data:image\/webp;base64,/g)).toHaveLength(3);
    expect(statSync(path.join(dir, 'reports', 'scene.png')).size).toBeGreaterThan(1000);
  });

  it('needs nothing else and runs nothing else', async () => {
    const manifest = sceneManifest({ assets: 1, instances: 1 });
    await write(manifest, [record('thing_0')], picture);
    await writeReport(dir, runOf(manifest));
    const text = page();
    expect(text).toMatch(/Content-Security-Policy" content="default-src &#39;none&#39;; img-src data:/);
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(text).not.toMatch(/url\(|@import|<link/);
  });

  it('takes names, messages and paths as text, whatever they hold', async () => {
    const manifest = sceneManifest({ assets: 1, instances: 1 });
    manifest.objects[0].name = HOSTILE;
    manifest.objects[0].role_reason = HOSTILE;
    manifest.assets[0].category = HOSTILE;
    manifest.assets[0].source.path = HOSTILE;
    manifest.warnings.push({ code: HOSTILE, message: HOSTILE });
    const hostile = record('thing_0', { warnings: [{ code: HOSTILE, message: HOSTILE }], closedness: HOSTILE });
    hostile.mass!.reason = HOSTILE;
    hostile.mass!.mass_kg = HOSTILE as never;
    hostile.mass!.center_of_mass_m = HOSTILE as never;
    hostile.outputs.preview = '../../../etc/passwd';
    await write(manifest, [hostile], picture);
    const failure = { code: HOSTILE as never, message: HOSTILE, advice: HOSTILE, file: HOSTILE };
    await writeReport(
      dir,
      runOf(manifest, {
        scene_id: HOSTILE,
        failures: [{ id: HOSTILE, step: 'simready', error: failure }],
        gates: { passed: 0, failed: 1, failures: [{ gate: HOSTILE, object: HOSTILE, value: 1, bound: 2 }] },
        warnings: [{ code: HOSTILE, message: HOSTILE }],
        outputs: { usd: `usd/${HOSTILE}`, manifest: null, report: null },
      }),
    );
    const text = page();
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).not.toMatch(/<img src=x|onerror=alert\(2\)>/);
    expect(text).not.toContain('\u0000');
    // what is left of tags is our own: no attribute was broken out of
    const tags = new Set([...text.matchAll(/<([a-zA-Z]+)[\s>]/g)].map(([, tag]) => tag));
    expect([...tags].filter((tag) => ['iframe', 'object', 'svg', 'form', 'base'].includes(tag))).toEqual([]);
  });

  it('puts failures first, with code and advice', async () => {
    const manifest = sceneManifest({ assets: 3, instances: 1 });
    const error = { code: 'MESH_EMPTY' as const, message: 'no triangles at all', advice: 'export it again' };
    await write(
      manifest,
      [
        record('thing_0'),
        record('thing_1', { status: 'failed', error, mass: undefined, proxy: undefined }),
        record('thing_2'),
      ],
      picture,
    );
    await writeReport(
      dir,
      runOf(manifest, { status: 'partial', failures: [{ id: 'thing_1', step: 'simready', error }] }),
    );
    const text = page();
    expect(text).toContain('with losses: 1 item lost');
    expect(text.indexOf('export it again')).toBeLessThan(text.indexOf('id="assets"'));
    expect(text.indexOf('href="#a0">thing_1')).toBeGreaterThan(0); // first row of the table
    expect(text).toContain('class="card failed"');
  });

  it('does not speak of a scene where there is none', async () => {
    const manifest = { ...sceneManifest({ assets: 2, instances: 1 }), placed: false };
    await write(manifest, [record('thing_0'), record('thing_1')], picture);
    const run = runOf(manifest);
    run.outputs.usd = null;
    await writeReport(dir, run);
    expect(page()).toContain('The assets are written, without a scene: 2 assets, none lost.');
    expect(page()).toContain('No picture of the scene: nothing is placed: assets only.');
  });

  it('is written when nothing else was', async () => {
    const run = runOf({ ...sceneManifest({ assets: 0, instances: 0 }) }, { status: 'failed' });
    run.steps = [{ step: 'regen3d', status: 'failed', seconds: 0, cached: false, reason: 'broken' }];
    await writeReport(dir, run);
    expect(page()).toContain('There is no usable scene: regen3d could not finish.');
  });

  it('holds 200 assets and 2,000 objects in a page of moderate size', async () => {
    const manifest = sceneManifest({ assets: 200, instances: 10 });
    await write(
      manifest,
      manifest.assets.map(({ id }) => record(id)),
      picture,
    );
    const started = performance.now();
    await writeReport(dir, runOf(manifest));
    expect(performance.now() - started).toBeLessThan(20_000);
    const text = page();
    expect(text.match(/<tr data-i=/g)).toHaveLength(200);
    expect(text.match(/<article/g)).toHaveLength(200);
    expect(text.length).toBeLessThan(3e6);
  });
});

describe('escaping', () => {
  it('is the default of every template', () => {
    expect(html`<p title="${'"><b>'}">${['<', html`<i>${'&'}</i>`, null, false, 3]}</p>`.text).toBe(
      '<p title="&#34;&#62;&#60;b&#62;">&#60;<i>&#38;</i>3</p>',
    );
    expect(escapeHtml('a\u0000\u001B\uD800b\n')).toBe('a\uFFFD\uFFFD\uFFFDb\n');
  });
});

describe('units', () => {
  it('give three digits and a fitting unit', () => {
    expect([
      significant(1234.5),
      significant(0.00012),
      significant(1.5e7),
      significant(Number.NaN),
      significant('x'),
    ]).toEqual(['1,235', '1.20\u00D710\u207B\u2074', '1.50\u00D710\u2077', '\u2013', '\u2013']);
    expect([meters(0.0123), meters(2), meters(4e-6), meters(null)]).toEqual([
      '12.3 mm',
      '2.00 m',
      '4.00 \u00B5m',
      '\u2013',
    ]);
    expect([kilograms(0.25), kilograms(0), kilograms(41.234)]).toEqual(['250 g', '0 kg', '41.2 kg']);
    expect([cubicMeters(0.0005), cubicMeters(0.25), cubicMeters(3)]).toEqual(['500 ml', '250 l', '3.00 m\u00B3']);
    expect(percent(0.051)).toBe('5.1 %');
    expect(vector([8.81e-5, 9.39e-5, 0], 'kg')).toBe('(8.81, 9.39, 0.00) \u00D710\u207B\u2075 kg');
    expect(metersVector([0.0121, -0.0109, 0])).toBe('12.1, -10.9, 0.0 mm');
    expect(metersVector([2, 0.5, 1])).toBe('2.00, 0.50, 1.00 m');
  });
});
