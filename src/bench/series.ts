/** Cost growth over the series of a suite's rows. */
import type { Growth, NamedMesh, Row } from './suite.js';
import { exponent } from './timing.js';

/** Fits one exponent per series of at least three sizes; rows carry the mesh's name as the last word of their case. */
export function growthOf(meshes: NamedMesh[], rows: Row[]): Growth[] {
  const out: Growth[] = [];
  const series = [...new Set(meshes.map((entry) => entry.series))].filter((name) => name !== null);
  for (const name of series) {
    const members = new Set(meshes.filter((entry) => entry.series === name).map((entry) => entry.name));
    const inSeries = rows.filter((row) => members.has(row.case.split(' ').at(-1) ?? '') && row.triangles !== null);
    for (const what of new Set(inSeries.map((row) => `${row.case.split(' ')[0]}|${row.peer ?? ''}`))) {
      const [verb, peer] = what.split('|');
      const points = inSeries.filter((row) => row.case.startsWith(`${verb} `) && (row.peer ?? '') === peer);
      if (points.length < 3) continue;
      const size = (row: Row) => row.triangles as number;
      const theirs = points.filter((row) => row.peer_ms !== null);
      out.push({
        series: `${verb} of ${name}`,
        ours: exponent(points.map((row) => ({ size: size(row), ms: row.ours_ms }))),
        peer: peer || null,
        peer_exponent:
          theirs.length >= 3 ? exponent(theirs.map((row) => ({ size: size(row), ms: row.peer_ms as number }))) : null,
      });
    }
  }
  return out;
}
