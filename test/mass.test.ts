import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { flatten } from '../dist/formats/flatten.js';
import { readModel } from '../dist/formats/index.js';
import { closePool, type MassProperties, massProperties, sync } from '../dist/index.js';
import { dataJson, dataPath, describeData } from './helpers/data.js';
import { boxMesh, type TestMesh } from './helpers/shapes.js';

afterAll(closePool);

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
};

const tensorOf = (m: MassProperties): number[] => {
  const { xx, yy, zz, xy, xz, yz } = m.inertia_kg_m2;
  return [xx, yy, zz, xy, xz, yz];
};

describe('massProperties', () => {
  it('of a box', () => {
    const m = sync.massProperties(boxMesh([0, 0, 0], [1, 2, 3]), { density: 500 });
    expect(m).toMatchObject({ method: 'exact', confidence: 1, provenance: 'mesh_density', area_m2: 22 });
    expect(m.volume_m3).toBeCloseTo(6, 12);
    expect(m.mass_kg).toBeCloseTo(3000, 9);
    expect(m.center_of_mass_m).toEqual([0.5, 1, 1.5]);
    expect(m.inertia_kg_m2.xx).toBeCloseTo((3000 * 13) / 12, 8);
    expect(m.principal_moments_kg_m2[0]).toBeCloseTo((3000 * 5) / 12, 8);
  });

  it('takes a mass instead', () => {
    const m = sync.massProperties(boxMesh(), { mass: 2 });
    expect(m).toMatchObject({ mass_kg: 2, provenance: 'given' });
    expect(m.density_kg_m3).toBeCloseTo(2, 12);
  });

  it('says what it had to assume', () => {
    const box = boxMesh();
    const insideOut = { ...box, indices: box.indices.slice().reverse() };
    const turned = sync.massProperties(insideOut, { density: 1 });
    expect(turned.signals.inside_out).toBe(true);
    expect(turned.volume_m3).toBeCloseTo(1, 12);
    expect(turned.reason).toContain('inside out');
    const open = { ...box, indices: box.indices.slice(0, 30) };
    const shell = sync.massProperties(open, { density: 1000, thickness: 0.01 });
    expect(shell.method).toBe('shell');
    expect(shell.confidence).toBeCloseTo(0.25, 2);
    expect(shell.mass_kg).toBeCloseTo(50, 9);
    expect(shell.reason).toContain('1 of 1 bodies are open');
  });

  it('takes a closed surface for a skin when told', () => {
    const skin = sync.massProperties(boxMesh(), { mass: 6, plates: true, thickness: 1e-5 });
    expect(skin).toMatchObject({ method: 'shell', provenance: 'given' });
    expect(skin.volume_m3).toBeCloseTo(6e-5, 15);
    expect(skin.inertia_kg_m2.xx).toBeCloseTo((6 * 5) / 18, 8); // a thin cube: 5/18 m a^2
    expect(codeOf(() => sync.massProperties(boxMesh(), { mass: 6, plates: true, assumeClosed: true }))).toBe(
      'ARGUMENT',
    );
  });

  it('is the same in the pool', async () => {
    expect(await massProperties(boxMesh(), { density: 3 })).toEqual(sync.massProperties(boxMesh(), { density: 3 }));
  });

  it('does not need float64 far from the origin: float32 positions give the mesh they are', () => {
    const box = boxMesh([1000, 1000, 1000], [1001, 1002, 1003]);
    const m = sync.massProperties({ ...box, positions: new Float32Array(box.positions) }, { density: 1 });
    expect(m.volume_m3).toBeCloseTo(6, 9);
  });

  it('refuses what it cannot mean', () => {
    expect(codeOf(() => sync.massProperties(boxMesh(), {}))).toBe('ARGUMENT');
    expect(codeOf(() => sync.massProperties(boxMesh(), undefined as never))).toBe('ARGUMENT');
    expect(codeOf(() => sync.massProperties(boxMesh(), { density: 1, mass: 1 }))).toBe('ARGUMENT');
    expect(codeOf(() => sync.massProperties(boxMesh(), { density: 0 }))).toBe('ARGUMENT');
    expect(codeOf(() => sync.massProperties(boxMesh(), { mass: Number.NaN }))).toBe('ARGUMENT');
    expect(codeOf(() => sync.massProperties(boxMesh(), { mass: 1, thickness: 0 }))).toBe('ARGUMENT');
    const line = { positions: new Float64Array([0, 0, 0, 1, 1, 1, 2, 2, 2]), indices: new Uint32Array([0, 1, 2]) };
    expect(codeOf(() => sync.massProperties(line, { density: 1 }))).toBe('MESH_DEGENERATE');
  });

  it('moves and turns with the mesh', () => {
    const unit = fc.double({ min: -1, max: 1, noNaN: true });
    const quaternion = fc.tuple(unit, unit, unit, unit).filter((q) => Math.hypot(...q) > 0.1);
    const shift = fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -1000, max: 1000, noNaN: true })));
    // an irregular tetrahedron
    const mesh: TestMesh = {
      positions: new Float64Array([0, 0, 0, 1, 0.1, 0, 0.2, 1.5, 0.1, 0.3, 0.2, 0.7]),
      indices: new Uint32Array([0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3]),
    };
    const before = sync.massProperties(mesh, { density: 7 });
    fc.assert(
      fc.property(quaternion, shift, (q, by) => {
        const r = rotation(q);
        const positions = mesh.positions.slice();
        for (let v = 0; v < positions.length; v += 3)
          positions.set(
            apply(r, mesh.positions.subarray(v, v + 3)).map((x, k) => x + by[k]!),
            v,
          );
        const after = sync.massProperties({ ...mesh, positions }, { density: 7 });
        expect(Math.abs(after.volume_m3 / before.volume_m3 - 1)).toBeLessThan(1e-10);
        apply(r, before.center_of_mass_m).forEach((x, k) => {
          expect(Math.abs(after.center_of_mass_m[k]! - x - by[k]!)).toBeLessThan(1e-9);
        });
        const size = before.principal_moments_kg_m2[2];
        const expected = turned(r, tensorOf(before));
        tensorOf(after).forEach((x, k) => {
          expect(Math.abs(x - expected[k]!)).toBeLessThan(1e-9 * size);
        });
        // the axes give the tensor back
        const [a, b, c] = after.principal_moments_kg_m2;
        const back = turned(rotation(after.principal_axes_xyzw), [a, b, c, 0, 0, 0]);
        tensorOf(after).forEach((x, k) => {
          expect(Math.abs(x - back[k]!)).toBeLessThan(1e-10 * size);
        });
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

type Matrix = number[][];

function rotation([x, y, z, w]: readonly number[]): Matrix {
  const s = 2 / (x! * x! + y! * y! + z! * z! + w! * w!);
  return [
    [1 - s * (y! * y! + z! * z!), s * (x! * y! - z! * w!), s * (x! * z! + y! * w!)],
    [s * (x! * y! + z! * w!), 1 - s * (x! * x! + z! * z!), s * (y! * z! - x! * w!)],
    [s * (x! * z! - y! * w!), s * (y! * z! + x! * w!), 1 - s * (x! * x! + y! * y!)],
  ];
}

const apply = (r: Matrix, p: ArrayLike<number>): number[] =>
  r.map((row) => row.reduce((sum, m, k) => sum + m * p[k]!, 0));

/** R T R^T of a tensor xx yy zz xy xz yz. */
function turned(r: Matrix, [xx, yy, zz, xy, xz, yz]: readonly number[]): number[] {
  const t = [
    [xx!, xy!, xz!],
    [xy!, yy!, yz!],
    [xz!, yz!, zz!],
  ];
  const entry = (i: number, j: number) => {
    let sum = 0;
    for (let a = 0; a < 3; a++) for (let b = 0; b < 3; b++) sum += r[i]![a]! * t[a]![b]! * r[j]![b]!;
    return sum;
  };
  return [entry(0, 0), entry(1, 1), entry(2, 2), entry(0, 1), entry(0, 2), entry(1, 2)];
}

describeData('massProperties of published meshes', () => {
  it('the coffee mug, against its published solid integral (in the axes of the GLB, Y-up)', async () => {
    const oracle = dataJson('reference', 'scenesmith_inertia.json').objects.find(
      (o: { object: string }) => o.object === 'coffee_mug',
    );
    const expected = oracle.solid_uniform_density_of_visual_mesh;
    const mesh = flatten(await readModel(dataPath('dev', 'scenesmith_coffee_mug.glb')));
    const m = sync.massProperties(mesh, { mass: oracle.published.mass });
    expect(m.method).toBe('exact');
    expect(Math.abs(m.volume_m3 / expected.volume_m3 - 1)).toBeLessThan(1e-6);
    const size = Math.hypot(...(expected.com as number[]));
    (expected.com as number[]).forEach((x, k) => {
      expect(Math.abs(m.center_of_mass_m[k]! - x)).toBeLessThan(1e-6 * size);
    });
    const { ixx, iyy, izz, ixy, ixz, iyz } = expected.inertia_for_published_mass;
    [ixx, iyy, izz].forEach((x, k) => {
      expect(Math.abs(tensorOf(m)[k]! / x - 1)).toBeLessThan(1e-6);
    });
    [ixy, ixz, iyz].forEach((x, k) => {
      expect(Math.abs(tensorOf(m)[3 + k]! - x)).toBeLessThan(1e-6 * ixx);
    });
    // and the same body in the asset frame (Z-up: x, -z, y) has its height along z
    const up = flatten(
      await readModel(dataPath('dev', 'scenesmith_coffee_mug.glb')),
      [1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 1],
    );
    const z = sync.massProperties(up, { mass: oracle.published.mass });
    expect(z.center_of_mass_m[2]).toBeCloseTo(expected.com[1], 8);
    expect(z.inertia_kg_m2.zz / iyy).toBeCloseTo(1, 6);
    expect(z.inertia_kg_m2.yz / -iyz).toBeCloseTo(1, 4);
  });

  it('grades the development meshes as their manifest does, and every result is physical', async () => {
    const { files } = dataJson('dev', 'manifest.json') as { files: Record<string, unknown>[] };
    let exact = 0;
    for (const entry of files) {
      const file = String(entry.file);
      if (entry.watertight === undefined || file.startsWith('playcanvas')) continue; // those two are large
      const mesh = flatten(await readModel(dataPath('dev', file)));
      const m = sync.massProperties(mesh, { density: 1000 });
      const [a, b, c] = m.principal_moments_kg_m2;
      expect(a, file).toBeGreaterThan(0);
      expect(a <= b && b <= c && c <= a + b, file).toBe(true);
      if (entry.watertight) {
        exact++;
        expect(m.method, file).toMatch(/^(exact|joined)/);
        const volume = Math.abs(entry.signed_volume as number);
        if (m.method === 'exact' && m.signals.nested_ignored === 0)
          expect(Math.abs(m.volume_m3 / volume - 1), file).toBeLessThan(1e-5);
      }
    }
    expect(exact).toBeGreaterThan(10);
  });
});
