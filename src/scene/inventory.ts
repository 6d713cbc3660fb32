/** `seg/inventory.json`: what is in the scene, in words. */
import { z } from 'zod';
import type { Box } from './frames.js';
import { classOf } from './layout.js';
import type { SceneManifest } from './manifest.js';
import { boxSchema, idSchema, roleSchema } from './manifest_schema.js';
import { surfaceFor } from './materials.js';
import { approxLocation } from './roles.js';

export const INVENTORY_SCHEMA = 'simwright.inventory/1';
/** Relative to the scene folder. */
export const INVENTORY_PATH = 'seg/inventory.json';

export const inventorySchema = z.strictObject({
  schema: z.literal(INVENTORY_SCHEMA),
  scene_id: idSchema,
  environment_type: z.string(),
  total_objects: z.number().int().nonnegative(),
  objects: z.array(
    z.strictObject({
      id: idSchema,
      asset_id: idSchema,
      category: z.string(),
      short_description: z.string(),
      sim_role: roleSchema,
      articulation_hint: z.string().nullable(),
      approx_location: z.string(),
      bounds: boxSchema,
      is_floor_contact: z.boolean(),
      material_type: z.string(),
    }),
  ),
  metadata: z.strictObject({ source: z.string(), generated_at: z.string() }),
});
export type Inventory = z.infer<typeof inventorySchema>;

export function buildInventory(manifest: SceneManifest, room: Box | undefined): Inventory {
  const assets = new Map(manifest.assets.map((asset) => [asset.id, asset]));
  return {
    schema: INVENTORY_SCHEMA,
    scene_id: manifest.scene_id,
    environment_type: manifest.scene.environment_type,
    total_objects: manifest.objects.length,
    objects: manifest.objects.map((object) => {
      const bounds = object.bounds as Box;
      const size = [0, 1, 2].map((axis) => (bounds.max[axis] - bounds.min[axis]).toFixed(2)).join(' x ');
      const surface = surfaceFor({
        category: object.category,
        name: object.name,
        material_hint: assets.get(object.asset_id)?.material_hint,
      });
      return {
        id: object.id,
        asset_id: object.asset_id,
        category: classOf(object),
        short_description: object.description ?? `${classOf(object)}, ${size} m`,
        sim_role: object.sim_role,
        articulation_hint: null,
        approx_location: approxLocation(bounds, room ?? bounds),
        bounds,
        is_floor_contact: object.is_floor_contact === true,
        material_type: surface.material,
      };
    }),
    metadata: { source: manifest.input.kind, generated_at: manifest.input.generated_at },
  };
}
