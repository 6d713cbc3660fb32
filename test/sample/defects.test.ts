/** Every planted defect against what `inspect` counts, before and after, on one clean closed solid. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type Inspection, inspect } from '../../src/geometry/verbs.js';
import * as plant from '../../src/sample/defects.js';
import { bevelBox, lathe, rounded, subdivided } from '../../src/sample/primitives.js';
import { Random } from '../../src/sample/random.js';
import { quantise, type Shape, toMesh, triangleCountOf } from '../../src/sample/shape.js';

let shape: Shape;
let random: Random;
let before: Inspection;
const look = () => inspect(toMesh(shape));

beforeEach(() => {
  const ball = rounded(
    [
      [0, 0],
      [0.05, 0],
      [0.06, 0.04],
      [0.05, 0.1],
      [0, 0.1],
    ],
    2,
  );
  shape = lathe(subdivided(ball, 0.006), { segments: 48 });
  quantise(shape);
  random = new Random(1, 'defects');
  before = look();
});

describe('defects', () => {
  it('start from a clean solid', () => {
    expect(before).toMatchObject({
      closedness: 'closed',
      components: 1,
      collapsed_triangles: 0,
      zero_area_triangles: 0,
      duplicate_triangles: 0,
      boundary_edges: 0,
      nonmanifold_edges: 0,
      orientation_conflicts: 0,
    });
  });
  it('coincident shells are duplicate triangles on vertices of their own', () => {
    const { count } = plant.doubleCoincident(shape, 10, 60, '');
    expect(count).toBe(50);
    expect(look()).toMatchObject({ triangles: before.triangles + 50, duplicate_triangles: 50, components: 1 });
    expect(look().vertices).toBeGreaterThan(before.vertices);
  });
  it('offset shells add a component; turned ones leave only the wall between', () => {
    plant.doubleOffset(shape, -0.002, true, '');
    const wall = look();
    expect(wall).toMatchObject({ triangles: 2 * before.triangles, components: 2, closedness: 'closed' });
    expect(wall.volume_m3 / (0.002 * before.area_m2)).toBeCloseTo(0.96, 1);
  });
  it('missing triangles open three edges each', () => {
    expect(plant.missingTriangles(shape, 7, random).count).toBe(7);
    expect(look()).toMatchObject({ triangles: before.triangles - 7, boundary_edges: 21 });
  });
  it('a missing patch has one rim', () => {
    const { count } = plant.missingWhere(shape, ([, y]) => y < 0.001, '');
    expect(count).toBeGreaterThan(48);
    expect(look()).toMatchObject({ triangles: before.triangles - count, boundary_edges: 48 });
  });
  it('hidden inner parts are closed parts inside', () => {
    const part = bevelBox({ size: [0.02, 0.02, 0.02], bevel: 0.002, step: 0.01 });
    for (let i = 1; i < part.positions.length; i += 3) part.positions[i] += 0.05;
    quantise(part);
    expect(plant.hiddenInside(shape, part, '').count).toBe(triangleCountOf(part));
    expect(look()).toMatchObject({ components: 2, closedness: 'closed', bounds: before.bounds });
  });
  it('inside out turns the volume', () => {
    plant.insideOut(shape, 0, triangleCountOf(shape), '');
    expect(look().volume_m3).toBeCloseTo(-before.volume_m3, 15);
  });
  it('a flipped patch conflicts along its rim only', () => {
    const { count } = plant.flippedPatch(shape, [0, 0.1, 0], 0.02);
    expect(count).toBeGreaterThan(20);
    const after = look();
    expect(after.orientation_conflicts).toBeGreaterThan(10);
    expect(after.orientation_conflicts).toBeLessThan(count);
    expect(after.closedness).toBe('closed_after_repair');
  });
  it('a cracked seam is open for an exact weld', () => {
    const { count } = plant.crackedSeam(shape);
    expect(count).toBeGreaterThan(10);
    expect(look().boundary_edges).toBeGreaterThanOrEqual(2 * count);
  });
  it('duplicates and collapsed triangles are counted one by one', () => {
    plant.duplicates(shape, 5, random);
    plant.collapsed(shape, 4, random);
    // a copy of a collapsed triangle would not count as a duplicate: they were planted in this order
    expect(look()).toMatchObject({ triangles: before.triangles + 9, duplicate_triangles: 5, collapsed_triangles: 4 });
  });
  it('slivers leave the surface closed and the volume as it was', () => {
    const { count } = plant.slivers(shape, 6, random);
    expect(count).toBe(12);
    const after = look();
    expect(after).toMatchObject({ triangles: before.triangles + 12, closedness: 'closed', boundary_edges: 0 });
    expect(after.volume_m3 / before.volume_m3).toBeCloseTo(1, 4);
    const mesh = toMesh(shape);
    let needles = 0;
    for (let t = 0; t < mesh.indices.length; t += 3) {
      const p = [0, 1, 2].map((k) => mesh.positions.subarray(3 * mesh.indices[t + k], 3 * mesh.indices[t + k] + 3));
      const sides = [0, 1, 2].map((k) => Math.hypot(...[0, 1, 2].map((d) => p[k][d] - p[(k + 1) % 3][d])));
      if (Math.min(...sides) < 6e-5) needles++;
    }
    expect(needles).toBe(12);
  });
  it('fins make one non-manifold and two open edges each', () => {
    expect(plant.fins(shape, 5, random).count).toBe(5);
    expect(look()).toMatchObject({
      triangles: before.triangles + 5,
      nonmanifold_edges: 5,
      boundary_edges: 10,
    });
  });
  it('fragments are closed components where there is room', () => {
    expect(plant.fragments(shape, 3, random, ([, y]) => y > 0.03 && y < 0.08).count).toBe(24);
    const after = look();
    expect(after).toMatchObject({ components: 4, closedness: 'closed', triangles: before.triangles + 24 });
    expect(after.volume_m3).toBeGreaterThan(before.volume_m3);
  });
});
