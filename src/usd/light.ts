/** Default lights: a scene without light renders black. */
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
