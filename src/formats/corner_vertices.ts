import type { VertexData } from './assemble.js';
import { Int32List } from './grow.js';

/** A corner without texture coordinates or normal. */
export const NONE = -1;
/** Vertices that may share one position before corners are no longer compared: bounds the work on hostile files. */
const MAX_CHAIN = 256;

/** Numbers the different v/vt/vn corners of each object in order of first use. */
export class CornerVertices {
  badAttributes = 0;
  /** v, vt, vn per vertex of all objects. */
  private readonly triples = new Int32List();
  /** Per position: its newest vertex + 1. */
  private readonly heads: Int32Array;
  /** Per vertex: the one before at the same position + 1. */
  private readonly links = new Int32List();
  /** Vertices of earlier objects: where chains end. */
  private base = 0;
  private hasUv = false;
  private hasNormal = false;

  constructor(
    positionCount: number,
    private readonly uvCount: number,
    private readonly normalCount: number,
  ) {
    this.heads = new Int32Array(positionCount);
  }

  startObject(): void {
    this.base = this.links.length;
    this.hasUv = false;
    this.hasNormal = false;
  }

  /** Number within the object of the corner at `at`. */
  number(corners: Int32Array, at: number): number {
    const { triples, links } = this;
    const v = corners[at];
    const vt = this.attribute(corners[at + 1], this.uvCount);
    const vn = this.attribute(corners[at + 2], this.normalCount);
    let entry = this.heads[v];
    for (let steps = 0; entry > this.base && steps < MAX_CHAIN; steps++) {
      const vertex = entry - 1;
      if (triples.at(3 * vertex + 1) === vt && triples.at(3 * vertex + 2) === vn) return vertex - this.base;
      entry = links.at(vertex);
    }
    if (vt !== NONE) this.hasUv = true;
    if (vn !== NONE) this.hasNormal = true;
    triples.push(v);
    triples.push(vt);
    triples.push(vn);
    links.push(this.heads[v]);
    this.heads[v] = links.length;
    return links.length - 1 - this.base;
  }

  private attribute(index: number, count: number): number {
    if (index < count) return index;
    this.badAttributes++;
    return NONE;
  }

  /** Vertex data of the object. */
  gather(positions: Float32Array, uvs: Float32Array, normals: Float32Array, colors: Float32Array): VertexData {
    const count = this.links.length - this.base;
    const triples = this.triples.values.subarray(3 * this.base);
    const pick = (from: Float32Array, width: number, slot: number, out: Float32Array, outWidth = width) => {
      for (let i = 0; i < count; i++) {
        const source = triples[3 * i + slot] * width;
        if (source >= 0) for (let k = 0; k < width; k++) out[i * outWidth + k] = from[source + k];
      }
      return out;
    };
    const data: VertexData = { positions: pick(positions, 3, 0, new Float32Array(count * 3)) };
    if (this.hasUv) data.uvs = pick(uvs, 2, 1, new Float32Array(count * 2));
    if (this.hasNormal) data.normals = pick(normals, 3, 2, new Float32Array(count * 3));
    if (colors.length > 0) data.colors = pick(colors, 3, 0, new Float32Array(count * 4).fill(1), 4);
    return data;
  }
}
