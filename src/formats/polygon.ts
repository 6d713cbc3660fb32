/**
 * Polygons to triangles. Rule: a convex polygon becomes a fan around its first corner; any other is cut by ear clipping
 * (Meisters 1975) in its own plane (Newell normal); where that fails (self-crossing, no plane, work budget spent) the
 * rest becomes a fan. A polygon of n corners always gives n - 2 triangles.
 */
export class PolygonCutter {
  /** Point-in-triangle tests that one file may spend: about a second. Guards against giant hostile polygons. */
  private budget = 50_000_000;
  /** Polygons that ended in a fan though they are not convex. */
  fallbacks = 0;

  /** `positions` holds 3 numbers per vertex, `vertices` the polygon. Emits corner numbers 0..n-1. */
  cut(
    positions: ArrayLike<number>,
    vertices: ArrayLike<number>,
    emit: (a: number, b: number, c: number) => void,
  ): void {
    const n = vertices.length;
    const fan = (corners: ArrayLike<number>) => {
      for (let i = 1; i + 1 < corners.length; i++) emit(corners[0], corners[i], corners[i + 1]);
    };
    if (n === 3) {
      emit(0, 1, 2);
      return;
    }
    const all = Int32Array.from({ length: n }, (_, i) => i);
    const flat = project(positions, vertices);
    if (!flat || isConvex(flat)) {
      fan(all);
      return;
    }
    const rest = this.clipEars(flat, emit);
    if (rest.length > 3) this.fallbacks++;
    fan(rest);
  }

  /** Clips ears until three corners are left or none is found; returns the corners that are left, in order. */
  private clipEars(flat: Float64Array, emit: (a: number, b: number, c: number) => void): number[] {
    const n = flat.length / 2;
    const next = Int32Array.from({ length: n }, (_, i) => (i + 1) % n);
    const previous = Int32Array.from({ length: n }, (_, i) => (i + n - 1) % n);
    let left = n;
    let corner = 0;
    let misses = 0;
    while (left > 3 && misses < left && this.budget > 0) {
      const before = previous[corner];
      const after = next[corner];
      if (this.isEar(flat, before, corner, after, next)) {
        emit(before, corner, after);
        next[before] = after;
        previous[after] = before;
        left--;
        misses = 0;
        // Two steps on: ears spread over the polygon instead of forming a fan of slivers.
        corner = next[after];
      } else {
        misses++;
        corner = after;
      }
    }
    const rest: number[] = [];
    let smallest = corner;
    for (let i = 0; i < left; i++, corner = next[corner]) {
      rest.push(corner);
      if (corner < smallest) smallest = corner;
    }
    const turn = rest.indexOf(smallest);
    return [...rest.slice(turn), ...rest.slice(0, turn)];
  }

  private isEar(flat: Float64Array, a: number, b: number, c: number, next: Int32Array): boolean {
    if (turn(flat, a, b, c) <= 0) return false;
    const same = (p: number, q: number) => flat[2 * p] === flat[2 * q] && flat[2 * p + 1] === flat[2 * q + 1];
    for (let p = next[c]; p !== a; p = next[p]) {
      this.budget--;
      if (turn(flat, a, b, p) < 0 || turn(flat, b, c, p) < 0 || turn(flat, c, a, p) < 0) continue;
      if (!same(p, a) && !same(p, b) && !same(p, c)) return false;
    }
    return true;
  }
}

/** Twice the signed area of a corner triangle in the plane. */
function turn(flat: Float64Array, a: number, b: number, c: number): number {
  const [ax, ay] = [flat[2 * a], flat[2 * a + 1]];
  return (flat[2 * b] - ax) * (flat[2 * c + 1] - ay) - (flat[2 * b + 1] - ay) * (flat[2 * c] - ax);
}

function isConvex(flat: Float64Array): boolean {
  const n = flat.length / 2;
  for (let i = 0; i < n; i++) if (turn(flat, i, (i + 1) % n, (i + 2) % n) < 0) return false;
  return true;
}

/** Onto the axis plane that the Newell normal faces most, seen counter-clockwise; null without a normal. */
function project(positions: ArrayLike<number>, vertices: ArrayLike<number>): Float64Array | null {
  const n = vertices.length;
  const normal = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const p = vertices[i] * 3;
    const q = vertices[(i + 1) % n] * 3;
    for (let k = 0; k < 3; k++) {
      const u = (k + 1) % 3;
      const v = (k + 2) % 3;
      normal[k] += (positions[p + u] - positions[q + u]) * (positions[p + v] + positions[q + v]);
    }
  }
  const size = normal.map(Math.abs);
  const k = size[0] >= size[1] && size[0] >= size[2] ? 0 : size[1] >= size[2] ? 1 : 2;
  if (!(size[k] > 0) || !Number.isFinite(size[k])) return null;
  const [u, v] = normal[k] > 0 ? [(k + 1) % 3, (k + 2) % 3] : [(k + 2) % 3, (k + 1) % 3];
  const flat = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    flat[2 * i] = positions[vertices[i] * 3 + u];
    flat[2 * i + 1] = positions[vertices[i] * 3 + v];
  }
  return flat;
}
