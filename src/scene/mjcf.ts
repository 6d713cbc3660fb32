/** One asset as a MuJoCo model: a free body with our mass properties and the pieces that collide. */

import type { ProxyPiece, SurfaceRecord } from './asset_record.js';
import type { BodyMass } from './inertia_formats.js';
import { toMjcfInertial } from './inertia_formats.js';

export interface MjcfPiece {
  piece: ProxyPiece;
  /** Of hulls: 3 numbers per vertex, asset frame, metres. */
  positions?: ArrayLike<number>;
}

/**
 * An MJCF text that a MuJoCo compiles as it stands: nothing is balanced, bounded or inferred from geometry, so what the
 * engine simulates is what the record says. Frame: the asset's (Z-up), metres, kg. Pieces without shape (`mesh`) are left
 * out: MuJoCo would take their hull.
 */
export function assetMjcf(
  id: string,
  mass: BodyMass,
  surface: Pick<SurfaceRecord, 'dynamic_friction'>,
  pieces: readonly MjcfPiece[],
): string {
  const solid = pieces.filter(({ piece, positions }) => piece.kind !== 'mesh' && (piece.kind !== 'hull' || positions));
  const inertial = toMjcfInertial(mass, 'full');
  const assets = solid.flatMap(({ positions }, i) =>
    positions ? [`    <mesh name="piece_${i}" vertex="${Array.from(positions).join(' ')}"/>`] : [],
  );
  return [
    `<mujoco model="${xmlText(id)}">`,
    '  <compiler balanceinertia="false" boundmass="0" boundinertia="0" inertiafromgeom="false"/>',
    '  <asset>',
    ...assets,
    '  </asset>',
    '  <worldbody>',
    `    <body name="${xmlText(id)}">`,
    '      <freejoint/>',
    `      <inertial mass="${inertial.mass}" pos="${inertial.pos.join(' ')}" fullinertia="${fullOf(inertial)}"/>`,
    ...solid.map(({ piece }, i) => `      <geom ${geom(piece, i)} friction="${surface.dynamic_friction}"/>`),
    '    </body>',
    '  </worldbody>',
    '</mujoco>',
    '',
  ].join('\n');
}

const fullOf = (inertial: ReturnType<typeof toMjcfInertial>): string =>
  'fullinertia' in inertial ? inertial.fullinertia.join(' ') : '';

/** Sizes are halves: of a box's sides, of the height of a cylinder or of a capsule's cylindrical part. */
function geom(piece: ProxyPiece, index: number): string {
  if (piece.kind === 'hull') return `type="mesh" mesh="piece_${index}"`;
  const [x, y, z, w] = piece.rotation_xyzw ?? [0, 0, 0, 1];
  const pose = `pos="${(piece.center_m ?? [0, 0, 0]).join(' ')}" quat="${w} ${x} ${y} ${z}"`;
  const half = (piece.height_m ?? 0) / 2;
  switch (piece.kind) {
    case 'box':
      return `type="box" size="${(piece.size_m ?? [0, 0, 0]).map((side) => side / 2).join(' ')}" ${pose}`;
    case 'sphere':
      return `type="sphere" size="${piece.radius_m}" ${pose}`;
    default:
      return `type="${piece.kind}" size="${piece.radius_m} ${half}" ${pose}`;
  }
}

const xmlText = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
