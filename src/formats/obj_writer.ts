import type { Mesh } from '../geometry/mesh.js';
import { linearToSrgb } from './color.js';

/**
 * Wavefront OBJ as bytes: one `o` group per part, with texture coordinates, normals and colours where the mesh has
 * them; no materials. Numbers are the shortest text that reads back to the same float, so bytes depend on the mesh
 * alone. O(n).
 */
export function writeObj(parts: readonly { name: string; mesh: Mesh }[]): Uint8Array {
  const chunks: Buffer[] = [];
  let lines: string[] = [];
  const flush = () => {
    if (lines.length > 0) chunks.push(Buffer.from(`${lines.join('\n')}\n`));
    lines = [];
  };
  const line = (text: string) => {
    if (lines.push(text) === 65536) flush();
  };
  let [v, vt, vn] = [1, 1, 1];
  for (const { name, mesh } of parts) {
    const { positions, uvs, normals, colors, indices } = mesh;
    line(`o ${name.replace(/[\p{Cc}\s]+/gu, '_') || 'part'}`);
    for (let i = 0; i < positions.length / 3; i++) {
      const color = colors ? ` ${text3(colors, 4 * i, (c) => Math.fround(linearToSrgb(c)))}` : '';
      line(`v ${text3(positions, 3 * i)}${color}`);
    }
    // In float64 1 - v is exact for a float32 v from 2^-29 to 1: reading gives the same float32 back.
    if (uvs) for (let i = 0; i < uvs.length; i += 2) line(`vt ${shortest(uvs[i])} ${1 - uvs[i + 1]}`);
    if (normals) for (let i = 0; i < normals.length; i += 3) line(`vn ${text3(normals, i)}`);
    const corner = (i: number) => {
      const vertex = indices[i];
      if (!uvs && !normals) return `${v + vertex}`;
      return `${v + vertex}/${uvs ? vt + vertex : ''}${normals ? `/${vn + vertex}` : ''}`;
    };
    for (let i = 0; i < indices.length; i += 3) line(`f ${corner(i)} ${corner(i + 1)} ${corner(i + 2)}`);
    v += positions.length / 3;
    if (uvs) vt += uvs.length / 2;
    if (normals) vn += normals.length / 3;
  }
  flush();
  return Buffer.concat(chunks);
}

const text3 = (values: ArrayLike<number>, at: number, map: (v: number) => number = (v) => v): string =>
  `${shortest(map(values[at]))} ${shortest(map(values[at + 1]))} ${shortest(map(values[at + 2]))}`;

/** A float32 needs 6 to 9 digits; anything else (float64 positions) is written in full. */
function shortest(value: number): string {
  if (Math.fround(value) === value)
    for (let digits = 6; digits <= 9; digits++) {
      const rounded = Number(value.toPrecision(digits));
      if (Math.fround(rounded) === value) return String(rounded);
    }
  return String(value);
}
