/** The reconstruction's camera as a real camera: intrinsics with both focal lengths and both centres, a checked pose. */
import { z } from 'zod';
import { SimwrightError, type Warning } from '../../errors.js';
import { checkAffine, invert, isRigid, type Matrix4, multiply, polar, transformPoint } from '../../scene/frames.js';
import type { ManifestCamera } from '../../scene/manifest.js';
import { issuesText } from '../../scene/manifest_file.js';

const intrinsicsSchema = z.looseObject({
  matrix: z.array(z.array(z.number()).length(3)).length(3),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
});
const extrinsicsSchema = z.looseObject({
  matrix: z.array(z.array(z.number()).length(4)).min(3).max(4),
});

/** OpenCV camera axes (x right, y down, z forward) from ours (x right, y up, looking along -z), and back: its own inverse. */
const FLIP: Matrix4 = [1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1];

/**
 * `extrinsics` is camera-from-scene with OpenCV axes, the usual meaning of the word; 3x4 or 4x4. Only when that sees none of
 * the objects, and scene-from-camera with OpenGL axes sees some, is the latter taken, with a warning.
 * @param world world-from-scene: axes and units
 * @param points object origins in the world
 * @throws INPUT_INVALID, POSE_INVALID
 */
export function readCamera(
  intrinsics: unknown,
  extrinsics: unknown,
  world: Matrix4,
  points: readonly number[][],
): { camera: ManifestCamera; warnings: Warning[] } {
  const inner = intrinsicsSchema.safeParse(intrinsics);
  if (!inner.success) throw new SimwrightError('INPUT_INVALID', `camera/intrinsics.json: ${issuesText(inner.error)}`);
  const outer = extrinsicsSchema.safeParse(extrinsics);
  if (!outer.success) throw new SimwrightError('INPUT_INVALID', `camera/extrinsics.json: ${issuesText(outer.error)}`);
  const { matrix: k, width, height } = inner.data;
  if (!(k[0][0] > 0 && k[1][1] > 0))
    throw new SimwrightError('INPUT_INVALID', `camera/intrinsics.json: focal lengths ${k[0][0]}, ${k[1][1]}`);
  const rows = outer.data.matrix;
  const pose = checkAffine(rows.length === 3 ? [...rows.flat(), 0, 0, 0, 1] : rows.flat(), 'camera/extrinsics.json');
  if (!isRigid(pose, 1e-3))
    throw new SimwrightError('POSE_INVALID', 'camera/extrinsics.json: expected a rotation and a translation');

  const pinhole = { width, height, fx: k[0][0], fy: k[1][1], cx: k[0][2], cy: k[1][2] };
  const usual = polar(multiply(world, multiply(invert(pose), FLIP))).rigid;
  const other = polar(multiply(world, pose)).rigid;
  const sees = (matrix: Matrix4) => points.filter((p) => inImage(matrix, pinhole, p)).length;
  const turned = points.length > 0 && sees(usual) === 0 && sees(other) > 0;
  const warnings: Warning[] = [];
  if (k[0][1] !== 0) warnings.push({ code: 'camera.skew', message: `the skew ${k[0][1]} of the camera was left out` });
  if (turned)
    warnings.push({
      code: 'camera.convention',
      message: 'extrinsics were taken as scene-from-camera with OpenGL axes: as camera-from-scene they see no object',
    });
  return { camera: { id: 'cam_0', matrix_column_vector: turned ? other : usual, ...pinhole }, warnings };
}

function inImage(
  worldFromCamera: Matrix4,
  c: Omit<ManifestCamera, 'id' | 'matrix_column_vector'>,
  p: readonly number[],
) {
  const [x, y, z] = transformPoint(invert(worldFromCamera), p);
  if (!(z < 0)) return false;
  const u = c.cx - (c.fx * x) / z;
  const v = c.cy + (c.fy * y) / z;
  return u >= 0 && u <= c.width && v >= 0 && v <= c.height;
}
