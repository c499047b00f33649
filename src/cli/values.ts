import { usage } from "./fail.ts";

/** A whole number from `low` on. @throws Fault (exit 2) */
export function whole(name: string, value: unknown, low: number, high = Number.MAX_SAFE_INTEGER): number {
  const number = typeof value === "number" ? value : Number(value);
  if (!Number.isInteger(number) || number < low || number > high) {
    const range = high === Number.MAX_SAFE_INTEGER ? `${low} or more` : `${low} to ${high}`;
    throw usage(`--${name} must be a whole number, ${range}, and is "${value}"`);
  }
  return number;
}

/** `auto` or a whole number from 1 on. @throws Fault (exit 2) */
export function batchSize(value: unknown): number | undefined {
  return value === "auto" ? undefined : whole("batch-size", value, 1);
}

/** A flag that may be given once only. @throws Fault (exit 2) */
export function once<T>(name: string, value: T | readonly T[]): T {
  if (Array.isArray(value)) throw usage(`--${name} is given ${value.length} times, and can be given once`);
  return value as T;
}
