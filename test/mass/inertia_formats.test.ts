import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InertiaTensor } from '../../src/geometry/mass.js';
import type { Vec3 } from '../../src/geometry/mesh.js';
import {
  type BodyMass,
  fromMjcfInertial,
  fromUrdfInertial,
  fromUsdMass,
  type QuatWxyz,
  rotationOf,
  toMjcfInertial,
  toUrdfInertial,
  toUsdMass,
} from '../../src/scene/inertia_formats.js';
import { principalAxes } from '../../src/scene/principal_axes.js';

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const unit = fc
  .tuple(real(-1, 1), real(-1, 1), real(-1, 1), real(-1, 1))
  .filter((q) => q.some((x) => Math.abs(x) > 0.1))
  .map((q) => q.map((x) => x / Math.hypot(...q)) as QuatWxyz);
/** Sums of squares along three axes: positive moments with the triangle inequality, flat and needle-like ones among them. */
const moments = fc
  .tuple(real(0, 1), real(0, 1), real(0, 1), fc.integer({ min: -12, max: 6 }))
  .filter(([x, y, z]) => x + y > 1e-6 && y + z > 1e-6 && x + z > 1e-6)
  .map(([x, y, z, e]) => [y + z, x + z, x + y].map((m) => m * 10 ** e) as Vec3);
const point = fc.tuple(real(-1e3, 1e3), real(-1e3, 1e3), real(-1e3, 1e3));

const entries = ({ xx, yy, zz, xy, xz, yz }: InertiaTensor) => [xx, yy, zz, xy, xz, yz];
const size = (t: InertiaTensor) => Math.max(...entries(t).map(Math.abs));

/** R diag R^T, written out on its own. */
function tensorOf(diag: Vec3, q: QuatWxyz): InertiaTensor {
  const r = rotationOf(q);
  const at = (i: number, j: number) => [0, 1, 2].reduce((s, k) => s + r[i][k] * diag[k] * r[j][k], 0);
  return { xx: at(0, 0), yy: at(1, 1), zz: at(2, 2), xy: at(0, 1), xz: at(0, 2), yz: at(1, 2) };
}

const body = fc
  .tuple(real(1e-6, 1e6), point, moments, unit)
  .map(([mass_kg, center_of_mass_m, m, q]): BodyMass & { moments: Vec3 } => ({
    mass_kg,
    center_of_mass_m,
    inertia_kg_m2: tensorOf(m, q),
    moments: [...m].sort((a, b) => a - b) as Vec3,
  }));

function same(a: BodyMass, b: BodyMass, within = 1e-13): void {
  expect(a.mass_kg).toBe(b.mass_kg);
  expect(a.center_of_mass_m).toEqual(b.center_of_mass_m);
  const scale = size(b.inertia_kg_m2);
  const [x, y] = [entries(a.inertia_kg_m2), entries(b.inertia_kg_m2)];
  for (const [i, value] of x.entries()) expect(Math.abs(value - y[i])).toBeLessThanOrEqual(within * scale);
}

const runs = { numRuns: 1000 };

describe('principal axes', () => {
  it('are the moments that were turned, ascending, with right-handed axes that turn them back', () => {
    fc.assert(
      fc.property(body, ({ inertia_kg_m2, moments }) => {
        const found = principalAxes(inertia_kg_m2);
        const scale = size(inertia_kg_m2);
        for (const k of [0, 1, 2]) expect(Math.abs(found.moments[k] - moments[k])).toBeLessThanOrEqual(1e-13 * scale);
        expect(found.moments[0]).toBeLessThanOrEqual(found.moments[1]);
        expect(found.moments[1]).toBeLessThanOrEqual(found.moments[2]);
        expect(Math.abs(Math.hypot(...found.axes) - 1)).toBeLessThan(1e-14);
        expect(found.axes[0]).toBeGreaterThanOrEqual(0);
        const back = entries(tensorOf(found.moments, found.axes));
        for (const [i, value] of entries(inertia_kg_m2).entries())
          expect(Math.abs(back[i] - value)).toBeLessThanOrEqual(1e-13 * scale);
      }),
      runs,
    );
  });

  it('leave a diagonal tensor as it is', () => {
    expect(principalAxes({ xx: 1, yy: 2, zz: 3, xy: 0, xz: 0, yz: 0 })).toEqual({
      moments: [1, 2, 3],
      axes: [1, 0, 0, 0],
    });
    expect(principalAxes({ xx: 0, yy: 0, zz: 0, xy: 0, xz: 0, yz: 0 }).axes).toEqual([1, 0, 0, 0]);
    const turned = principalAxes({ xx: 3, yy: 1, zz: 2, xy: 0, xz: 0, yz: 0 });
    expect(turned.moments).toEqual([1, 2, 3]);
    expect(turned.axes.map((x) => Math.abs(x))).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  it('end for entries of any size', () => {
    for (const s of [1e-300, 1e-160, 1e150]) {
      const { moments } = principalAxes({ xx: 2 * s, yy: 2 * s, zz: 3 * s, xy: s, xz: 0, yz: 0 });
      expect(moments[0] / s).toBeCloseTo(1, 12);
      expect(moments[2] / s).toBeCloseTo(3, 12);
    }
    expect(principalAxes({ xx: 1, yy: 2, zz: 3, xy: 1e-200, xz: 1e-170, yz: 1e-300 }).moments).toEqual([1, 2, 3]);
  });
});

describe('formats', () => {
  it('USD and back', () => {
    fc.assert(
      fc.property(body, (b) => same(fromUsdMass(toUsdMass(b)), b)),
      runs,
    );
  });

  it('MJCF and back, both forms, which mean the same', () => {
    fc.assert(
      fc.property(body, (b) => {
        same(fromMjcfInertial(toMjcfInertial(b)), b);
        same(fromMjcfInertial(toMjcfInertial(b, 'full')), b, 0);
      }),
      runs,
    );
  });

  it('URDF and back, without angles', () => {
    fc.assert(
      fc.property(body, (b) => {
        const urdf = toUrdfInertial(b);
        expect(urdf.origin.rpy).toEqual([0, 0, 0]);
        same(fromUrdfInertial(urdf), b, 0);
      }),
      runs,
    );
  });

  it('from there and back: any quaternion, any order of moments', () => {
    fc.assert(
      fc.property(real(0.1, 9), moments, unit, point, (mass, diag, q, at) => {
        const usd = { mass, centerOfMass: at, diagonalInertia: diag, principalAxes: q };
        const there = fromUsdMass(usd);
        same(fromUsdMass(toUsdMass(there)), there);
        same(fromMjcfInertial({ mass, pos: at, quat: q, diaginertia: diag }), there, 0);
        same(there, { mass_kg: mass, center_of_mass_m: at, inertia_kg_m2: tensorOf(diag, q) });
      }),
      runs,
    );
  });

  it('URDF angles turn about the fixed axes x, y, z in this order', () => {
    const angle = real(-Math.PI, Math.PI);
    const about = (axis: number, a: number): QuatWxyz => {
      const q: QuatWxyz = [Math.cos(a / 2), 0, 0, 0];
      q[axis + 1] = Math.sin(a / 2);
      return q;
    };
    const times = (a: QuatWxyz, b: QuatWxyz): QuatWxyz => [
      a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3],
      a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2],
      a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1],
      a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0],
    ];
    fc.assert(
      fc.property(angle, angle, angle, moments, (roll, pitch, yaw, [ixx, iyy, izz]) => {
        const q = times(about(2, yaw), times(about(1, pitch), about(0, roll)));
        const urdf = {
          mass: 1,
          origin: { xyz: [0, 0, 0] as Vec3, rpy: [roll, pitch, yaw] as Vec3 },
          inertia: { ixx, iyy, izz, ixy: 0, ixz: 0, iyz: 0 },
        };
        const expected = {
          mass_kg: 1,
          center_of_mass_m: [0, 0, 0] as Vec3,
          inertia_kg_m2: tensorOf([ixx, iyy, izz], q),
        };
        same(fromUrdfInertial(urdf), expected, 1e-14);
      }),
      runs,
    );
  });

  it('says the numbers in the order of each format', () => {
    const b: BodyMass = {
      mass_kg: 2,
      center_of_mass_m: [1, 2, 3],
      inertia_kg_m2: { xx: 10, yy: 20, zz: 25, xy: 1, xz: 2, yz: 3 },
    };
    expect(toMjcfInertial(b, 'full')).toEqual({ mass: 2, pos: [1, 2, 3], fullinertia: [10, 20, 25, 1, 2, 3] });
    expect(toUrdfInertial(b).inertia).toEqual({ ixx: 10, ixy: 1, ixz: 2, iyy: 20, iyz: 3, izz: 25 });
    // a quarter turn about z takes the principal x into y: w first
    const h = Math.SQRT1_2;
    const usd = { mass: 1, centerOfMass: [0, 0, 0] as Vec3, diagonalInertia: [1, 2, 3] as Vec3 };
    const turned = fromUsdMass({ ...usd, principalAxes: [h, 0, 0, h] }).inertia_kg_m2;
    expect(turned.xx).toBeCloseTo(2, 14);
    expect(turned.yy).toBeCloseTo(1, 14);
  });
});
