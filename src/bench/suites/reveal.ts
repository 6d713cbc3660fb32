import path from 'node:path';
import { flatten } from '../../formats/flatten.js';
import { readModel } from '../../formats/index.js';
import type { Mesh } from '../../geometry/mesh.js';
import { type RevealOptions, reveal as revealVerb } from '../../geometry/reveal.js';
import { clean } from '../../geometry/verbs.js';
import { devFiles, devName } from '../dev_meshes.js';
import { doubleWall, innerCopy, joined, junk, type Planted } from '../plants.js';
import { torus } from '../shapes.js';
import { type Row, row, type Suite } from '../suite.js';
import { areaOf, differingPixels, visibleTriangles } from '../visibility.js';

/** Closed and open ones, thick and thin; all parts of furniture. */
const HOSTS = [
  'ycb_035_power_drill',
  'scenesmith_coffee_mug',
  'objectsim_teapot',
  'ycb_019_pitcher_base',
  'embodiedgen_ware',
  'embodiedgen_basket',
  'polyhaven_sofa_03',
  'polyhaven_cabinet',
  'polyhaven_tea_set_01',
  'babylon_desk_fan',
];
const QUICK_HOSTS = ['polyhaven_cabinet'];

const PLANTS: { name: string; options: RevealOptions; plant(mesh: Mesh): Planted | null }[] = [
  { name: 'as it is', options: {}, plant: (mesh) => ({ mesh, first: mesh.indices.length / 3 }) },
  { name: 'inner copy', options: {}, plant: innerCopy },
  { name: 'junk shells', options: {}, plant: junk },
  { name: 'double wall', options: { patches: true }, plant: doubleWall },
  { name: 'all three', options: { patches: true }, plant: everything },
];

function everything(mesh: Mesh): Planted | null {
  const wall = doubleWall(mesh);
  const copy = innerCopy(wall.mesh) ?? wall;
  return { mesh: junk(copy.mesh)?.mesh ?? copy.mesh, first: wall.first };
}

/**
 * Hidden faces: things planted inside of real objects. Found and lost are shares of the area that brute force (8 points x
 * 512 directions per triangle, of up to 600 triangles per kind) calls hidden and visible.
 */
export const reveal: Suite = {
  name: 'reveal',
  about: 'hidden faces planted in real objects: area found and lost against brute-force visibility',
  async run(context) {
    const hosts: { name: string; mesh: Mesh }[] = [{ name: 'torus', mesh: torus(100, 50) }];
    const files = context.data ? devFiles(context.data) : [];
    for (const name of context.quick ? QUICK_HOSTS : HOSTS) {
      const file = files.find((candidate) => devName(candidate) === name);
      if (!file) continue;
      const { mesh } = clean(flatten(await readModel(file)), {});
      hosts.push({ name, mesh: { positions: Float32Array.from(mesh.positions), indices: mesh.indices } });
    }
    const rows: Row[] = [];
    for (const host of hosts)
      for (const { name, options, plant } of PLANTS) {
        const planted = plant(host.mesh);
        if (!planted) continue;
        context.log(`reveal: ${host.name}, ${name}`);
        rows.push(...measured(context, `${host.name}, ${name}`, planted, options));
      }
    rows.push(...fiftyThousand(context));
    return {
      rows,
      growth: [],
      notes: [
        ...(context.data ? [] : [`no development data (${path.join('dev', 'manifest.json')}): the torus only`]),
        'found: of the hidden area, planted or not; planted: of the hidden planted area; lost: of the visible area',
        'pixels: whose triangle, depth or colour differ before and after in 26 views; shaded: whose shading does; double wall and all three with patches, else whole shells',
      ],
    };
  },
};

type Context = Parameters<Suite['run']>[0];

/** 25,000 visible triangles around 25,000 hidden ones; the cover closed, and cut into two that overlap. */
function fiftyThousand(context: Context): Row[] {
  const closed = innerCopy(torus(158, 79));
  if (!closed) return [];
  const half = 6 * 79 * 79;
  const sleeve = (from: number, to: number, by: number) => ({
    positions: closed.mesh.positions.map((v) => v * by),
    indices: closed.mesh.indices.slice(Math.max(0, from), to),
  });
  const more = 6 * 79 * 4; // four rings of overlap at both ends
  const inner = { positions: closed.mesh.positions, indices: closed.mesh.indices.slice(3 * closed.first) };
  const cut = joined(joined(sleeve(0, half + more, 1), sleeve(half - more, 2 * half, 0.9999)), inner);
  const ends = { positions: closed.mesh.positions.map((v) => v * 0.9999), indices: closed.mesh.indices.slice(0, more) };
  const open = joined(ends, cut);
  return [
    ...measured(context, '50k, closed cover', closed, {}),
    ...measured(
      context,
      '50k, open cover',
      { mesh: open, first: (open.indices.length - inner.indices.length) / 3 },
      {},
    ),
  ];
}

function measured(context: Context, name: string, planted: Planted, options: RevealOptions): Row[] {
  const { mesh, first } = planted;
  const n = mesh.indices.length / 3;
  const result = revealVerb(mesh, options);
  const gone = new Uint8Array(n);
  for (const t of result.removedTriangles) gone[t] = 1;
  const most = context.quick ? 150 : 600;
  // Estimated per stratum: removed or not, planted or not.
  const area = { hiddenGone: 0, hidden: 0, plantedGone: 0, plantedHidden: 0, seenGone: 0, seen: 0 };
  for (const removed of [0, 1])
    for (const isPlanted of [false, true]) {
      const all: number[] = [];
      for (let t = isPlanted ? first : 0; t < (isPlanted ? n : first); t++) if (gone[t] === removed) all.push(t);
      if (all.length === 0) continue;
      const some = Uint32Array.from(
        { length: Math.min(most, all.length) },
        (_, i, by = all.length / Math.min(most, all.length)) => all[Math.floor(i * by)]!,
      );
      const seen = visibleTriangles(mesh, some);
      const whole = all.reduce((sum, t) => sum + areaOf(mesh, t), 0);
      const tried = some.reduce((sum, t) => sum + areaOf(mesh, t), 0) || 1;
      some.forEach((t, i) => {
        const share = (areaOf(mesh, t) * whole) / tried;
        if (seen[i]) {
          area.seen += share;
          if (removed) area.seenGone += share;
          return;
        }
        area.hidden += share;
        if (isPlanted) area.plantedHidden += share;
        if (removed) area.hiddenGone += share;
        if (removed && isPlanted) area.plantedGone += share;
      });
    }
  const pixels = result.removedTriangles.length
    ? differingPixels(mesh, result.mesh, result.sourceTriangles)
    : { surface: 0, shaded: 0 };
  const percent = (part: number, of: number, digits = 1) => (of > 0 ? `${((100 * part) / of).toFixed(digits)} %` : '-');
  const note =
    `found ${percent(area.hiddenGone, area.hidden)}, planted ${percent(area.plantedGone, area.plantedHidden)}, ` +
    `lost ${percent(area.seenGone, area.seen, 3)}, hidden ${percent(area.hidden, area.hidden + area.seen)}, ` +
    `${pixels.surface} pixels, ${pixels.shaded} shaded`;
  return [1, 4].map((threads) =>
    row(
      `${name}, ${threads} threads`,
      n,
      context.best(() => revealVerb(mesh, { ...options, threads })),
      undefined,
      note,
    ),
  );
}
