/** What the usd step put into the scene and what it left out: `usd/scene_report.json`. */
import { z } from 'zod';
import { errorRecordSchema } from './asset_record_schema.js';
import { idSchema, warningSchema } from './manifest_schema.js';

/** Relative to the scene folder. */
export const SCENE_USD_PATH = 'usd/scene.usda';
export const SCENE_REPORT_PATH = 'usd/scene_report.json';
export const SCENE_REPORT_SCHEMA = 'simwright.scene_report/1';

const count = z.number().int().nonnegative();

export const sceneReportSchema = z.strictObject({
  schema: z.literal(SCENE_REPORT_SCHEMA),
  scene_id: idSchema,
  totals: z
    .strictObject({
      objects: count,
      movable: count,
      static: count,
      assets: count.meta({ description: 'distinct assets referenced' }),
      triangles: count,
      vertices: count,
    })
    .meta({ description: 'of what the scene composes, instances counted' }),
  ground: z.strictObject({
    authored: z.boolean().meta({ description: 'a ground plane was added at height_m' }),
    height_m: z.number(),
    above_floor: count.meta({ description: 'movable objects with a static surface near the bottom below them' }),
    movable: count,
    nothing_below: z.array(idSchema).meta({ description: 'movable objects with no floor below' }),
    reason: z.string(),
  }),
  ceiling: z
    .strictObject({ height_m: z.number(), below: count })
    .nullable()
    .meta({ description: 'null: open to the sky, so that the lights outside reach the inside' }),
  physics: z.strictObject({
    time_steps_per_second: z.number().int().positive(),
    position_iterations: count,
    velocity_iterations: count,
  }),
  objects: z.array(
    z.strictObject({
      id: idSchema,
      prim: z.string(),
      asset: idSchema,
      movable: z.boolean(),
      mass_kg: z.number().positive(),
      triangles: count,
    }),
  ),
  left_out: z
    .array(z.strictObject({ id: idSchema, asset: idSchema, error: errorRecordSchema }))
    .meta({ description: 'objects of the manifest that are not in the scene' }),
  warnings: z.array(warningSchema),
});

export type SceneReport = z.infer<typeof sceneReportSchema>;
