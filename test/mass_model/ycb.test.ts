import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Warning } from '../../dist/errors.js';
import { flatten } from '../../dist/formats/flatten.js';
import { readModel } from '../../dist/formats/index.js';
import { inspect } from '../../dist/geometry/inspect.js';
import { chooseMass } from '../../dist/scene/mass_model/index.js';
import { surfaceFor } from '../../dist/scene/materials.js';
import { massFor } from '../../dist/steps/simready/mass.js';
import { dataJson, dataPath, describeData } from '../helpers/data.js';
import { bodyOf, YCB_SIZES } from './ycb_sizes.js';

const cancel = new Int32Array(new SharedArrayBuffer(12));

interface Row {
  id: string;
  words: string;
  model: string;
  mass: number;
  range: readonly [number, number];
  truth: number;
  inside: boolean;
}

/** Set SIMWRIGHT_TABLE to a file to get the table. */
function write(rows: Row[]): void {
  const lines = rows.map(({ id, words, model, mass, range, truth, inside }) =>
    [id, words, model, ...[mass, ...range, range[1] / range[0], truth].map((x) => x.toPrecision(3)), inside].join('\t'),
  );
  if (process.env.SIMWRIGHT_TABLE) writeFileSync(process.env.SIMWRIGHT_TABLE, `${lines.join('\n')}\n`);
}

describeData('masses of weighed objects (YCB)', () => {
  const masses = () => dataJson('reference', 'ycb_masses.json').objects as Record<string, { kg: number }>;
  const row = (id: string, words: string, model: string, mass: number, range: readonly [number, number]): Row => {
    const truth = masses()[id].kg;
    return { id, words, model, mass, range, truth, inside: truth >= range[0] && truth <= range[1] };
  };

  async function scanned(): Promise<(Row & { warnings: Warning[] })[]> {
    const made = [];
    for (const id of ['019_pitcher_base', '024_bowl', '025_mug', '035_power_drill', '037_scissors']) {
      const mesh = flatten(await readModel(dataPath('dev', `ycb_${id}`, 'textured.obj')));
      const words = { name: id.slice(4).replaceAll('_', ' ') };
      const warnings: Warning[] = [];
      const record = massFor(mesh, inspect(mesh).bounds, surfaceFor(words), undefined, warnings, cancel, words);
      const model = record.model as NonNullable<typeof record.model>;
      made.push({ ...row(id, words.name, model.name, record.mass_kg, model.range_kg), warnings });
    }
    return made;
  }

  it('holds the true mass in at least 80 % of the ranges, of which the median is at most 3 times wide', async () => {
    const bodies = YCB_SIZES.map((size) => {
      const words = { name: size.words };
      const choice = chooseMass(bodyOf(size), words, surfaceFor(words));
      return row(size.id, size.words, choice.model, choice.mass_kg, choice.range_kg);
    });
    const rows = [...(await scanned()), ...bodies];
    write(rows);
    const outside = rows.filter(({ inside }) => !inside);
    expect(outside.length / rows.length, JSON.stringify(outside)).toBeLessThanOrEqual(0.2);
    const widths = rows.map(({ range }) => range[1] / range[0]).sort((a, b) => a - b);
    expect(widths[widths.length >> 1]).toBeLessThanOrEqual(3);
  });

  it('takes pitcher, bowl and mug for hollows, and is right on all five scans', async () => {
    const rows = await scanned();
    expect(rows.map(({ model }) => model)).toEqual(['shell', 'shell', 'shell', 'assembly', 'solid']);
    for (const { id, inside, warnings } of rows) {
      expect(inside, id).toBe(true);
      expect(warnings, id).toEqual([]);
    }
  });

  it('would weigh the pitcher fourteen times too heavy as a solid', async () => {
    const mesh = flatten(await readModel(dataPath('dev', 'ycb_019_pitcher_base', 'textured.obj')));
    const solid = massFor(mesh, inspect(mesh).bounds, surfaceFor({ name: 'pitcher' }), undefined, [], cancel);
    expect(solid.mass_kg / 0.178).toBeGreaterThan(14);
    const hollow = massFor(mesh, inspect(mesh).bounds, surfaceFor({ name: 'pitcher' }), undefined, [], cancel, {
      name: 'pitcher',
    });
    // a hollow of the same mass has more inertia than a solid
    const per = (m: typeof solid) => m.principal_moments_kg_m2[0] / m.mass_kg;
    expect(per(hollow) / per(solid)).toBeGreaterThan(1.3);
  });
});
