/** Our own scene file, `scene.json`: the fields and their meaning. Unknown fields are refused with their path. */
import { z } from 'zod';
import { idSchema, matrixSchema, ROLES, vec3Schema } from './manifest_schema.js';

export const SCENE_FILE_SCHEMA = 'simwright.scene/1';

const scale = z.union([z.number(), vec3Schema]);

export const sceneObjectSchema = z
  .strictObject({
    id: idSchema.meta({ description: 'unique in the file' }),
    mesh: z.string().min(1).meta({ description: 'mesh file, relative to the folder of scene.json' }),
    matrix_column_vector: matrixSchema.optional().meta({
      description:
        'world-from-file, 4x4 row-major, column vectors: maps the coordinates as they stand in the mesh file (glTF: Y-up, ' +
        'after its own nodes) to the world (Z-up). Scale, shear and mirroring are allowed and are baked into the asset',
    }),
    translation: vec3Schema.optional(),
    rotation_xyzw: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
    scale: scale.optional().meta({ description: 'along the axes of the mesh file, before the rotation' }),
    category: z.string().optional(),
    description: z.string().optional(),
    material: z.string().optional().meta({ description: 'words that name the material, such as "oak wood"' }),
    mass_kg: z.number().positive().optional(),
    friction: z.number().nonnegative().optional(),
    restitution: z.number().min(0).max(1).optional(),
    role: z
      .enum([...ROLES, 'movable'])
      .optional()
      .meta({ description: '"movable" is short for "manipulable_object"; inferred when absent' }),
  })
  .refine((o) => !o.matrix_column_vector || !(o.translation || o.rotation_xyzw || o.scale !== undefined), {
    message: 'give matrix_column_vector, or translation with rotation_xyzw and scale, not both',
  })
  .refine((o) => o.matrix_column_vector || o.translation, {
    message: 'expected a pose: matrix_column_vector, or translation (with rotation_xyzw and scale)',
  });

/** The file without its objects: they are judged one by one, so that a broken one costs itself only. */
const header = {
  schema: z.literal(SCENE_FILE_SCHEMA),
  scene_id: idSchema.optional(),
  environment_type: z.string().optional(),
  generated_at: z.string().optional(),
  meters_per_unit: z
    .number()
    .positive()
    .optional()
    .meta({ description: 'metres per unit of meshes and poses alike, applied once; default 1' }),
};
export const sceneFileHeaderSchema = z.strictObject({ ...header, objects: z.array(z.unknown()) });
export const sceneFileSchema = z.strictObject({ ...header, objects: z.array(sceneObjectSchema) });

export type SceneFileObject = z.infer<typeof sceneObjectSchema>;
