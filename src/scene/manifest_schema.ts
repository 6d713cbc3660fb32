/** The manifest as a zod schema: the one place that knows its fields, kept equal to the types of `manifest.ts`. */
import { z } from 'zod';
import { MANIFEST_SCHEMA, type SceneManifest } from './manifest.js';
import { SAFE_ID } from './paths.js';

const finite = z.number();
export const idSchema = z.string().regex(SAFE_ID);
export const vec3Schema = z.tuple([finite, finite, finite]);
export const matrixSchema = z
  .array(finite)
  .length(16)
  .meta({ description: '4x4, row-major, column-vector convention' });
export const boxSchema = z.strictObject({ min: vec3Schema, max: vec3Schema });
export const warningSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  count: z.number().optional(),
});
const xyz = z.strictObject({ x: finite, y: finite, z: finite });

export const ROLES = [
  'static',
  'interactive',
  'manipulable_object',
  'deformable_object',
  'articulated_furniture',
  'articulated_appliance',
  'clutter',
  'background',
  'scene_shell',
  'unknown',
] as const;
export const roleSchema = z.enum(ROLES);

const inertiaSchema = z.strictObject({ xx: finite, yy: finite, zz: finite, xy: finite, xz: finite, yz: finite });
export const givenSchema = z.strictObject({
  mass_kg: z.number().positive().optional(),
  friction: z.number().nonnegative().optional(),
  restitution: z.number().min(0).max(1).optional(),
  inertia_kg_m2: inertiaSchema.optional(),
  published_inertial: z
    .strictObject({ mass_kg: finite, inertia_kg_m2: inertiaSchema })
    .optional()
    .meta({ description: 'as published with the source scene, placeholder quality: a note, it decides nothing' }),
});

const assetSchema = z.strictObject({
  id: idSchema,
  path: z.string(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  source: z.strictObject({ path: z.string(), mesh: z.string().optional(), digest: z.string(), format: z.string() }),
  baked: z
    .strictObject({
      meters_per_unit: z.number().positive(),
      up_axis: z.enum(['Y', 'Z']),
      stretch: z.array(finite).length(16).optional(),
    })
    .optional(),
  triangles: z.number().int().nonnegative(),
  bounds: boxSchema,
  category: z.string().optional(),
  material_hint: z.string().optional(),
  given: givenSchema.optional(),
  warnings: z.array(warningSchema),
});

const objectSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  asset_id: idSchema,
  category: z.string().optional(),
  description: z.string().optional(),
  sim_role: roleSchema,
  role_source: z.enum(['given', 'inferred']),
  role_reason: z.string(),
  matrix_column_vector: matrixSchema,
  transform: z.strictObject({
    position: xyz,
    rotation_quaternion: z.strictObject({ w: finite, x: finite, y: finite, z: finite }),
    scale: z.strictObject({ x: z.literal(1), y: z.literal(1), z: z.literal(1) }),
  }),
  bounds: boxSchema.optional(),
  is_floor_contact: z.boolean().optional(),
  given: givenSchema.optional(),
  warnings: z.array(warningSchema),
});

export const cameraSchema = z.strictObject({
  id: idSchema,
  matrix_column_vector: matrixSchema,
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  fx: z.number().positive(),
  fy: z.number().positive(),
  cx: finite,
  cy: finite,
});

export const manifestSchema: z.ZodType<SceneManifest> = z.strictObject({
  schema: z.literal(MANIFEST_SCHEMA),
  version: z.literal('1.0.0'),
  scene_id: idSchema,
  scene: z.strictObject({
    coordinate_frame: z.literal('z_up'),
    meters_per_unit: z.literal(1),
    environment_type: z.string(),
    physics_defaults: z.strictObject({
      gravity: xyz,
      solver: z.literal('TGS'),
      time_steps_per_second: z.number().positive(),
    }),
  }),
  input: z.strictObject({
    kind: z.enum(['regen3d', '3d-re-gen', 'gltf-scene', 'scene-file', 'mesh-folder']),
    path: z.string(),
    frame: z.string(),
    generated_at: z.string(),
  }),
  placed: z.boolean(),
  assets: z.array(assetSchema),
  objects: z.array(objectSchema),
  cameras: z.array(cameraSchema),
  failures: z.array(
    z.strictObject({ id: z.string(), code: z.string(), message: z.string(), file: z.string().optional() }),
  ),
  warnings: z.array(warningSchema),
});
