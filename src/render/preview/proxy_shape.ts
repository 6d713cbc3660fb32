/** Collision proxies as something to look at: triangles for the tint, and the edges that show their shape. */
import type { Mesh } from '../../geometry/mesh.js';
import type { ProxyPiece } from '../../scene/asset_record.js';

export interface ProxyShape {
  /** 3 per vertex, asset frame. */
  positions: number[];
  indices: number[];
  /** 6 per straight piece of an edge: from, to. */
  edges: number[];
}

/** Points of a full circle: steps of 2 pi / 48 by repeated turning, so that no library function decides the last digit. */
const STEPS = 48;
const CIRCLE: [number, number][] = [[1, 0]];
for (let i = 1; i < STEPS; i++) {
  const [c, s] = CIRCLE[i - 1];
  CIRCLE.push([c * 0.9914448613738104 - s * 0.13052619222005157, s * 0.9914448613738104 + c * 0.13052619222005157]);
}
/** Edges between faces that turn by less than 4.4 degrees are not drawn. */
const FLAT = 0.997;

/** One piece; `mesh` is the geometry of a hull or mesh piece, in the asset frame. Empty when it has none. */
export function proxyShape(piece: ProxyPiece, mesh?: Mesh): ProxyShape {
  switch (piece.kind) {
    case 'box':
      return placed(box(piece.size_m ?? [0, 0, 0]), piece);
    case 'sphere':
      return placed(round(piece.radius_m ?? 0, 0, true), piece);
    case 'capsule':
      return placed(round(piece.radius_m ?? 0, piece.height_m ?? 0, true), piece);
    case 'cylinder':
      return placed(round(piece.radius_m ?? 0, piece.height_m ?? 0, false), piece);
    default:
      if (!mesh) return { positions: [], indices: [], edges: [] };
      return {
        positions: Array.from(mesh.positions),
        indices: Array.from(mesh.indices),
        // the collider of a static thing may be its whole surface: its edges would hide it
        edges: piece.kind === 'hull' ? creases(mesh) : [],
      };
  }
}

function placed(shape: ProxyShape, piece: ProxyPiece): ProxyShape {
  const [x, y, z, w] = piece.rotation_xyzw ?? [0, 0, 0, 1];
  const center = piece.center_m ?? [0, 0, 0];
  const m = [
    [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
    [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
    [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
  ];
  const move = (from: number[]) => {
    const out = new Array<number>(from.length);
    for (let i = 0; i < from.length; i += 3)
      for (let a = 0; a < 3; a++)
        out[i + a] = m[a][0] * from[i] + m[a][1] * from[i + 1] + m[a][2] * from[i + 2] + center[a];
    return out;
  };
  return { positions: move(shape.positions), indices: shape.indices, edges: move(shape.edges) };
}

function box(size: readonly number[]): ProxyShape {
  const positions: number[] = [];
  for (let i = 0; i < 8; i++) for (let a = 0; a < 3; a++) positions.push(((i >> a) & 1 ? 0.5 : -0.5) * size[a]);
  const indices = [0, 2, 3, 1, 4, 5, 7, 6, 0, 1, 5, 4, 2, 6, 7, 3, 0, 4, 6, 2, 1, 3, 7, 5];
  const edges: number[] = [];
  for (let i = 0; i < 8; i++)
    for (let a = 0; a < 3; a++)
      if (!((i >> a) & 1)) {
        const j = i | (1 << a);
        edges.push(...positions.slice(3 * i, 3 * i + 3), ...positions.slice(3 * j, 3 * j + 3));
      }
  return { positions, indices: quads(indices), edges };
}

/** Two triangles for every four numbers. */
function quads(corners: number[]): number[] {
  const out: number[] = [];
  for (let i = 0; i < corners.length; i += 4) {
    const [a, b, c, d] = corners.slice(i, i + 4);
    out.push(a, b, c, a, c, d);
  }
  return out;
}

/** Sphere (height 0), capsule (round ends) or cylinder (flat ends) about z. */
function round(radius: number, height: number, roundEnds: boolean): ProxyShape {
  const half = height / 2;
  // profile from the lower pole to the upper: distance from the axis, height
  const profile: [number, number][] = [];
  const quarter = STEPS / 4;
  if (roundEnds) {
    for (let i = quarter; i >= 0; i--) profile.push([radius * CIRCLE[i][0], -half - radius * CIRCLE[i][1]]);
    for (let i = height > 0 ? 0 : 1; i <= quarter; i++)
      profile.push([radius * CIRCLE[i][0], half + radius * CIRCLE[i][1]]);
  } else profile.push([0, -half], [radius, -half], [radius, half], [0, half]);

  const positions: number[] = [];
  for (const [r, z] of profile) for (const [c, s] of CIRCLE) positions.push(r * c, r * s, z);
  const corners: number[] = [];
  for (let ring = 0; ring + 1 < profile.length; ring++)
    for (let i = 0; i < STEPS; i++) {
      const [a, b] = [ring * STEPS + i, ring * STEPS + ((i + 1) % STEPS)];
      corners.push(a, b, b + STEPS, a + STEPS);
    }

  const edges: number[] = [];
  const ring = (z: number) => {
    for (let i = 0; i < STEPS; i++) {
      const [a, b] = [CIRCLE[i], CIRCLE[(i + 1) % STEPS]];
      edges.push(radius * a[0], radius * a[1], z, radius * b[0], radius * b[1], z);
    }
  };
  ring(-half);
  if (height > 0) ring(half);
  // four lines from pole to pole
  for (let k = 0; k < 4; k++) {
    const [c, s] = CIRCLE[k * quarter];
    for (let i = 0; i + 1 < profile.length; i++) {
      if (!roundEnds && i !== 1) continue; // no spokes on flat ends
      const [[r0, z0], [r1, z1]] = [profile[i], profile[i + 1]];
      edges.push(r0 * c, r0 * s, z0, r1 * c, r1 * s, z1);
    }
  }
  return { positions, indices: quads(corners), edges };
}

/** Edges of a closed mesh between faces of different planes, and edges with one face. O(n). */
function creases({ positions, indices }: Mesh): number[] {
  const normals: number[] = [];
  const uses = new Map<number, number[]>();
  const vertices = positions.length / 3;
  for (let t = 0; t < indices.length; t += 3) {
    const [a, b, c] = [3 * indices[t], 3 * indices[t + 1], 3 * indices[t + 2]];
    const e = [0, 1, 2].map((k) => positions[b + k] - positions[a + k]);
    const f = [0, 1, 2].map((k) => positions[c + k] - positions[a + k]);
    const n = [e[1] * f[2] - e[2] * f[1], e[2] * f[0] - e[0] * f[2], e[0] * f[1] - e[1] * f[0]];
    const length = Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]) || 1;
    normals.push(n[0] / length, n[1] / length, n[2] / length);
    for (let k = 0; k < 3; k++) {
      const [i, j] = [indices[t + k], indices[t + ((k + 1) % 3)]];
      const key = Math.min(i, j) * vertices + Math.max(i, j);
      const list = uses.get(key);
      if (list) list.push(t);
      else uses.set(key, [t]);
    }
  }
  const out: number[] = [];
  for (const [key, [first, second]] of uses) {
    if (second !== undefined) {
      let turn = 0;
      for (let k = 0; k < 3; k++) turn += normals[first + k] * normals[second + k];
      if (turn > FLAT) continue;
    }
    const [i, j] = [Math.floor(key / vertices), key % vertices];
    for (const v of [i, j]) out.push(positions[3 * v], positions[3 * v + 1], positions[3 * v + 2]);
  }
  return out;
}
