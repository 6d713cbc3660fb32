/** Poses: the one place where our column-vector matrices become USD's row-vector ones. */
import { attribute, type Property } from './layer.js';

/** `xformOp:transform` from a row-major column-vector matrix: its transpose, every number as it is. */
export function transformOps(matrixColumnVector: readonly number[]): Property[] {
  const transposed = Array.from({ length: 16 }, (_, i) => matrixColumnVector[(i % 4) * 4 + Math.floor(i / 4)]);
  return [
    attribute('matrix4d', 'xformOp:transform', transposed),
    attribute('token[]', 'xformOpOrder', ['xformOp:transform'], { uniform: true }),
  ];
}
