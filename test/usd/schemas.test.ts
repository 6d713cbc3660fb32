import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mesh, Vec3 } from '../../src/geometry/mesh.js';
import { cameraPrim } from '../../src/usd/camera.js';
import type { Attribute, Prim } from '../../src/usd/layer.js';
import { meshPrim } from '../../src/usd/mesh.js';
import { massAttributes, physicsScene, storedMoments } from '../../src/usd/physics.js';
import { physxScene } from '../../src/usd/physx.js';
import { semanticLabels } from '../../src/usd/semantics.js';
import { transformOps } from '../../src/usd/transform.js';

const get = (prim: Prim | Pick<Prim, 'properties'>, name: string) =>
  (prim.properties?.find((property) => property.name === name) as Attribute | undefined)?.value;
const list = (value: unknown) => Array.from(value as ArrayLike<number>);

describe('mass', () => {
  const mass = {
    mass_kg: 2,
    center_of_mass_m: [1, 2, 3] as Vec3,
    principal_moments_kg_m2: [1, 2, 2.5] as Vec3,
    principal_axes_xyzw: [0, 0, 0.6, 0.8] as [number, number, number, number],
  };

  it('writes quaternions with w first', () => {
    const axes = massAttributes(mass).find(({ name }) => name === 'physics:principalAxes') as Attribute;
    expect(axes.value).toEqual([0.8, 0, 0, 0.6]);
  });

  it.each([
    { mass_kg: 0 },
    { mass_kg: 1e-60 },
    { principal_moments_kg_m2: [0, 1, 1] as Vec3 },
    { principal_axes_xyzw: [0, 0, 0, 0.5] as [number, number, number, number] },
  ])('refuses %o: engines would guess', (wrong) => {
    expect(() => massAttributes({ ...mass, ...wrong })).toThrow(/positive mass/);
  });

  it('keeps the triangle inequality through rounding to float32, within rounding', () => {
    const moment = fc.double({ min: 1e-8, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        const [lo, hi] = [Math.min(a, b), Math.max(a, b)];
        const stored = storedMoments([lo, hi, lo + hi]); // a flat body: equality
        expect(stored[0] + stored[1]).toBeGreaterThanOrEqual(stored[2]);
        expect(Math.abs(stored[2] / (lo + hi) - 1)).toBeLessThan(3e-7);
        expect(stored.map(Math.fround)).toEqual(stored);
      }),
      { numRuns: 2000, seed: 5 },
    );
  });
});

describe('scene', () => {
  it('splits gravity into direction and magnitude, down when there is none', () => {
    const physx = physxScene({ timeStepsPerSecond: 60, solverType: 'TGS' });
    const earth = physicsScene('PhysicsScene', [0, 0, -9.81], physx);
    expect(get(earth, 'physics:gravityDirection')).toEqual([0, 0, -1]);
    expect(get(earth, 'physics:gravityMagnitude')).toBeCloseTo(9.81, 12);
    expect(get(physicsScene('S', [0, 0, 0], physx), 'physics:gravityDirection')).toEqual([0, 0, -1]);
  });

  it('transposes poses, changing no digit', () => {
    const matrix = [1, 2, 3, 0.1, 4, 5, 6, 1 / 3, 7, 8, 9, 1e-17, 0, 0, 0, 1];
    const [transform] = transformOps(matrix) as Attribute[];
    expect(list(transform.value)).toEqual([1, 4, 7, 0, 2, 5, 8, 0, 3, 6, 9, 0, 0.1, 1 / 3, 1e-17, 1]);
  });

  it('labels without empty or repeated words', () => {
    expect(semanticLabels('class', ['mug', '', 'mug']).properties[0]).toMatchObject({ value: ['mug'] });
    expect(semanticLabels('class', [' ']).apiSchemas).toEqual([]);
  });
});

describe('cameras', () => {
  const camera = {
    id: 'c',
    matrix_column_vector: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
    width: 640,
    height: 480,
    fx: 500,
    fy: 510,
    cx: 330,
    cy: 230,
  };

  it('gives the window of fx, fy, cx, cy', () => {
    const prim = cameraPrim('c', camera);
    const [f, a, ao, b, bo] = [
      'focalLength',
      'horizontalAperture',
      'horizontalApertureOffset',
      'verticalAperture',
      'verticalApertureOffset',
    ].map((name) => get(prim, name) as number);
    // slopes of the image's edges: left, right, top, bottom
    expect((-a / 2 + ao) / f).toBeCloseTo(-330 / 500, 12);
    expect((a / 2 + ao) / f).toBeCloseTo((640 - 330) / 500, 12);
    expect((b / 2 + bo) / f).toBeCloseTo(230 / 510, 12);
    expect((-b / 2 + bo) / f).toBeCloseTo(-(480 - 230) / 510, 12);
  });
});

describe('meshes', () => {
  const square: Mesh = {
    positions: new Float32Array([0, 0, 0, 2, 0, 0, 2, 3, 0, 0, 3, 0]),
    indices: new Uint32Array([0, 1, 2, 0, 2, 3]),
  };

  it('has flat normals per face where the source has none', () => {
    const { prim, warnings } = meshPrim(square, { name: 'm' });
    const normals = prim.properties?.find(({ name }) => name === 'normals') as Attribute;
    expect(normals.interpolation).toBe('uniform');
    expect(list(normals.value)).toEqual([0, 0, 1, 0, 0, 1]);
    expect(list(get(prim, 'extent'))).toEqual([0, 0, 0, 2, 3, 0]);
    expect(get(prim, 'subdivisionScheme')).toBe('none');
    expect(warnings).toEqual([]);
  });

  it('gives triangles without area a unit normal', () => {
    const flat = { ...square, indices: new Uint32Array([0, 0, 1]) };
    expect(list(get(meshPrim(flat, { name: 'm' }).prim, 'normals'))).toEqual([0, 0, 1]);
  });

  it('scales normals to unit length and counts them, leaving the input alone', () => {
    const normals = new Float32Array([0, 0, 2, 0, 0, 1, 0, 0, 0, NaN, 0, 0]);
    const { prim, warnings } = meshPrim({ ...square, normals }, { name: 'm' });
    expect(list(get(prim, 'normals'))).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]);
    expect(warnings).toMatchObject([{ code: 'mesh.normals_not_unit', count: 3 }]);
    expect(normals[2]).toBe(2);
  });

  it('flips v and keeps u', () => {
    const uvs = new Float32Array([0, 0, 0.25, 0.75, 2, -1, 1, 1]);
    expect(list(get(meshPrim({ ...square, uvs }, { name: 'm' }).prim, 'primvars:st'))).toEqual([
      0, 1, 0.25, 0.25, 2, 2, 1, 0,
    ]);
  });

  it('covers every face with one subset per material group', () => {
    const groups = [
      { start: 0, count: 1, material: 1 },
      { start: 1, count: 1, material: 0 },
    ];
    const bindings = ['a', 'b'].map((name) => ({ name, path: `/Looks/${name}` }));
    const { prim } = meshPrim({ ...square, groups }, { name: 'm', bindings });
    expect(prim.children?.map((child) => [child.type, child.name, list(get(child, 'indices'))])).toEqual([
      ['GeomSubset', 'a', [0]],
      ['GeomSubset', 'b', [1]],
    ]);
    expect(get(prim, 'subsetFamily:materialBind:familyType')).toBe('partition');
    const one = meshPrim({ ...square, groups: [{ start: 0, count: 2, material: 0 }] }, { name: 'm', bindings });
    expect(one.prim.children).toEqual([]);
    expect(one.prim.properties).toContainEqual({
      kind: 'relationship',
      name: 'material:binding',
      targets: ['/Looks/a'],
    });
  });
});
