/** The camera of the sample, and what scene_info.json says. */
import type { Vec3 } from '../geometry/mesh.js';
import { decimal } from './pose.js';

/** Looks at the table from the front: OpenCV axes (x right, y down, z forward). */
const CAMERA = {
  eye: [0.22, 1.5, 2.15] as Vec3,
  target: [0.02, 0.7, -0.5] as Vec3,
  width: 1280,
  height: 720,
  focal: 830,
};

export function cameraFiles() {
  const { eye, target, width, height, focal } = CAMERA;
  const unit = (v: Vec3): Vec3 => {
    const length = Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    return [v[0] / length, v[1] / length, v[2] / length];
  };
  const z = unit([target[0] - eye[0], target[1] - eye[1], target[2] - eye[2]]);
  const x = unit([-z[2], 0, z[0]]);
  const y: Vec3 = [z[1] * x[2] - z[2] * x[1], z[2] * x[0] - z[0] * x[2], z[0] * x[1] - z[1] * x[0]];
  const row = (axis: Vec3) => [...axis, -(axis[0] * eye[0] + axis[1] * eye[1] + axis[2] * eye[2])].map(decimal);
  return {
    intrinsics: {
      matrix: [
        [focal, 0, width / 2],
        [0, focal, height / 2],
        [0, 0, 1],
      ],
      width,
      height,
    },
    extrinsics: { matrix: [row(x), row(y), row(z), [0, 0, 0, 1]] },
  };
}

export const sceneInfo = (scene_id: string) => ({
  scene_id,
  image_size: [CAMERA.width, CAMERA.height],
  coordinate_frame: 'y_up',
  meters_per_unit: 1,
  confidence: 0.88,
  version: '1.0',
  environment_type: 'kitchen',
  reconstruction_method: 'synthetic',
  generated_at: '2026-01-01T00:00:00Z',
});
