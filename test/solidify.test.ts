import { describe, expect, it } from 'vitest';
import { devFiles, devName } from '../dist/bench/dev_meshes.js';
import { bumpySphere } from '../dist/bench/shapes.js';
import { flatten } from '../dist/formats/flatten.js';
import { readModel } from '../dist/formats/index.js';
import { solidify, sync } from '../dist/index.js';
import { DATA, describeData } from './helpers/data.js';
import { boxMesh } from './helpers/shapes.js';

const ball = bumpySphere(48, 96);

function refusal(call: () => unknown): { code: string; message: string } {
  try {
    call();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('accepted');
}

describe('solidify', () => {
  it('gives a closed solid with its figures', () => {
    const exact = sync.massProperties(ball, { density: 1 });
    const s = sync.solidify(ball, { samples: 2000 });
    expect(s.sign).toBe('winding');
    expect(s.cleaned).toBe(false);
    expect(s.triangles).toBe(s.mesh.indices.length / 3);
    expect(Math.abs(s.volume_m3 / exact.volume_m3 - 1)).toBeLessThan(1e-3);
    expect(Math.abs(s.area_m2 / exact.area_m2 - 1)).toBeLessThan(2e-3);
    expect(s.sheet_edges).toBe(0);
    expect(s.bridged_edges).toBe(0);
    expect(s.lattice.every((n) => n > 100 && n < 140)).toBe(true);
    expect(s.distance!.mean_m).toBeLessThan(0.02 * s.voxel_m);
    expect(s.distance!.max_m).toBeLessThan(s.voxel_m);
    expect(sync.inspect(s.mesh).closedness).toBe('closed');
    expect(sync.solidify(ball).distance).toBeUndefined();
  });

  it('gives a solid for float32 vertices too: no two vertices fall together when rounded', () => {
    const { mesh } = sync.solidify(ball);
    const rounded = sync.inspect({ positions: Float32Array.from(mesh.positions), indices: mesh.indices });
    expect(rounded.closedness).toBe('closed');
  });

  it('closes a box without a lid', () => {
    const box = boxMesh([0, 0, 0], [1, 2, 3]);
    const s = sync.solidify({ positions: box.positions, indices: box.indices.slice(0, -6) });
    expect(s.sign).toBe('votes');
    expect(s.bridged_edges).toBeGreaterThan(0);
    expect(Math.abs(s.volume_m3 / 6 - 1)).toBeLessThan(0.02);
    expect(sync.inspect(s.mesh).closedness).toBe('closed');
  });

  it('makes a plate of a sheet', () => {
    const positions = new Float64Array([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0]);
    const indices = new Uint32Array([0, 1, 2, 0, 2, 3]);
    const s = sync.solidify({ positions, indices }, { thickness: 0.003 });
    expect(s.thickness_m).toBe(0.003);
    expect(s.volume_m3).toBeCloseTo(0.003, 4);
    expect(s.sheet_edges).toBeGreaterThan(1000);
  });

  it('runs in the pool with the same bytes, and is cancelled', async () => {
    expect(await solidify(ball, { resolution: 40 })).toEqual(sync.solidify(ball, { resolution: 40 }));
    await expect(solidify(ball, { resolution: 512, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  it('refuses what cannot become a solid', () => {
    const box = boxMesh();
    expect(refusal(() => sync.solidify(box, { resolution: 3 })).code).toBe('ARGUMENT');
    expect(refusal(() => sync.solidify(box, { resolution: 513 })).code).toBe('ARGUMENT');
    expect(refusal(() => sync.solidify(box, { thickness: -1 })).code).toBe('ARGUMENT');
    expect(refusal(() => sync.solidify({ positions: box.positions, indices: new Uint32Array(0) })).code).toBe(
      'MESH_EMPTY',
    );
    const point = { positions: new Float64Array(9), indices: new Uint32Array([0, 1, 2]) };
    expect(refusal(() => sync.solidify(point)).code).toBe('MESH_DEGENERATE');
  });
});

describeData('solidify, development objects', () => {
  for (const file of DATA ? devFiles(DATA) : []) {
    it(devName(file), async () => {
      const mesh = flatten(await readModel(file));
      const s = sync.solidify(mesh, { samples: 4096 });
      for (const positions of [s.mesh.positions, Float32Array.from(s.mesh.positions)]) {
        const after = sync.inspect({ positions, indices: s.mesh.indices });
        expect(after.boundary_edges).toBe(0);
        expect(after.nonmanifold_edges).toBe(0);
        expect(after.closedness).toBe('closed');
      }
      expect(s.volume_m3).toBeGreaterThan(0);
      const before = sync.inspect(mesh);
      if (before.closedness !== 'closed') return;
      const diagonal = Math.hypot(...before.bounds.max.map((high, k) => high - before.bounds.min[k]!));
      expect(s.distance!.mean_m / diagonal).toBeLessThan(2.5e-4);
      expect(Math.abs(s.volume_m3 / sync.massProperties(mesh, { density: 1 }).volume_m3 - 1)).toBeLessThan(1e-2);
    });
  }
});
