/** Parsers for option values: each refuses with what was expected. */
import { InvalidArgumentError } from 'commander';

export const positiveNumber = (text: string): number => {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('Expected a number above 0.');
  return value;
};

export const positiveInteger = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Expected a whole number of at least 1.');
  return value;
};

export const share = (text: string): number => {
  const value = Number(text);
  if (!(value > 0 && value <= 1)) throw new InvalidArgumentError('Expected a number above 0 and up to 1.');
  return value;
};

export const oneOf =
  <T extends string>(names: readonly T[]) =>
  (text: string): T => {
    if (!names.includes(text as T)) throw new InvalidArgumentError(`Expected ${names.join(' or ')}.`);
    return text as T;
  };
