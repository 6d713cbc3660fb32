/** The one date of a run's outputs: never the clock. */

/** Unix time 0, for inputs that carry no date. */
export const NO_DATE = '1970-01-01T00:00:00Z';

/** A date as ISO 8601 in UTC, whole seconds; undefined when the text is no date. */
export function isoDate(text: string): string | undefined {
  const time = /^\d+$/.test(text)
    ? Number(text) * 1000
    : /^\d{4}-\d\d/.test(text)
      ? Date.parse(withZone(text))
      : Number.NaN;
  if (!Number.isFinite(time) || Math.abs(time) > 8.64e15) return undefined;
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** A date without a zone is UTC here, not local time: outputs must not depend on where they are made. */
function withZone(text: string): string {
  return /T/.test(text) && !/(Z|[+-]\d\d:?\d\d)$/.test(text) ? `${text}Z` : text;
}

/** The source date (SOURCE_DATE_EPOCH: seconds, or a date) if given, else the date of the input, else 1970. */
export function outputDate(sourceDate: string | undefined, inputDate: string | undefined): string {
  return (sourceDate && isoDate(sourceDate)) || (inputDate && isoDate(inputDate)) || NO_DATE;
}
