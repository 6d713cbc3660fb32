/** Numbers as people read them: three significant digits, a fitting unit, no locale. A dash for what is not known. */

export const DASH = '\u2013';

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Three significant digits without an exponent between 0.001 and 999,999, else with one. */
export function significant(value: unknown, digits = 3): string {
  if (!isNumber(value)) return DASH;
  const size = Math.abs(value);
  if (value === 0) return '0';
  if (size < 1e-3 || size >= 1e6) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
    return `${mantissa}\u00D710${superscript(Number(exponent))}`;
  }
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return grouped(value.toFixed(places));
}

function superscript(exponent: number): string {
  const digits = '\u2070\u00B9\u00B2\u00B3\u2074\u2075\u2076\u2077\u2078\u2079';
  return (exponent < 0 ? '\u207B' : '') + [...String(Math.abs(exponent))].map((d) => digits[Number(d)]).join('');
}

/** Thousands apart. */
export function grouped(text: string): string {
  return text.replace(/\B(?=(?:\d{3})+(?:\.|$))/g, (_, at: number) => (text.slice(0, at).includes('.') ? '' : ','));
}

export const count = (value: unknown): string => (isNumber(value) ? grouped(String(Math.round(value))) : DASH);

/** `12.3 mm`, `1.23 m`. */
export function meters(value: unknown): string {
  if (!isNumber(value)) return DASH;
  const size = Math.abs(value);
  if (size === 0) return '0 m';
  if (size < 1e-6) return `${significant(value * 1e9)} nm`;
  if (size < 1e-3) return `${significant(value * 1e6)} \u00B5m`;
  if (size < 1) return `${significant(value * 1e3)} mm`;
  return `${significant(value)} m`;
}

/** `12.3 g`, `1.23 kg`. */
export function kilograms(value: unknown): string {
  if (!isNumber(value)) return DASH;
  return value !== 0 && Math.abs(value) < 1 ? `${significant(value * 1e3)} g` : `${significant(value)} kg`;
}

/** `12.3 ml`, `1.23 l`, `1.23 m3`. */
export function cubicMeters(value: unknown): string {
  if (!isNumber(value)) return DASH;
  const size = Math.abs(value);
  if (size >= 1) return `${significant(value)} m\u00B3`;
  return size >= 1e-3 ? `${significant(value * 1e3)} l` : `${significant(value * 1e6)} ml`;
}

/** Numbers of one quantity with a common power of ten: `(8.81, 8.87, 9.39) x10^-5`. */
export function vector(values: unknown, unit: string): string {
  if (!Array.isArray(values) || values.length === 0 || !values.every(isNumber)) return DASH;
  const most = Math.max(...values.map(Math.abs));
  if (most === 0) return `${values.map(() => '0').join(', ')} ${unit}`;
  const exponent = Math.floor(Math.log10(most));
  const plain = exponent >= -1 && exponent < 4;
  const places = Math.max(0, plain ? 2 - exponent : 2);
  const text = values.map((v) => (plain ? v : v / 10 ** exponent).toFixed(places).replace(/^-(0\.?0*)$/, '$1'));
  return plain ? `${text.join(', ')} ${unit}` : `(${text.join(', ')}) \u00D710${superscript(exponent)} ${unit}`;
}

/** A point or a size: millimetres below one metre. */
export function metersVector(values: unknown): string {
  const small = Array.isArray(values) && values.every((v) => isNumber(v) && Math.abs(v) < 1);
  return small
    ? vector(
        values.map((v) => v * 1e3),
        'mm',
      )
    : vector(values, 'm');
}

export const percent = (share: unknown): string => (isNumber(share) ? `${significant(share * 100, 2)} %` : DASH);

export function seconds(value: unknown): string {
  if (!isNumber(value)) return DASH;
  if (value < 1) return `${Math.round(value * 1000)} ms`;
  return value < 60 ? `${value.toFixed(1)} s` : `${Math.floor(value / 60)} min ${Math.round(value % 60)} s`;
}

/** `1 object`, `3 objects`. */
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;
