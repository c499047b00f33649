import type { DeviceChoice, DeviceRequest } from "../run/device.ts";
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

/** The values of a flag that may be repeated. */
export function list(value: unknown): string[] {
  return value === undefined ? [] : [value].flat().map(String);
}

/** A flag that may be given once only. @throws Fault (exit 2) */
export function once<T>(name: string, value: T | readonly T[]): T {
  if (Array.isArray(value)) throw usage(`--${name} is given ${value.length} times, and can be given once`);
  return value as T;
}

/** The device options of a command. @throws Fault (exit 2) */
export function deviceRequest(argv: Readonly<Record<string, unknown>>): DeviceRequest {
  return {
    device: once("device", argv.device as DeviceChoice),
    autotune: once("autotune", argv.autotune as boolean),
    maxGpuMemory: argv.maxGpuMemory === undefined
      ? undefined
      : bytes("max-gpu-memory", once("max-gpu-memory", argv.maxGpuMemory)),
  };
}

const UNITS: Readonly<Record<string, number>> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** A number of bytes: `1048576`, `512M`, `1.5G`; K, M and G are powers of 1,024. @throws Fault (exit 2) */
export function bytes(name: string, value: unknown): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([KMG]?)(?:i?B)?$/i.exec(String(value).trim()) ?? [];
  const size = Math.floor(Number(number) * (UNITS[(unit ?? "").toUpperCase()] ?? NaN));
  if (!(size > 0)) throw usage(`--${name} must be a number of bytes, such as 512M or 2G, and is "${value}"`);
  return size;
}
