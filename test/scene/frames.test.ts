import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ASSET_FROM_GLB,
  checkAffine,
  determinant3,
  GLB_FROM_ASSET,
  IDENTITY,
  invert,
  invertRigid,
  isRigid,
  matrixFromQuaternion,
  multiply,
  polar,
  quaternionFromMatrix,
  rigidError,
  transformBox,
  transformPoint,
} from '../../src/scene/frames.js';

const largest = (a: readonly number[], b: readonly number[]) => Math.max(...a.map((x, i) => Math.abs(x - b[i])));
const number = (size: number) => fc.double({ min: -size, max: size, noNaN: true });
const quaternion = fc
  .tuple(number(1), number(1), number(1), number(1))
  .filter((q) => Math.hypot(...q) > 1e-3)
  .map((q) => q as number[]);
const pose = fc
  .tuple(quaternion, fc.tuple(number(100), number(100), number(100)))
  .map(([q, t]) => matrixFromQuaternion(q, t));
/** A positive stretch along turned axes: Q^T D Q. */
const stretch = fc
  .tuple(quaternion, fc.array(fc.double({ min: 0.01, max: 50, noNaN: true }), { minLength: 3, maxLength: 3 }))
  .map(([q, d]) => {
    const turn = matrixFromQuaternion(q);
    const diagonal = [d[0], 0, 0, 0, 0, d[1], 0, 0, 0, 0, d[2], 0, 0, 0, 0, 1];
    return multiply(invertRigid(turn), multiply(diagonal, turn));
  });

describe('frames', () => {
  it('maps glTF axes to ours and back', () => {
    expect(transformPoint(ASSET_FROM_GLB, [1, 2, 3])).toEqual([1, -3, 2]);
    expect(transformPoint(GLB_FROM_ASSET, [1, -3, 2])).toEqual([1, 2, 3]);
    expect(multiply(ASSET_FROM_GLB, GLB_FROM_ASSET)).toEqual(IDENTITY);
    expect(determinant3(ASSET_FROM_GLB)).toBe(1);
  });

  it('composes b first', () => {
    const move = [1, 0, 0, 5, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
    const quarter = matrixFromQuaternion([0, 0, Math.SQRT1_2, Math.SQRT1_2]); // x -> y
    expect(largest(transformPoint(multiply(move, quarter), [1, 0, 0]), [5, 1, 0])).toBeLessThan(1e-15);
    expect(largest(transformPoint(multiply(quarter, move), [1, 0, 0]), [0, 6, 0])).toBeLessThan(1e-14);
  });

  it('inverts', () => {
    fc.assert(
      fc.property(pose, stretch, (p, s) => {
        expect(largest(multiply(invert(multiply(p, s)), multiply(p, s)), IDENTITY)).toBeLessThan(1e-8);
        expect(largest(multiply(invertRigid(p), p), IDENTITY)).toBeLessThan(1e-12);
      }),
    );
  });

  it('splits every invertible matrix into a rotation and a stretch', () => {
    fc.assert(
      fc.property(pose, stretch, fc.boolean(), (p, s, mirrored) => {
        const signed = mirrored ? s.map((x, i) => (i === 15 ? 1 : -x)) : s;
        const m = multiply(p, signed);
        const { rigid, stretch: found } = polar(m);
        expect(rigidError(rigid)).toBeLessThan(1e-13);
        expect(determinant3(rigid)).toBeGreaterThan(0);
        expect(largest(found, signed)).toBeLessThan(1e-10 * 50);
        expect(largest(multiply(rigid, found), m)).toBeLessThan(1e-12 * 100);
        for (const [i, j] of [
          [1, 4],
          [2, 8],
          [6, 9],
        ])
          expect(found[i]).toBe(found[j]); // symmetric
      }),
    );
  });

  it('gives all mirrored turns of one stretch the same stretch', () => {
    const mirror = [-2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1];
    fc.assert(
      fc.property(pose, (p) => {
        const { stretch: s } = polar(multiply(p, mirror));
        expect(largest(s, [-2, 0, 0, 0, 0, -2, 0, 0, 0, 0, -2, 0, 0, 0, 0, 1])).toBeLessThan(1e-12);
      }),
    );
  });

  it.each([1e-8, 1e8])('splits at size %s', (size) => {
    const { rigid, stretch: s } = polar([0, -size, 0, 1, size, 0, 0, 2, 0, 0, size, 3, 0, 0, 0, 1]);
    expect(largest(rigid, [0, -1, 0, 1, 1, 0, 0, 2, 0, 0, 1, 3, 0, 0, 0, 1])).toBeLessThan(1e-14);
    expect(s[0] / size).toBeCloseTo(1, 12);
  });

  it('turns matrices into quaternions and back', () => {
    fc.assert(
      fc.property(quaternion, (q) => {
        const length = Math.hypot(...q);
        const found = quaternionFromMatrix(matrixFromQuaternion(q));
        const sign = found.reduce((sum, x, i) => sum + x * q[i], 0) < 0 ? -1 : 1;
        expect(found[3]).toBeGreaterThanOrEqual(0);
        expect(
          largest(
            found,
            q.map((x) => (sign * x) / length),
          ),
        ).toBeLessThan(1e-7);
        expect(largest(matrixFromQuaternion(found), matrixFromQuaternion(q))).toBeLessThan(1e-12);
      }),
    );
    // the three half turns, where the trace is -1
    for (const q of [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
    ])
      expect(quaternionFromMatrix(matrixFromQuaternion(q))).toEqual(q);
  });

  it('tells rigid from stretched, mirrored and rounded', () => {
    expect(isRigid(matrixFromQuaternion([1, 2, 3, 4]).map((x) => Number(x.toFixed(7))))).toBe(true);
    expect(isRigid([1.001, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])).toBe(false);
    expect(isRigid([-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])).toBe(false);
    expect(isRigid([Number.NaN, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])).toBe(false);
  });

  it('keeps moved contents inside the moved box', () => {
    const box = { min: [-1, -2, -3] as [number, number, number], max: [1, 2, 3] as [number, number, number] };
    fc.assert(
      fc.property(pose, fc.tuple(number(1), number(2), number(3)), (m, point) => {
        const moved = transformPoint(m, point);
        const outer = transformBox(m, box);
        for (let i = 0; i < 3; i++) {
          expect(moved[i]).toBeGreaterThanOrEqual(outer.min[i] - 1e-9);
          expect(moved[i]).toBeLessThanOrEqual(outer.max[i] + 1e-9);
        }
      }),
    );
  });

  it.each([
    ['NaN', [Number.NaN, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]],
    ['infinite', [1, 0, 0, Infinity, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]],
    ['huge', [1, 0, 0, 1e300, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]],
    ['zero', new Array(16).fill(0)],
    ['flat', [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
    ['rank 1', [1, 2, 3, 0, 2, 4, 6, 0, 3, 6, 9, 0, 0, 0, 0, 1]],
    ['row-vector', [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 5, 6, 7, 1]],
    ['short', [1, 0, 0]],
    ['text', 'identity'],
    ['strings', new Array(16).fill('1')],
  ])('refuses a pose that is %s', (_, m) => {
    expect(() => checkAffine(m)).toThrowError(expect.objectContaining({ code: 'POSE_INVALID' }));
  });
});
