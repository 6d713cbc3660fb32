/** Small glTF files, made by hand so that every byte is known. */

const COMPONENT: Record<string, number> = {
  Int8Array: 5120,
  Uint8Array: 5121,
  Int16Array: 5122,
  Uint16Array: 5123,
  Uint32Array: 5125,
  Float32Array: 5126,
  Float64Array: 5130,
};
const SIZE: Record<string, number> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4 };

type Numbers = Int8Array | Uint8Array | Int16Array | Uint16Array | Uint32Array | Float32Array | Float64Array;
export type Json = any;

export class GltfFile {
  json: Json = { asset: { version: '2.0' }, buffers: [{}], bufferViews: [], accessors: [] };
  private bytes = Buffer.alloc(0);

  /** Adds a buffer view; returns its number. */
  view(data: Uint8Array, extra: object = {}): number {
    while (this.bytes.length % 8) this.bytes = Buffer.concat([this.bytes, Buffer.alloc(1)]);
    const byteOffset = this.bytes.length;
    this.bytes = Buffer.concat([this.bytes, data]);
    return this.json.bufferViews.push({ buffer: 0, byteOffset, byteLength: data.length, ...extra }) - 1;
  }

  /** Adds an accessor with a view of its own; returns its number. */
  accessor(values: Numbers, type: string, extra: object = {}): number {
    const bufferView = this.view(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    const componentType = COMPONENT[values.constructor.name];
    return (
      this.json.accessors.push({ bufferView, componentType, count: values.length / SIZE[type], type, ...extra }) - 1
    );
  }

  /** Adds positions with their bounds. */
  positions(values: Float32Array): number {
    return this.accessor(values, 'VEC3', bounds(values));
  }

  mesh(...primitives: Json[]): number {
    this.json.meshes ??= [];
    return this.json.meshes.push({ primitives }) - 1;
  }

  /** Puts root nodes into the scene. */
  scene(...nodes: Json[]): this {
    this.json.nodes = nodes;
    this.json.scenes = [{ nodes: nodes.map((_, i) => i) }];
    this.json.scene = 0;
    return this;
  }

  private finish(): Json {
    if (this.bytes.length === 0) delete this.json.buffers;
    else this.json.buffers[0] = { byteLength: this.bytes.length, ...this.json.buffers[0] };
    for (const key of ['bufferViews', 'accessors']) if (this.json[key]?.length === 0) delete this.json[key];
    return this.json;
  }

  glb(): Uint8Array {
    return glb(JSON.stringify(this.finish()), this.bytes);
  }

  /** As .gltf text with an embedded buffer. */
  gltf(): Uint8Array {
    const json = structuredClone(this.finish());
    if (json.buffers) json.buffers[0].uri = `data:application/octet-stream;base64,${this.bytes.toString('base64')}`;
    return Buffer.from(JSON.stringify(json));
  }

  get bin(): Uint8Array {
    return this.bytes;
  }
}

/** A GLB from chunks as they are, padded. */
export function glb(text: string, bin: Uint8Array = Buffer.alloc(0)): Uint8Array {
  const json = Buffer.from(text);
  const pad = (data: Uint8Array, fill: number) =>
    Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4, fill)]);
  const chunk = (kind: number, data: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(data.length, 0);
    head.writeUInt32LE(kind, 4);
    return Buffer.concat([head, data]);
  };
  const body = Buffer.concat([
    chunk(0x4e4f534a, pad(json, 0x20)),
    ...(bin.length > 0 ? [chunk(0x004e4942, pad(bin, 0))] : []),
  ]);
  const head = Buffer.alloc(12);
  head.writeUInt32LE(0x46546c67, 0);
  head.writeUInt32LE(2, 4);
  head.writeUInt32LE(12 + body.length, 8);
  return Buffer.concat([head, body]);
}

/** Corners of a tetrahedron at the origin: volume 1/6, wound outward. */
export const TETRA = {
  positions: new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]),
  indices: new Uint16Array([0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3]),
};

/** A file with the tetrahedron as mesh 0, not placed. */
export function tetraFile(): GltfFile {
  const file = new GltfFile();
  const POSITION = file.positions(TETRA.positions);
  file.mesh({ attributes: { POSITION }, indices: file.accessor(TETRA.indices, 'SCALAR') });
  return file;
}

/** Signed volume by the divergence theorem, for closed meshes. */
export function volume({
  positions: p,
  indices,
}: {
  positions: ArrayLike<number>;
  indices: ArrayLike<number>;
}): number {
  let six = 0;
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [3 * indices[i], 3 * indices[i + 1], 3 * indices[i + 2]];
    six +=
      p[a] * (p[b + 1] * p[c + 2] - p[b + 2] * p[c + 1]) -
      p[a + 1] * (p[b] * p[c + 2] - p[b + 2] * p[c]) +
      p[a + 2] * (p[b] * p[c + 1] - p[b + 1] * p[c]);
  }
  return six / 6;
}

/** Least and greatest coordinates. */
export function bounds(positions: ArrayLike<number>): { min: number[]; max: number[] } {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i++) {
    min[i % 3] = Math.min(min[i % 3], positions[i]);
    max[i % 3] = Math.max(max[i % 3], positions[i]);
  }
  return { min, max };
}

/** What every accepted model must be, whatever the file was. */
export function problems(model: {
  meshes: { positions: ArrayLike<number>; indices: ArrayLike<number> }[];
  nodes: { mesh: number; matrix: number[] }[];
  account: { read: number; kept: number; dropped: Record<string, number> };
}): string[] {
  const found: string[] = [];
  let kept = 0;
  for (const { positions, indices } of model.meshes) {
    kept += indices.length / 3;
    for (let i = 0; i < indices.length; i++)
      if (!(indices[i] < positions.length / 3)) {
        found.push(`index ${indices[i]} of ${positions.length / 3}`);
        break;
      }
    for (let i = 0; i < positions.length; i++)
      if (!Number.isFinite(positions[i])) {
        found.push(`position ${positions[i]}`);
        break;
      }
    if (indices.length === 0) found.push('an empty mesh');
  }
  const { account } = model;
  const dropped = Object.values(account.dropped).reduce((sum, count) => sum + count, 0);
  if (account.read !== account.kept + dropped) found.push(`account ${JSON.stringify(account)}`);
  if (account.kept !== kept) found.push(`kept ${account.kept}, but meshes hold ${kept}`);
  for (const node of model.nodes)
    if (!model.meshes[node.mesh] || !node.matrix.every(Number.isFinite)) found.push('a broken node');
  return found;
}
