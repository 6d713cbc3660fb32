/** `layout/scene_layout_scaled.json`: where everything is, as boxes. Z-up, metres; rotations hold no scale. */
import { z } from 'zod';
import { type Box, type Matrix4, polar, transformPoint } from './frames.js';
import type { ManifestCamera, ManifestObject, SceneManifest } from './manifest.js';
import { boxSchema, cameraSchema, idSchema, vec3Schema } from './manifest_schema.js';
import { approxLocation } from './roles.js';

export const LAYOUT_SCHEMA = 'simwright.scene_layout/1';
/** Relative to the scene folder. */
export const LAYOUT_PATH = 'layout/scene_layout_scaled.json';

const planeSchema = z.strictObject({
  equation: z.array(z.number()).length(4).meta({ description: 'a, b, c, d of ax + by + cz + d = 0' }),
  normal: vec3Schema.meta({ description: 'unit length, into the room' }),
});

export const layoutSchema = z.strictObject({
  schema: z.literal(LAYOUT_SCHEMA),
  scene_id: idSchema,
  coordinate_frame: z.literal('z_up'),
  meters_per_unit: z.literal(1),
  scale_factor: z.literal(1).meta({ description: 'units are settled already: nothing is left to scale' }),
  objects: z.array(
    z.strictObject({
      id: idSchema,
      class_name: z.string(),
      center3d: vec3Schema,
      obb: z.strictObject({
        center: vec3Schema,
        extents: vec3Schema.meta({ description: 'half sizes along the columns of R, metres' }),
        R: z.array(vec3Schema).length(3).meta({ description: 'rows of a proper rotation, world from box' }),
      }),
      bounds: boxSchema,
      approx_location: z.string(),
      is_floor_contact: z.boolean(),
    }),
  ),
  room_box: boxSchema.nullable(),
  room_planes: z.strictObject({ floor: planeSchema, ceiling: planeSchema, walls: z.array(planeSchema) }).nullable(),
  camera_trajectory: z.array(cameraSchema),
  metadata: z.strictObject({ source: z.string(), generated_at: z.string() }),
});
export type SceneLayout = z.infer<typeof layoutSchema>;

/** `room` is the box around everything near; `floor` the height of the floor. Objects without bounds do not occur here. */
export function buildLayout(manifest: SceneManifest, room: Box | undefined, floor: number): SceneLayout {
  const assets = new Map(manifest.assets.map((asset) => [asset.id, asset]));
  return {
    schema: LAYOUT_SCHEMA,
    scene_id: manifest.scene_id,
    coordinate_frame: 'z_up',
    meters_per_unit: 1,
    scale_factor: 1,
    objects: manifest.objects.map((object) => {
      const local = assets.get(object.asset_id)!.bounds;
      const rigid: Matrix4 = polar(object.matrix_column_vector).rigid;
      const center = transformPoint(rigid, middleOf(local));
      const bounds = object.bounds as Box;
      return {
        id: object.id,
        class_name: classOf(object),
        center3d: middleOf(bounds),
        obb: {
          center,
          extents: [0, 1, 2].map((axis) => 0.5 * (local.max[axis] - local.min[axis])) as [number, number, number],
          R: [rigid.slice(0, 3), rigid.slice(4, 7), rigid.slice(8, 11)] as [number, number, number][],
        },
        bounds,
        approx_location: approxLocation(bounds, room ?? bounds),
        is_floor_contact: object.is_floor_contact === true,
      };
    }),
    room_box: room ?? null,
    room_planes: room ? planesOf(room, floor) : null,
    camera_trajectory: manifest.cameras.map((camera: ManifestCamera) => ({ ...camera })),
    metadata: { source: manifest.input.kind, generated_at: manifest.input.generated_at },
  };
}

/** What the inventory and the layout call an object: its category, else its name. */
export const classOf = (object: ManifestObject): string => object.category ?? object.name;

const middleOf = (box: Box) =>
  [0, 1, 2].map((axis) => 0.5 * (box.min[axis] + box.max[axis])) as [number, number, number];

/** Planes of the room box with normals into the room; walls in the order -x, +x, -y, +y. */
function planesOf(room: Box, floor: number): SceneLayout['room_planes'] {
  const plane = (axis: number, sign: 1 | -1, at: number) => {
    const normal: [number, number, number] = [0, 0, 0];
    normal[axis] = sign;
    return { equation: [...normal, -sign * at + 0], normal };
  };
  return {
    floor: plane(2, 1, floor),
    ceiling: plane(2, -1, room.max[2]),
    walls: [plane(0, 1, room.min[0]), plane(0, -1, room.max[0]), plane(1, 1, room.min[1]), plane(1, -1, room.max[1])],
  };
}
