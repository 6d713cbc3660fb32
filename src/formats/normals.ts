/**
 * Vertex normals from triangles: the sum of the cross products around a vertex (area weights), made unit length.
 * A vertex whose sum vanishes gets (0, 0, 1). Vertices are not merged: seams stay seams. O(n).
 */
export function smoothNormals(positions: ArrayLike<number>, indices: ArrayLike<number>): Float32Array {
  const sums = new Float64Array(positions.length);
  for (let i = 0; i + 2 < indices.length; i += 3) {
    const a = indices[i] * 3;
    const b = indices[i + 1] * 3;
    const c = indices[i + 2] * 3;
    const ux = positions[b] - positions[a];
    const uy = positions[b + 1] - positions[a + 1];
    const uz = positions[b + 2] - positions[a + 2];
    const vx = positions[c] - positions[a];
    const vy = positions[c + 1] - positions[a + 1];
    const vz = positions[c + 2] - positions[a + 2];
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    for (const v of [a, b, c]) {
      sums[v] += nx;
      sums[v + 1] += ny;
      sums[v + 2] += nz;
    }
  }
  const normals = new Float32Array(positions.length);
  for (let i = 0; i < sums.length; i += 3) {
    const length = Math.sqrt(sums[i] ** 2 + sums[i + 1] ** 2 + sums[i + 2] ** 2);
    if (length > 0) for (let k = 0; k < 3; k++) normals[i + k] = sums[i + k] / length;
    else normals[i + 2] = 1;
  }
  return normals;
}
