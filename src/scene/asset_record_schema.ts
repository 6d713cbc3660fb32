/** The asset record as a zod schema, kept equal to the types of `asset_record.ts`. */
import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '../errors.js';
import { ASSET_RECORD_SCHEMA, type AssetRecord } from './asset_record.js';
import { boxSchema, idSchema, vec3Schema, warningSchema } from './manifest_schema.js';

const finite = z.number();
const count = z.number().int().nonnegative();
const rotation = z.tuple([finite, finite, finite, finite]);

export const errorRecordSchema = z.strictObject({
  code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
  file: z.string().optional(),
  object: z.string().optional(),
  stage: z.string().optional(),
  advice: z.string().optional(),
});

const inertiaSchema = z.strictObject({ xx: finite, yy: finite, zz: finite, xy: finite, xz: finite, yz: finite });

const models = z.enum(['given', 'solid', 'shell', 'container', 'furniture', 'assembly']);
const massModelSchema = z.strictObject({
  name: models,
  thing: z.string().nullable().meta({ description: 'kind of thing that the words name' }),
  range_kg: z
    .tuple([z.number().nonnegative(), z.number().nonnegative()])
    .meta({ description: 'where the true mass should lie' }),
  distribution: z.enum(['volume', 'plates']),
  wall_m: z.number().positive().nullable(),
  fill: z.number().positive().nullable().meta({ description: 'mass over that of a solid of the hull' }),
  plausible: z.boolean().nullable(),
  alternatives: z.array(z.strictObject({ model: models, mass_kg: z.number().nonnegative(), reason: z.string() })),
});

const massSchema = z.strictObject({
  mass_kg: z.number().positive(),
  volume_m3: z.number().nonnegative(),
  density_kg_m3: z.number().positive(),
  center_of_mass_m: vec3Schema,
  inertia_kg_m2: inertiaSchema.meta({
    description: 'about the centre of mass, asset axes; products are tensor entries',
  }),
  principal_moments_kg_m2: vec3Schema.meta({ description: 'ascending' }),
  principal_axes_xyzw: rotation.meta({ description: 'rotation from principal to asset axes' }),
  method: z.string(),
  confidence: z.number().min(0).max(1),
  provenance: z.string(),
  reason: z.string(),
  model: massModelSchema.optional(),
});

const pieceKinds = ['box', 'sphere', 'capsule', 'cylinder', 'hull', 'mesh'] as const;
const pieceSchema = z.strictObject({
  kind: z.enum(pieceKinds),
  vertices: count,
  faces: count,
  volume_m3: z.number().nonnegative(),
  concavity: finite.nullable(),
  center_m: vec3Schema.optional(),
  rotation_xyzw: rotation.optional(),
  size_m: vec3Schema.optional().meta({ description: 'full size of a box' }),
  radius_m: z.number().positive().optional(),
  height_m: z.number().nonnegative().optional().meta({ description: 'along z; of a capsule, of its cylindrical part' }),
});

const proxySchema = z.strictObject({
  kind: z.enum([...pieceKinds, 'decomposition']),
  pieces: z.array(pieceSchema),
  error_m: z.number().nonnegative().nullable(),
  volume_ratio: finite.nullable().meta({ description: 'proxy volume / mesh volume - 1' }),
  reason: z.string(),
});

const surfaceSchema = z.strictObject({
  material: z.string(),
  static_friction: z.number().nonnegative(),
  dynamic_friction: z.number().nonnegative(),
  restitution: z.number().min(0).max(1),
  density_kg_m3: z.number().positive(),
  provenance: z.string(),
});

export const assetRecordSchema: z.ZodType<AssetRecord> = z.strictObject({
  schema: z.literal(ASSET_RECORD_SCHEMA),
  id: idSchema,
  status: z.enum(['done', 'failed']),
  error: errorRecordSchema.optional(),
  triangles: z.strictObject({ read: count, visual: count, dropped: z.record(z.string(), count) }),
  vertices: count,
  bounds: boxSchema,
  closedness: z.string(),
  mass: massSchema.optional(),
  proxy: proxySchema.optional(),
  surface: surfaceSchema.optional(),
  outputs: z.strictObject({
    usd: z.string().meta({ description: 'relative to the scene folder; empty when failed' }),
    preview: z.string().optional(),
  }),
  warnings: z.array(warningSchema),
});
