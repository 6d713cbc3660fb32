import { describe, expect, it } from 'vitest';
import { DEFAULT_MATERIAL } from '../../src/formats/model.js';
import { surfaceOf } from '../../src/scene/materials.js';
import { boxMass, boxPiece } from '../../src/steps/simready/box.js';
import { withGiven } from '../../src/steps/simready/given_surface.js';
import { type UsdAssetInput, usdAsset } from '../../src/steps/simready/usd_asset.js';

const bounds = { min: [0, 0, 0] as [number, number, number], max: [2, 1, 1] as [number, number, number] };
const input = (more: Partial<UsdAssetInput> = {}): UsdAssetInput => {
  const piece = boxPiece(bounds);
  return {
    id: '1.mug',
    labels: ['mug'],
    visual: {
      positions: new Float32Array([0, 0, 0, 2, 0, 0, 2, 1, 1]),
      indices: new Uint32Array([0, 1, 2]),
      groups: [{ start: 0, count: 1, material: 0 }],
    },
    materials: [{ ...DEFAULT_MATERIAL, name: 'red "paint"', baseColor: [1, 0, 0, 1] }],
    textures: [],
    mass: boxMass(bounds, 600, 3, 'as given'),
    surface: surfaceOf('ceramic', 'lexicon:mug'),
    proxy: { kind: 'box', pieces: [piece], error_m: 0.5, volume_ratio: null, reason: 'a box' },
    shapes: [{ piece }],
    ...more,
  };
};
const texts = (more?: Partial<UsdAssetInput>) =>
  Object.fromEntries([...usdAsset(input(more)).files].map(([file, bytes]) => [file, Buffer.from(bytes).toString()]));

describe('usdAsset', () => {
  it('puts the body on the default prim and everything heavy behind payloads', () => {
    const files = texts();
    expect(Object.keys(files)).toEqual([
      'sm_obj_1.mug.usda',
      'payloads/geometries.usda',
      'payloads/materials.usda',
      'payloads/physics.usda',
    ]);
    expect(files['sm_obj_1.mug.usda']).toBe(`#usda 1.0
(
    defaultPrim = "obj_1_mug"
    kilogramsPerUnit = 1
    metersPerUnit = 1
    upAxis = "Z"
)

def Xform "obj_1_mug" (
    prepend apiSchemas = ["PhysicsRigidBodyAPI", "PhysicsMassAPI", "SemanticsLabelsAPI:class"]
    customData = {
        dictionary simwright = {
            string asset_id = "1.mug"
            double mass_confidence = 0.3
            string mass_method = "box"
            string mass_provenance = "given"
            string mass_reason = "as given"
            string proxy_kind = "box"
            string proxy_reason = "a box"
            double proxy_error_m = 0.5
            string surface_material = "ceramic"
            string surface_provenance = "lexicon:mug"
        }
    }
    kind = "component"
)
{
    bool physics:rigidBodyEnabled = true
    point3f physics:centerOfMass = (1, 0.5, 0.5)
    float3 physics:diagonalInertia = (0.5, 1.25, 1.25)
    float physics:mass = 3
    quatf physics:principalAxes = (1, 0, 0, 0)
    token[] semantics:labels:class = ["mug"]

    def Xform "Geometry" (
        prepend payload = @./payloads/geometries.usda@</Geometry>
    )
    {
    }

    def Scope "Colliders" (
        prepend payload = @./payloads/physics.usda@</Colliders>
    )
    {
    }
}
`);
    expect(files['payloads/physics.usda']).toBe(`#usda 1.0
(
    defaultPrim = "Colliders"
    kilogramsPerUnit = 1
    metersPerUnit = 1
    upAxis = "Z"
)

def Scope "Colliders"
{
    def Cube "box_0" (
        prepend apiSchemas = ["MaterialBindingAPI", "PhysicsCollisionAPI"]
    )
    {
        double size = 1
        float3[] extent = [(-0.5, -0.5, -0.5), (0.5, 0.5, 0.5)]
        uniform token purpose = "guide"
        bool physics:collisionEnabled = true
        double3 xformOp:translate = (1, 0.5, 0.5)
        double3 xformOp:scale = (2, 1, 1)
        uniform token[] xformOpOrder = ["xformOp:translate", "xformOp:scale"]
        rel material:binding:physics = </Colliders/PhysicsMaterial>
    }

    def Material "PhysicsMaterial" (
        prepend apiSchemas = ["PhysicsMaterialAPI"]
    )
    {
        float physics:dynamicFriction = 0.4
        float physics:restitution = 0.2
        float physics:staticFriction = 0.5
    }
}
`);
    expect(files['payloads/geometries.usda']).toContain('rel material:binding = </Geometry/Looks/red__paint_>');
  });

  it('lets what never moves collide as it is, as no body', () => {
    const proxy = { kind: 'mesh' as const, pieces: [], error_m: 0, volume_ratio: null, reason: 'still' };
    const files = texts({ proxy, shapes: [] });
    expect(files['sm_obj_1.mug.usda']).toContain('physics:rigidBodyEnabled = false');
    expect(files['sm_obj_1.mug.usda']).not.toContain('Colliders');
    expect(files['payloads/physics.usda']).toContain('over "Mesh"');
    expect(files['payloads/physics.usda']).toContain('uniform token physics:approximation = "none"');
  });

  it('writes hulls as guide meshes that engines take as convex', () => {
    const mesh = {
      positions: new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]),
      indices: new Uint32Array([0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3]),
    };
    const piece = { kind: 'hull' as const, vertices: 4, faces: 4, volume_m3: 1 / 6, concavity: null };
    const physics = texts({ shapes: [{ piece, mesh }] })['payloads/physics.usda'];
    expect(physics).toContain('uniform token physics:approximation = "convexHull"');
    expect(physics).toContain('uniform token purpose = "guide"');
  });

  it('turns primitives by quaternions with w first', () => {
    // 30 degrees about z after a tilt of 20 degrees about x
    const [turn, tilt] = [Math.PI / 12, Math.PI / 18];
    const w = Math.cos(turn) * Math.cos(tilt);
    const x = Math.cos(turn) * Math.sin(tilt);
    const y = Math.sin(turn) * Math.sin(tilt);
    const z = Math.sin(turn) * Math.cos(tilt);
    const piece = { ...boxPiece(bounds), rotation_xyzw: [x, y, z, w] as [number, number, number, number] };
    const physics = texts({ shapes: [{ piece }] })['payloads/physics.usda'];
    const orient = physics
      .match(/quatd xformOp:orient = \((.*)\)/)?.[1]
      .split(', ')
      .map(Number);
    expect(orient).toEqual([w, x, y, z].map((part) => expect.closeTo(part, 12)));
    expect(physics).toContain('xformOpOrder = ["xformOp:translate", "xformOp:orient", "xformOp:scale"]');
  });

  it('gives the same bytes every time', () => expect(texts()).toEqual(texts()));
});

describe('withGiven', () => {
  it('takes one given friction for both of them and keeps the rest', () => {
    const surface = surfaceOf('ceramic', 'lexicon:mug');
    expect(withGiven(surface, { friction: 0.9 })).toEqual({ ...surface, static_friction: 0.9, dynamic_friction: 0.9 });
    expect(withGiven(surface, { restitution: 0.7 })).toEqual({ ...surface, restitution: 0.7 });
  });
});

describe('boxMass', () => {
  it.each([
    [1, 2, 3],
    [1, 3, 2],
    [2, 1, 3],
    [2, 3, 1],
    [3, 1, 2],
    [3, 2, 1],
  ])('principal axes of a %d x %d x %d box rebuild its tensor, moments ascending', (a, b, c) => {
    const mass = boxMass({ min: [0, 0, 0], max: [a, b, c] }, 100, undefined, '');
    const [x, y, z, w] = mass.principal_axes_xyzw;
    const r = [
      [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
      [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
      [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ];
    const m = mass.principal_moments_kg_m2;
    expect([...m]).toEqual([...m].sort((p, q) => p - q));
    const tensor = (i: number, j: number) => [0, 1, 2].reduce((sum, k) => sum + r[i][k] * m[k] * r[j][k], 0);
    const { xx, yy, zz } = mass.inertia_kg_m2;
    for (const [i, expected] of [xx, yy, zz].entries()) expect(tensor(i, i) / expected).toBeCloseTo(1, 12);
    expect(tensor(0, 1) / xx).toBeCloseTo(0, 12);
    expect(xx).toBeCloseTo((mass.mass_kg * (b * b + c * c)) / 12, 9);
  });

  it('gives sheets a least thickness instead of no mass', () => {
    const sheet = boxMass({ min: [0, 0, 0], max: [1, 1, 0] }, 1000, undefined, '');
    expect(sheet.mass_kg).toBeCloseTo(1, 12);
  });
});
