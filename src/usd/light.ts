/** Default lights: a scene without light renders black. */
import type { Box } from '../scene/frames.js';
import { attribute, type Prim } from './layer.js';

/** Even light from everywhere; 1000 is what RTX's default exposure expects. */
export function domeLight(name: string): Prim {
  return {
    specifier: 'def',
    type: 'DomeLight',
    name,
    properties: [attribute('float', 'inputs:intensity', 1000)],
  };
}

/** A sun from the upper left behind the default view, so that shapes have shadows. */
export function keyLight(name: string): Prim {
  return {
    specifier: 'def',
    type: 'DistantLight',
    name,
    properties: [
      attribute('float', 'inputs:angle', 1),
      attribute('float', 'inputs:intensity', 1500),
      attribute('float3', 'xformOp:rotateXYZ', [40, 0, -30]),
      attribute('token[]', 'xformOpOrder', ['xformOp:rotateXYZ'], { uniform: true }),
    ],
  };
}

/**
 * A luminous ceiling for rooms that keep the sun out: half the size of the room, 5 cm under its ceiling, shining down (a
 * RectLight emits along -Z).
 */
export function ceilingLight(name: string, room: Box, height: number): Prim {
  const middle = [0, 1].map((axis) => (room.min[axis] + room.max[axis]) / 2);
  const [width, depth] = [0, 1].map((axis) => (room.max[axis] - room.min[axis]) / 2);
  return {
    specifier: 'def',
    type: 'RectLight',
    name,
    properties: [
      attribute('float3[]', 'extent', [-width / 2, -depth / 2, 0, width / 2, depth / 2, 0]),
      attribute('float', 'inputs:height', depth),
      attribute('float', 'inputs:intensity', 1500),
      attribute('float', 'inputs:width', width),
      attribute('double3', 'xformOp:translate', [...middle, height - 0.05]),
      attribute('token[]', 'xformOpOrder', ['xformOp:translate'], { uniform: true }),
    ],
  };
}
