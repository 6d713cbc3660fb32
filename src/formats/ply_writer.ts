import type { Mesh } from '../geometry/mesh.js';
import { linearToSrgb } from './color.js';

/**
 * Binary little-endian PLY as bytes: positions (float, or double where the mesh has float64), normals, s/t texture
 * coordinates, 8-bit sRGB colours, triangles. Bytes depend on the mesh alone. O(n).
 */
export function writePly({ positions, normals, uvs, colors, indices }: Mesh): Uint8Array {
  const vertices = positions.length / 3;
  const triangles = indices.length / 3;
  const double = positions instanceof Float64Array;
  const properties = [
    ...['x', 'y', 'z'].map((name) => `${double ? 'double' : 'float'} ${name}`),
    ...(normals ? ['float nx', 'float ny', 'float nz'] : []),
    ...(uvs ? ['float s', 'float t'] : []),
    ...(colors ? ['uchar red', 'uchar green', 'uchar blue', 'uchar alpha'] : []),
  ];
  const header = Buffer.from(
    [
      'ply',
      'format binary_little_endian 1.0',
      `element vertex ${vertices}`,
      ...properties.map((property) => `property ${property}`),
      `element face ${triangles}`,
      'property list uchar int vertex_indices',
      'end_header\n',
    ].join('\n'),
  );
  const stride = (double ? 24 : 12) + (normals ? 12 : 0) + (uvs ? 8 : 0) + (colors ? 4 : 0);
  const bytes = new Uint8Array(header.length + stride * vertices + 13 * triangles);
  bytes.set(header);
  const view = new DataView(bytes.buffer);
  let at = header.length;
  const float = (value: number) => {
    view.setFloat32(at, value, true);
    at += 4;
  };
  for (let i = 0; i < vertices; i++) {
    for (let k = 0; k < 3; k++) {
      if (double) view.setFloat64(at, positions[3 * i + k], true);
      else view.setFloat32(at, positions[3 * i + k], true);
      at += double ? 8 : 4;
    }
    if (normals) for (let k = 0; k < 3; k++) float(normals[3 * i + k]);
    if (uvs) {
      float(uvs[2 * i]);
      float(1 - uvs[2 * i + 1]);
    }
    if (colors)
      for (let k = 0; k < 4; k++) {
        const value = colors[4 * i + k];
        const encoded = k < 3 ? linearToSrgb(value) : Math.min(1, Math.max(0, value));
        bytes[at++] = Math.round(encoded * 255);
      }
  }
  for (let t = 0; t < triangles; t++) {
    view.setUint8(at, 3);
    for (let k = 0; k < 3; k++) view.setInt32(at + 1 + 4 * k, indices[3 * t + k], true);
    at += 13;
  }
  return bytes;
}
