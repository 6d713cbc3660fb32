/** Pinhole cameras as UsdGeomCamera. */
import type { ManifestCamera } from '../scene/manifest.js';
import { attribute, type Prim } from './layer.js';
import { transformOps } from './transform.js';

/** Millimetres; only ratios to it matter. USD's default aperture. */
const HORIZONTAL_APERTURE = 20.955;

/**
 * A camera whose image through OpenUSD is the one of fx, fy, cx, cy: with f the focal length and w x h the image,
 * aperture = (w f / fx, h f / fy) and its offset = aperture * (1/2 - cx / w, cy / h - 1/2); u runs right, v down.
 * USD's cameras look along -Z with +Y up, as ours do.
 */
export function cameraPrim(name: string, camera: ManifestCamera): Prim {
  const { width, height, fx, fy, cx, cy } = camera;
  const focalLength = (HORIZONTAL_APERTURE * fx) / width;
  const verticalAperture = (height * focalLength) / fy;
  return {
    specifier: 'def',
    type: 'Camera',
    name,
    customData: { simwright: { dictionary: { object_id: { type: 'string', value: camera.id } } } },
    properties: [
      attribute('float2', 'clippingRange', [0.01, 10_000]),
      attribute('float', 'focalLength', focalLength),
      attribute('float', 'horizontalAperture', HORIZONTAL_APERTURE),
      attribute('float', 'horizontalApertureOffset', HORIZONTAL_APERTURE * (0.5 - cx / width)),
      attribute('token', 'projection', 'perspective'),
      attribute('float', 'verticalAperture', verticalAperture),
      attribute('float', 'verticalApertureOffset', verticalAperture * (cy / height - 0.5)),
      ...transformOps(camera.matrix_column_vector),
    ],
  };
}
