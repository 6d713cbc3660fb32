import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ASSET_FROM_GLB,
  determinant3,
  IDENTITY,
  invertRigid,
  type Matrix4,
  matrixFromQuaternion,
  multiply,
  rigidError,
} from '../../src/scene/frames.js';
import { type PlacedPart, planAssets, unitWarning } from '../../src/steps/regen3d/assets.js';

const box = { min: [0, 0, 0] as [number, number, number], max: [1, 1, 1] as [number, number, number] };
const part = (worldFromPart: Matrix4, rest: { upAxis?: 'Y' | 'Z' | null; digest?: string; asks?: 'Y' | 'Z' } = {}) =>
  ({
    order: 0,
    object: { assetName: 'mug', upAxis: rest.asks ?? 'Z' },
    survey: { upAxis: rest.upAxis === undefined ? 'Y' : rest.upAxis },
    part: { digest: rest.digest ?? 'd' },
    worldFromPart,
    bounds: box,
    level: 1,
  }) as unknown as PlacedPart;

const largest = (a: readonly number[], b: readonly number[]) => Math.max(...a.map((x, i) => Math.abs(x - b[i])));
const number = (size: number) => fc.double({ min: -size, max: size, noNaN: true });
const rotation = fc
  .tuple(number(1), number(1), number(1), number(1))
  .filter((q) => Math.hypot(...q) > 1e-3)
  .map((q) => matrixFromQuaternion(q));
const affine = fc
  .tuple(
    rotation,
    rotation,
    fc.array(fc.double({ min: 0.02, max: 20, noNaN: true }), { minLength: 3, maxLength: 3 }),
    fc.boolean(),
    number(50),
  )
  .map(([r, q, d, mirrored, t]) => {
    const stretch = multiply(
      invertRigid(q),
      multiply([mirrored ? -d[0] : d[0], 0, 0, 0, 0, d[1], 0, 0, 0, 0, d[2], 0, 0, 0, 0, 1], q),
    );
    const m = multiply(r, stretch);
    m[3] = t;
    return m;
  });

describe('assets from placed meshes', () => {
  it('bakes so that every pose is rigid and the world stays', () => {
    fc.assert(
      fc.property(
        affine,
        fc.constantFrom('Y' as const, null),
        fc.constantFrom('Y' as const, 'Z' as const),
        (m, upAxis, asks) => {
          const [plan] = planAssets([part(m, { upAxis, asks })]);
          expect(rigidError(plan.poses[0])).toBeLessThan(1e-5 + 1e-12);
          expect(determinant3(plan.poses[0])).toBeGreaterThan(0);
          const world = multiply(plan.poses[0], multiply(ASSET_FROM_GLB, plan.bake ?? IDENTITY));
          expect(largest(world, m)).toBeLessThan(1e-9);
        },
      ),
    );
  });

  it('keeps rigid poses as they are given', () => {
    fc.assert(
      fc.property(rotation, (r) => {
        const rounded = r.map((x) => Number(x.toFixed(6)));
        const [plan] = planAssets([part(rounded)]);
        expect(plan.bake).toBeNull();
        expect(multiply(plan.poses[0], ASSET_FROM_GLB)).toEqual(rounded.map((x) => x + 0));
      }),
    );
  });

  it('shares assets by content, stretch and material, however turned', () => {
    fc.assert(
      fc.property(rotation, rotation, (a, b) => {
        const twice = [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1];
        const parts = [part(a), part(multiply(a, twice)), part(b), part(multiply(b, twice)), part(a, { digest: 'e' })];
        expect(planAssets(parts).map((plan) => [plan.id, plan.users.length])).toEqual([
          ['mug', 2],
          ['mug_2', 2],
          ['mug_3', 1],
        ]);
      }),
    );
  });

  it('doubts sizes that no thing has, and names likely units', () => {
    const warn = (size: number, unit = 1) => unitWarning({ min: [0, 0, 0], max: [size, size / 2, 0] }, unit)?.message;
    expect(warn(1)).toBeUndefined();
    expect(warn(20)).toBeUndefined();
    expect(warn(80)).toMatch(/centimetres \(0\.8 m\) or millimetres \(0\.08 m\)/);
    expect(warn(0.004)).toMatch(/outside 0\.005-20 m/);
    expect(warn(0.001, 0.001)).toMatch(/metres \(1 m\)/);
  });
});
