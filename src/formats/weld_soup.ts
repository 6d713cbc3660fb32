/** Formats without indices repeat each corner: bit-equal positions become one vertex, -0 counts as 0. */
import type { VertexData } from './assemble.js';

/** Vertices with one hash value before corners are no longer compared: bounds the work on hostile files. */
const MAX_CHAIN = 64;

/** Indexed vertices of a triangle soup, numbered by first use. O(n) expected. `corners` is changed (-0 to 0). */
export function weldSoup(corners: Float32Array): { vertices: VertexData; indices: Uint32Array } {
  const count = corners.length / 3;
  for (let i = 0; i < corners.length; i++) corners[i] += 0;
  const bits = new Uint32Array(corners.buffer, corners.byteOffset, corners.length);
  let size = 1024;
  while (size < count) size *= 2;
  const heads = new Int32Array(size).fill(-1);
  const links = new Int32Array(count);
  const indices = new Uint32Array(count);
  /** Corner that first used each vertex. */
  const firsts = new Uint32Array(count);
  let vertices = 0;
  for (let i = 0; i < count; i++) {
    const [x, y, z] = [bits[3 * i], bits[3 * i + 1], bits[3 * i + 2]];
    let hash = Math.imul(x, 0x85ebca6b) ^ Math.imul(y, 0xc2b2ae35) ^ Math.imul(z, 0x27d4eb2f);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    const slot = (hash ^ (hash >>> 13)) & (size - 1);
    let vertex = heads[slot];
    for (let steps = 0; vertex >= 0 && steps < MAX_CHAIN; steps++, vertex = links[vertex]) {
      const f = 3 * firsts[vertex];
      if (bits[f] === x && bits[f + 1] === y && bits[f + 2] === z) break;
      if (steps === MAX_CHAIN - 1) vertex = -1;
      if (vertex < 0) break;
    }
    if (vertex < 0) {
      vertex = vertices++;
      firsts[vertex] = i;
      links[vertex] = heads[slot];
      heads[slot] = vertex;
    }
    indices[i] = vertex;
  }
  const positions = new Float32Array(vertices * 3);
  for (let v = 0; v < vertices; v++) positions.set(corners.subarray(3 * firsts[v], 3 * firsts[v] + 3), 3 * v);
  return { vertices: { positions }, indices };
}
