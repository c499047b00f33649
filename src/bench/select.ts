import { Fault } from "../record/fault.ts";
import type { Dtype } from "../reference/kernels.ts";
import type { Case } from "./context.ts";
import type { KernelBench, Shape } from "./kernel-bench.ts";

/** A case whose inputs are not made yet. */
export type Selected = Omit<Case, "data">;

/** What was asked for. */
export interface Wanted {
  /** Kernels by name; none: all. */
  readonly kernels: readonly string[];
  /** `T=8192,d=2048,k=16;T=...`; default: the cases of each bench, without the one that is for tests. */
  readonly shapes?: string | undefined;
  /** Default: all that the kernel has. */
  readonly dtypes?: readonly string[] | undefined;
}

const usage = (message: string, remedy: string) => new Fault("usage", message, remedy, 2);

/** What to measure, in order. @throws Fault `usage` (exit 2) for a kernel, size or storage that there is not */
export function select(benches: readonly KernelBench[], { kernels, shapes, dtypes }: Wanted): Selected[] {
  const names = benches.map(({ kernel }) => kernel);
  const unknown = kernels.find((name) => !names.includes(name as typeof names[number]));
  if (unknown !== undefined) {
    throw usage(
      `Cannot bench "${unknown}": it is not one of ${names.join(", ")}.`,
      "Name one of these, or none for all.",
    );
  }
  const odd = dtypes?.find((dtype) => dtype !== "f32" && dtype !== "f16");
  if (odd !== undefined) {
    throw usage(`Cannot bench storage "${odd}": it is not one of f32, f16.`, "Use --dtype f32,f16.");
  }
  const chosen = benches.filter(({ kernel }) => kernels.length === 0 || kernels.includes(kernel));
  const selected = chosen.flatMap((bench) => {
    const cases = shapes === undefined ? casesOf(bench) : parseShapes(bench, shapes);
    const stored = bench.dtypes.filter((dtype) => dtypes?.includes(dtype) ?? true);
    return stored.flatMap((dtype: Dtype) => cases.map((shape) => ({ bench, shape, dtype })));
  });
  if (selected.length > 0) return selected;
  const stores = chosen.map(({ kernel, dtypes }) => `${kernel} ${dtypes.join(", ")}`).join("; ");
  throw usage(`Cannot bench storage ${dtypes?.join(", ")}: there are ${stores}.`, "Use --dtype with one of these.");
}

/** The first case is for tests: too short to tell anything about a GPU. */
const casesOf = ({ cases }: KernelBench): readonly Shape[] => (cases.length > 1 ? cases.slice(1) : cases);

/** Shapes by hand: every size must be given; words that are left out are those of the first case. */
function parseShapes(bench: KernelBench, text: string): Shape[] {
  const shapes = text.split(";").map((part) => part.trim()).filter(Boolean).map((part) => parseShape(bench, part));
  if (shapes.length === 0) throw usage("Cannot read --shapes: it is empty.", `Use ${example(bench)}.`);
  return shapes;
}

const example = ({ cases }: KernelBench) =>
  `--shapes ${Object.entries(cases.at(-1)!).map(([key, value]) => `${key}=${value}`).join(",")}`;

function parseShape(bench: KernelBench, text: string): Shape {
  const model = bench.cases[0]!, given: Record<string, number | string> = {};
  for (const part of text.split(",")) {
    const [key = "", value = "", ...more] = part.split("=").map((word) => word.trim());
    const known = model[key];
    if (known === undefined || more.length > 0) {
      const keys = Object.keys(model).join(", ");
      throw usage(
        `Cannot read the shape "${text}" for ${bench.kernel}: "${key}" is not one of ${keys}.`,
        `Use ${example(bench)}.`,
      );
    }
    given[key] = typeof known === "number" ? sizeOf(bench, key, value) : wordOf(bench, key, value);
  }
  const missing = Object.keys(model).filter((key) => typeof model[key] === "number" && !(key in given));
  if (missing.length > 0) {
    throw usage(
      `Cannot read the shape "${text}" for ${bench.kernel}: it lacks ${missing.join(", ")}.`,
      `Use ${example(bench)}.`,
    );
  }
  return Object.fromEntries(Object.keys(model).map((key) => [key, given[key] ?? model[key]!]));
}

function sizeOf(bench: KernelBench, key: string, value: string): number {
  const size = Number(value);
  if (value !== "" && Number.isSafeInteger(size) && size >= 1) return size;
  throw usage(
    `Cannot read ${key}=${value} for ${bench.kernel}: it must be a whole number, 1 or more.`,
    `Use ${example(bench)}.`,
  );
}

function wordOf(bench: KernelBench, key: string, value: string): string {
  const words = [...new Set(bench.cases.map((one) => String(one[key])))];
  if (words.includes(value)) return value;
  throw usage(
    `Cannot read ${key}=${value} for ${bench.kernel}: it is not one of ${words.join(", ")}.`,
    `Use ${example(bench)}.`,
  );
}
