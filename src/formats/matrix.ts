/** 4x4 matrices as plain lists: row-major, column vectors (translation in elements 3, 7, 11). */
export type Matrix = number[];

export const ELEMENTS = Array.from({ length: 16 }, (_, i) => i);
export const IDENTITY: Matrix = ELEMENTS.map((i) => (i % 5 === 0 ? 1 : 0));

export const isIdentity = (m: Matrix): boolean => m.every((v, i) => v === IDENTITY[i]);

export function multiply(a: Matrix, b: Matrix): Matrix {
  return ELEMENTS.map((i) => {
    const row = i - (i % 4);
    const column = i % 4;
    return a[row] * b[column] + a[row + 1] * b[column + 4] + a[row + 2] * b[column + 8] + a[row + 3] * b[column + 12];
  });
}

/** Determinant of the upper left 3x3. */
export function determinant3(m: Matrix): number {
  return m[0] * (m[5] * m[10] - m[6] * m[9]) - m[1] * (m[4] * m[10] - m[6] * m[8]) + m[2] * (m[4] * m[9] - m[5] * m[8]);
}
