/** Triangles behind glTF primitive modes: 4 lists, 5 strips, 6 fans; other modes hold none. */
export function trianglesOf(mode: number, corners: number): number {
  if (mode === 4) return Math.floor(corners / 3);
  return mode === 5 || mode === 6 ? Math.max(0, corners - 2) : 0;
}

/**
 * A triangle list from any mode; `corners` null means 0, 1, 2, ... up to `count`. Winding follows glTF 2.0, section
 * 3.7.2.1: in strips every second triangle is turned, in fans all share the first corner.
 */
export function triangleIndices(mode: number, corners: ArrayLike<number> | null, count: number): ArrayLike<number> {
  const triangles = trianglesOf(mode, count);
  if (mode === 4 && corners && corners.length === triangles * 3) return corners;
  const at = (i: number) => (corners ? corners[i] : i);
  const out = new Uint32Array(triangles * 3);
  for (let t = 0; t < triangles; t++) {
    const [a, b, c] = mode === 4 ? [3 * t, 3 * t + 1, 3 * t + 2] : mode === 5 ? strip(t) : [0, t + 1, t + 2];
    out[3 * t] = at(a);
    out[3 * t + 1] = at(b);
    out[3 * t + 2] = at(c);
  }
  return out;
}

const strip = (t: number) => (t % 2 === 0 ? [t, t + 1, t + 2] : [t, t + 2, t + 1]);
