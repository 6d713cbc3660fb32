import { describe, expect, it } from 'vitest';
import type { Warning } from '../../dist/errors.js';
import { flatten } from '../../dist/formats/flatten.js';
import { readModel } from '../../dist/formats/index.js';
import { inspect } from '../../dist/geometry/inspect.js';
import type { Vec3 } from '../../dist/geometry/mesh.js';
import { checkInertia } from '../../dist/scene/mass_model/index.js';
import { surfaceFor } from '../../dist/scene/materials.js';
import { massFor } from '../../dist/steps/simready/mass.js';
import { dataJson, dataPath, describeData } from '../helpers/data.js';
import { boxMesh } from '../helpers/shapes.js';

const tensor = (xx: number, yy: number, zz: number, xy = 0, xz = 0, yz = 0) => ({ xx, yy, zz, xy, xz, yz });
const cancel = new Int32Array(new SharedArrayBuffer(12));
const CUBE: Vec3 = [1, 1, 1];

describe('given inertia', () => {
  it.each([
    ['a cube', tensor(1 / 6, 1 / 6, 1 / 6), 1, true],
    ['a rod', tensor(1e-6, 1 / 12, 1 / 12), 1, true],
    ['a plate, rounded against the inequality', tensor(0.0833, 0.0833, 0.16667), 1, true],
    ['turned', tensor(0.15, 0.15, 0.2, 0.02, -0.01, 0.01), 1, true],
    ['not a number', tensor(Number.NaN, 1, 1), 1, false],
    ['infinite', tensor(Number.POSITIVE_INFINITY, 1, 1), 1, false],
    ['zero', tensor(0, 0, 0), 1, false],
    ['one zero', tensor(0, 0.1, 0.1), 1, false],
    ['negative', tensor(-0.1, 0.1, 0.1), 1, false],
    ['products too large', tensor(0.1, 0.1, 0.1, 0.2), 1, false],
    ['no triangle', tensor(0.1, 0.1, 0.25), 1, false],
    ['of a body far larger', tensor(1, 1, 1), 1, false],
    ['placeholder ones for 0.2 kg', tensor(1, 1, 1), 0.2, false],
    ['of a point', tensor(1e-8, 1e-8, 1e-8), 1, false],
    ['no mass', tensor(1, 1, 1), 0, false],
  ])('%s', (_name, given, mass, ok) => {
    const found = checkInertia(given, mass, CUBE);
    expect(found.ok).toBe(ok);
    if (found.ok) expect(found.moments[2]).toBeLessThanOrEqual(found.moments[0] + found.moments[1]);
    else expect(found.reason).not.toBe('');
  });

  it('is kept where it is possible, and replaced with a reason where it is not', () => {
    const mesh = boxMesh([0, 0, 0], [1, 1, 1]);
    const of = (inertia_kg_m2: ReturnType<typeof tensor>) => {
      const warnings: Warning[] = [];
      const given = { mass_kg: 6, inertia_kg_m2 };
      const { bounds } = inspect(mesh);
      return { record: massFor(mesh, bounds, surfaceFor({}), given, warnings, cancel, { name: 'crate' }), warnings };
    };
    const kept = of(tensor(1.2, 1.4, 1.6, 0.1));
    expect(kept.record.inertia_kg_m2).toEqual(tensor(1.2, 1.4, 1.6, 0.1));
    expect(kept.record.reason).toContain('inertia as given');
    expect(kept.warnings).toEqual([]);
    const replaced = of(tensor(1, 1, 5));
    expect(replaced.record.mass_kg).toBe(6);
    expect(replaced.record.inertia_kg_m2.xx).not.toBe(1);
    expect(replaced.warnings.map(({ code }) => code)).toEqual(['mass.given_inertia_impossible']);
    expect(replaced.record.reason).toContain('I1 + I2 >= I3');
  });
});

describeData('published inertias of a bookstore', () => {
  it('calls exactly the 35 impossible that are no inertias; of the others, placeholders of things far larger', async () => {
    const scene = dataJson('dev', 'aws_bookstore', 'scene.json');
    const sizes = new Map<string, Vec3>();
    let impossible = 0;
    let zero = 0;
    const oversized = new Set<string>();
    for (const { name, glb, published_inertial: p } of scene.instances) {
      if (!sizes.has(glb)) {
        const { min, max } = inspect(flatten(await readModel(dataPath('dev', 'aws_bookstore', glb)))).bounds;
        sizes.set(glb, max.map((m, k) => m - min[k]) as Vec3);
      }
      const i = p.inertia ?? p;
      const t = tensor(i.ixx, i.iyy, i.izz, i.ixy ?? 0, i.ixz ?? 0, i.iyz ?? 0);
      const isZero = t.xx === 0 && t.yy === 0 && t.zz === 0;
      if (isZero) zero++;
      const found = checkInertia(t, p.mass ?? p.mass_kg, sizes.get(glb) as Vec3);
      if (found.ok) continue;
      if (found.fault === 'impossible') impossible++;
      else oversized.add(name.replace(/_\d+$/, ''));
    }
    expect(zero).toBe(35);
    expect(impossible).toBe(35);
    // a book of 0.29 m with a radius of gyration of 0.31 m, a security camera of 0.2 m with one of 4.3 m
    expect([...oversized]).toEqual(expect.arrayContaining(['BookE_01', 'SecurityCamera_01', 'MagicCube_01']));
  });
});
