import type { Mesh } from '../geometry/mesh.js';

/**
 * Binary STL as bytes: positions only, float32, facet normals from the winding (0 for triangles without area). The
 * header is all zero, so bytes depend on the mesh alone. O(n).
 */
export function writeStl({ positions, indices }: Mesh): Uint8Array {
  const count = indices.length / 3;
  const bytes = new Uint8Array(84 + 50 * count);
  const view = new DataView(bytes.buffer);
  view.setUint32(80, count, true);
  for (let t = 0, at = 84; t < count; t++, at += 50) {
    const corner = (k: number) => {
      const v = indices[3 * t + k] * 3;
      return [positions[v], positions[v + 1], positions[v + 2]];
    };
    const corners = [corner(0), corner(1), corner(2)];
    const [a, b, c] = corners;
    const u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
    const w = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
    const n = [u[1] * w[2] - u[2] * w[1], u[2] * w[0] - u[0] * w[2], u[0] * w[1] - u[1] * w[0]];
    const length = Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    for (let k = 0; k < 3; k++) {
      view.setFloat32(at + 4 * k, length > 0 ? n[k] / length : 0, true);
      for (let i = 0; i < 3; i++) view.setFloat32(at + 12 + 12 * i + 4 * k, corners[i][k], true);
    }
  }
  return bytes;
}
