/** Friction and restitution that the input gave, over those of the material's table. */
import type { SurfaceRecord } from '../../scene/asset_record.js';
import type { GivenPhysics } from '../../scene/manifest.js';

/** The surface with what was given; the density stays that of the material. One given friction is both of them. */
export function withGiven(surface: SurfaceRecord, given: GivenPhysics | undefined): SurfaceRecord {
  if (given?.friction === undefined && given?.restitution === undefined) return surface;
  return {
    ...surface,
    ...(given.friction !== undefined && { static_friction: given.friction, dynamic_friction: given.friction }),
    ...(given.restitution !== undefined && { restitution: given.restitution }),
  };
}
