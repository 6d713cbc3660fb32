/** What formats without a scene share: one node per mesh, unmoved; units and up axis unknown. */
import type { Mesh } from '../geometry/mesh.js';
import { IDENTITY } from './matrix.js';
import type { Material, Model, ModelImage } from './model.js';
import type { ReadReport } from './read_report.js';

/** @throws MESH_EMPTY or MESH_NOT_FINITE when no mesh is left */
export function sceneless(
  format: Model['format'],
  report: ReadReport,
  parts: { name: string; mesh: Mesh }[],
  materials: Material[] = [],
  images: ModelImage[] = [],
): Model {
  if (parts.length === 0) throw report.nothingUsable();
  return {
    format,
    name: report.file,
    meshes: parts.map((part) => part.mesh),
    meshNames: parts.map((part) => part.name),
    nodes: parts.map((part, mesh) => ({ name: part.name, mesh, matrix: [...IDENTITY] })),
    materials,
    images,
    upAxis: null,
    metersPerUnit: null,
    account: report.account,
    warnings: report.warnings,
  };
}
