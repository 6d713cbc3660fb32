/** The one date of a run's outputs: never the clock. */

/** Unix time 0, for inputs that carry no date. */
export const NO_DATE = '1970-01-01T00:00:00Z';

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * Seconds since 1970, or an ISO 8601 date, as ISO 8601 in UTC and whole seconds; undefined when the text is neither. A time
 * without a zone is UTC, never local: outputs do not depend on where they are made.
 */
export function isoDate(text: string): string | undefined {
  const [, day, clock = '00:00', zone = 'Z'] = ISO.exec(text) ?? [];
  const time = /^\d+$/.test(text) ? Number(text) * 1000 : day ? Date.parse(`${day}T${clock}${zone}`) : Number.NaN;
  if (!Number.isFinite(time) || Math.abs(time) > 8.64e15) return undefined;
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** The source date (SOURCE_DATE_EPOCH: seconds, or a date) if given, else the date of the input, else 1970. */
export function outputDate(sourceDate: string | undefined, inputDate: string | undefined): string {
  return (sourceDate && isoDate(sourceDate)) || (inputDate && isoDate(inputDate)) || NO_DATE;
}
