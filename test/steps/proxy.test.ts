import { describe, expect, it } from 'vitest';
import type { Warning } from '../../dist/errors.js';
import { inspect } from '../../dist/geometry/inspect.js';
import type { Mesh } from '../../dist/geometry/mesh.js';
import { surfaceOf } from '../../dist/scene/materials.js';
import { massFor } from '../../dist/steps/simready/mass.js';
import { proxyFor, triangleMeshProxy } from '../../dist/steps/simready/proxy.js';
import { boxMesh } from '../helpers/shapes.js';

const cancel = new Int32Array(new SharedArrayBuffer(12));
const proxy = (mesh: Mesh, { still = false, tolerance = 0.01 } = {}) => {
  const warnings: Warning[] = [];
  const made = still
    ? triangleMeshProxy(mesh, inspect(mesh))
    : proxyFor(mesh, inspect(mesh), { method: 'auto', tolerance }, warnings, cancel);
  return { ...made, codes: warnings.map(({ code }) => code) };
};

/** An L of two boxes: no primitive is near it. */
function ell(): Mesh {
  const [a, b] = [boxMesh([0, 0, 0], [1, 0.2, 0.2]), boxMesh([0, 0, 0.2], [0.2, 0.2, 1])];
  return {
    positions: Float64Array.from([...a.positions, ...b.positions]),
    indices: Uint32Array.from([...a.indices, ...b.indices.map((i) => i + 8)]),
  };
}

/** A ball of many points, more than a hull may have. */
function ball(radius: number): Mesh {
  const [rings, steps] = [24, 48];
  const positions: number[] = [];
  const indices: number[] = [];
  for (let i = 0; i <= rings; i++)
    for (let j = 0; j < steps; j++) {
      const [t, p] = [(Math.PI * i) / rings, (2 * Math.PI * j) / steps];
      positions.push(radius * Math.sin(t) * Math.cos(p), radius * Math.sin(t) * Math.sin(p), radius * Math.cos(t));
    }
  for (let i = 0; i < rings; i++)
    for (let j = 0; j < steps; j++) {
      const at = (r: number, s: number) => r * steps + (s % steps);
      indices.push(at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j), at(i + 1, j + 1), at(i, j + 1));
    }
  return { positions: Float64Array.from(positions), indices: Uint32Array.from(indices) };
}

describe('proxyFor', () => {
  it('takes a box for a box and a sphere for a ball', () => {
    const box = proxy(boxMesh([0, 0, 0], [0.3, 0.2, 0.1]));
    expect(box.proxy.kind).toBe('box');
    expect(box.proxy.error_m).toBeLessThan(1e-9);
    expect(box.proxy.volume_ratio).toBeCloseTo(0, 9);
    expect(proxy(ball(0.1)).proxy).toMatchObject({ kind: 'sphere', pieces: [{ kind: 'sphere' }] });
  });

  it('takes a hull under the budget where no primitive is close, with its distance from the mesh', () => {
    const { proxy: record, shapes } = proxy(ell());
    expect(record.kind).toBe('hull');
    expect(shapes[0].mesh?.indices.length).toBeGreaterThan(0);
    // the hull closes the corner of the L: its slope lies about 0.57 m from the corner
    expect(record.error_m).toBeGreaterThan(0.3);
    const round = proxy(ball(0.1), { tolerance: 0 });
    expect(round.proxy.kind).toBe('hull');
    expect(round.proxy.pieces[0].vertices).toBeLessThanOrEqual(64);
    expect(round.proxy.pieces[0].faces).toBeLessThanOrEqual(64);
  });

  it('keeps a primitive within 5 mm, however large the thing is', () => {
    const large = boxMesh([0, 0, 0], [4, 4, 4]);
    large.positions[21] -= 0.02; // one corner pulled in by 2 cm: 0.3 % of the diagonal
    expect(proxy(large).proxy.kind).toBe('hull');
  });

  it('gives a flat mesh a box with a least thickness', () => {
    const sheet: Mesh = {
      positions: new Float32Array([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0]),
      indices: new Uint32Array([0, 1, 2, 0, 2, 3]),
    };
    const { proxy: record, codes } = proxy(sheet);
    expect(record.kind).toBe('box');
    expect(Math.min(...(record.pieces[0].size_m ?? []))).toBe(1e-3);
    expect(codes).toEqual(['proxy.thickened']);
  });

  it('lets what stands still collide as it is', () => {
    expect(proxy(ell(), { still: true })).toMatchObject({ shapes: [], proxy: { kind: 'mesh', error_m: 0 } });
  });
});

describe('massFor', () => {
  const mass = (mesh: Mesh, given?: { mass_kg: number }, provenance = 'lexicon:crate') => {
    const warnings: Warning[] = [];
    const surface = surfaceOf('wood', provenance);
    const record = massFor(mesh, inspect(mesh).bounds, surface, given, warnings, cancel);
    return { record, surface, codes: warnings.map(({ code }) => code) };
  };

  it('multiplies measured volume with the density, and says so', () => {
    const { record, surface } = mass(boxMesh([0, 0, 0], [1, 0.5, 0.2]));
    expect(record.mass_kg).toBeCloseTo(0.1 * surface.density_kg_m3, 9);
    expect(record.provenance).toBe('mesh_density');
    expect(record.reason).toContain('lexicon:crate');
  });

  it('takes a given mass over any other, and keeps the shape', () => {
    const { record } = mass(boxMesh([0, 0, 0], [1, 1, 1]), { mass_kg: 6 });
    expect(record).toMatchObject({ mass_kg: 6, provenance: 'given', method: 'exact' });
    for (const moment of record.principal_moments_kg_m2) expect(moment).toBeCloseTo(1, 9);
  });

  it('trusts a guess less than a word, and a word less than the input', () => {
    const box = boxMesh();
    const trust = ['default', 'lexicon:crate', 'given'].map((word) => mass(box, undefined, word).record.confidence);
    expect(trust[0]).toBeLessThan(trust[1]);
    expect(trust[1]).toBeLessThan(trust[2]);
  });

  it('stands a box in for what has nothing to measure', () => {
    const line: Mesh = {
      positions: new Float32Array([0, 0, 0, 1, 0, 0, 2, 0, 0]),
      indices: new Uint32Array([0, 1, 2]),
    };
    const { record, codes } = mass(line);
    expect(record).toMatchObject({ method: 'box', provenance: 'box_approx' });
    expect(record.principal_moments_kg_m2[0]).toBeGreaterThan(0);
    expect(codes).toEqual(['mass.box_fallback']);
  });
});
