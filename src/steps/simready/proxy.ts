/** What an asset collides with. */
import type { Warning } from '../../errors.js';
import type { Inspection } from '../../geometry/inspect.js';
import { type Mesh, triangleCount, vertexCount } from '../../geometry/mesh.js';
import type { CancelWords } from '../../geometry/native.js';
import type { ProxyRecord } from '../../scene/asset_record.js';
import { boxPiece } from './box.js';
import type { ProxyShape } from './usd_asset.js';

export interface Proxy {
  proxy: ProxyRecord;
  /** Empty when the visual mesh is the collider. */
  shapes: ProxyShape[];
}

export function proxyFor(
  mesh: Mesh,
  found: Inspection,
  still: boolean,
  _tolerance: number,
  _warnings: Warning[],
  _cancel: CancelWords,
): Proxy {
  if (still) return triangleMesh(mesh, found);
  const piece = boxPiece(found.bounds);
  return {
    proxy: { kind: 'box', pieces: [piece], error_m: null, volume_ratio: null, reason: 'box' },
    shapes: [{ piece }],
  };
}

/** Things that never move collide as they are: a hull would fill the room that a shell encloses. */
function triangleMesh(mesh: Mesh, found: Inspection): Proxy {
  const piece = {
    kind: 'mesh' as const,
    vertices: vertexCount(mesh),
    faces: triangleCount(mesh),
    volume_m3: Math.abs(found.volume_m3),
    concavity: null,
  };
  return {
    proxy: {
      kind: 'mesh',
      pieces: [piece],
      error_m: 0,
      volume_ratio: null,
      reason: 'every object of this asset stands still: its own triangles collide',
    },
    shapes: [],
  };
}
