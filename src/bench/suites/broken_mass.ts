import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { flatten } from '../../formats/flatten.js';
import { readModel } from '../../formats/index.js';
import { type MassProperties, massProperties } from '../../geometry/mass.js';
import type { Mesh } from '../../geometry/mesh.js';
import { clean } from '../../geometry/verbs.js';
import { DEFECTS, diagonal } from '../defects.js';
import { devName, someDevFiles } from '../dev_meshes.js';
import { rankCorrelation, scatter } from '../scatter.js';
import { generated } from '../shapes.js';
import { type Row, row, type Suite } from '../suite.js';

/** One defect in one mesh: what came out against the truth. */
export interface BrokenCase {
  mesh: string;
  defect: string;
  triangles: number;
  ms: number;
  result: MassProperties;
  /** Relative error of the volume, of the centre over the diagonal, the largest of the principal moments. */
  volume: number;
  center: number;
  moments: number;
  /** The largest of the three. */
  error: number;
}

/** Below, errors are rounding and count as none. */
const NO_ERROR = 1e-6;
const MOST_TRIANGLES = 60_000;

export function errors(found: MassProperties, truth: MassProperties, size: number) {
  const volume = Math.abs(found.volume_m3 / truth.volume_m3 - 1);
  const center = Math.hypot(...found.center_of_mass_m.map((x, k) => x - truth.center_of_mass_m[k]!)) / size;
  const moments = Math.max(
    ...found.principal_moments_kg_m2.map((x, k) => Math.abs(x / truth.principal_moments_kg_m2[k]! - 1)),
  );
  return { volume, center, moments, error: Math.max(volume, center, moments) };
}

/** Spearman's rank correlation of (1 - confidence) with the error, errors of rounding tied. */
export const calibration = (cases: BrokenCase[]): number =>
  rankCorrelation(
    cases.map((c) => 1 - c.result.confidence),
    cases.map((c) => Math.max(c.error, NO_ERROR)),
  );

/** Mass properties of the closed development meshes with planted defects: error against the truth, and confidence. */
export const brokenMass: Suite = {
  name: 'broken_mass',
  about:
    'mass properties of broken meshes against the truth of the whole ones, and how well confidence ranks the errors',
  async run(context) {
    const cases: BrokenCase[] = [];
    const meshes = context.data ? await closedDevMeshes(context.data, context.quick) : generated(true);
    for (const { name: meshName, mesh } of meshes) {
      const truth = massProperties(mesh, { density: 1 });
      // Bodies that overlap or lie in each other have no truth of their own here.
      if (truth.method !== 'exact' || truth.signals.nested_ignored > 0) continue;
      const size = diagonal(mesh);
      context.log(`broken_mass: ${meshName}`);
      for (const { name, plant } of DEFECTS) {
        const broken = plant(mesh);
        const result = massProperties(broken, { density: 1 });
        const ms = context.best(() => massProperties(broken, { density: 1 }));
        const triangles = broken.indices.length / 3;
        cases.push({ mesh: meshName, defect: name, triangles, ms, result, ...errors(result, truth, size) });
      }
    }
    const rank = calibration(cases);
    if (context.out) keep(context.out, cases, rank);
    return {
      rows: cases.map(caseRow),
      growth: [],
      notes: [
        ...summary(cases),
        `without noise, which leaves no trace that is looked for: ${calibration(cases.filter((c) => !c.defect.startsWith('noise'))).toFixed(3)}`,
        ...(context.data ? [] : ['generated meshes only: the development data was not given (--data)']),
        `confidence against error: rank correlation ${rank.toFixed(3)} over ${cases.length} cases`,
      ],
    };
  },
};

async function closedDevMeshes(data: string, quick: boolean): Promise<{ name: string; mesh: Mesh }[]> {
  const out: { name: string; mesh: Mesh }[] = [];
  for (const file of someDevFiles(data, quick)) {
    const { mesh, record } = clean(flatten(await readModel(file)));
    if (record.closed_bodies === record.bodies && record.triangles_out <= MOST_TRIANGLES)
      out.push({ name: devName(file), mesh });
  }
  return out;
}

const percent = (value: number) => `${(100 * value).toPrecision(2)} %`;

const caseRow = (c: BrokenCase): Row =>
  row(
    `${c.defect} ${c.mesh}`,
    c.triangles,
    c.ms,
    undefined,
    `${c.result.method}: volume ${percent(c.volume)}, centre ${percent(c.center)}, moments ${percent(c.moments)}; ${percent(c.result.confidence)} sure`,
  );

/** Per defect: median and largest errors, and the slowest. */
function summary(cases: BrokenCase[]): string[] {
  return DEFECTS.map(({ name }) => {
    const of = cases.filter((c) => c.defect === name);
    const spread = (key: 'volume' | 'center' | 'moments') => {
      const values = of.map((c) => c[key]).sort((a, b) => a - b);
      return `${key} median ${percent(values[values.length >> 1] ?? 0)}, max ${percent(values.at(-1) ?? 0)}`;
    };
    const good = of.filter(
      (c) => c.volume <= (name.startsWith('patch') ? 0.01 : 0.003) && c.center <= 0.002 && c.moments <= 0.02,
    );
    return `${name}: ${good.length} of ${of.length} within target; ${spread('volume')}; ${spread('center')}; ${spread('moments')}; slowest ${Math.max(...of.map((c) => c.ms)).toFixed(1)} ms`;
  });
}

/** `broken_mass_cases.csv` and the scatter plot of confidence against error. */
function keep(dir: string, cases: BrokenCase[], rank: number): void {
  mkdirSync(dir, { recursive: true });
  const columns = [
    'mesh',
    'defect',
    'triangles',
    'ms',
    'method',
    'confidence',
    'volume_error',
    'center_error',
    'moments_error',
  ];
  const lines = cases.map((c) => {
    const figures = [c.result.confidence, c.volume, c.center, c.moments].map((x) => x.toPrecision(4));
    const s = c.result.signals;
    const signals = [
      s.cap_share,
      s.cap_bulge,
      s.overlap_share,
      s.overlap_spread,
      s.bad_columns,
      s.axis_spread,
      s.disagreement ?? 0,
      s.hull_ratio ?? 0,
      s.loose_share,
    ];
    return [
      c.mesh,
      c.defect,
      c.triangles,
      c.ms.toFixed(2),
      c.result.method,
      ...figures,
      ...signals.map((x) => x.toPrecision(4)),
    ].join(',');
  });
  const signals = [
    'cap_share',
    'cap_bulge',
    'overlap_share',
    'overlap_spread',
    'bad_columns',
    'axis_spread',
    'disagreement',
    'hull_ratio',
    'loose_share',
  ];
  writeFileSync(
    path.join(dir, 'broken_mass_cases.csv'),
    `${[...columns, ...signals].join(',')}\n${lines.join('\n')}\n`,
  );
  const points = DEFECTS.map(({ name }) => ({
    name,
    points: cases
      .filter((c) => c.defect === name)
      .map((c): [number, number] => [Math.max(c.error, NO_ERROR), c.result.confidence]),
  }));
  const title = `Confidence against true error, ${cases.length} broken meshes, rank correlation ${rank.toFixed(2)}`;
  writeFileSync(path.join(dir, 'broken_mass.svg'), scatter(title, 'relative error', 'confidence', points));
}
