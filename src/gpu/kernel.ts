import poolSource from "../../kernels/pool.wgsl" with { type: "text" };
import projectSource from "../../kernels/project.wgsl" with { type: "text" };
import projectPoolSource from "../../kernels/project_pool.wgsl" with { type: "text" };
import { Fault } from "../record/fault.ts";
import type { Gpu } from "./device.ts";
import type { Header } from "./header.ts";
import { expand } from "./template.ts";
import { type KernelName, type Variant, variantName } from "./variant.ts";

/** The kernels' texts by name. */
export type Sources = Readonly<Record<KernelName, string>>;
export const SOURCES: Sources = { project: projectSource, project_pool: projectPoolSource, pool: poolSource };

const compiled = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

/** The WGSL of a variant; the one place of text substitution. */
export function variantText({ kernel, load, reduce, tile }: Variant, header: Header, sources = SOURCES): string {
  const text = expand(sources[kernel], {
    load,
    reduce,
    ROWS: tile.rows,
    K: tile.k,
    PER: Math.ceil(tile.k / tile.lanes),
  });
  return reduce === "subgroup" ? `${header.subgroups ?? ""}${text}` : text;
}

/** Values of the variant's `override` constants. */
function constantsOf({ kernel, tile }: Variant): Record<string, number> {
  return kernel === "pool" ? { THREADS: tile.lanes } : { LANES: tile.lanes };
}

/**
 * Compiles a variant, once per device.
 *
 * @throws Fault `kernel` naming kernel, variant and what the compiler said.
 */
export function compile(gpu: Gpu, variant: Variant, sources = SOURCES): Promise<GPUComputePipeline> {
  const cache = compiled.get(gpu.device) ?? new Map<string, Promise<GPUComputePipeline>>();
  compiled.set(gpu.device, cache);
  const name = variantName(variant);
  const key = sources === SOURCES ? name : `${name}\n${sources[variant.kernel]}`;
  const known = cache.get(key);
  if (known) return known;
  const pipeline = build(gpu, variant, name, sources);
  cache.set(key, pipeline);
  pipeline.catch(() => cache.delete(key));
  return pipeline;
}

async function build(gpu: Gpu, variant: Variant, name: string, sources: Sources): Promise<GPUComputePipeline> {
  const { device } = gpu;
  gpu.check(`compile kernel ${name}`);
  device.pushErrorScope("validation");
  const module = device.createShaderModule({ label: name, code: variantText(variant, gpu.header, sources) });
  const scope = device.popErrorScope();
  const said = (await scope)?.message;
  if (said) throw compileFault(name, `${said}${await compilerMessages(module)}`, gpu);
  const compute = { module, entryPoint: variant.kernel, constants: constantsOf(variant) };
  try {
    return await device.createComputePipelineAsync({ label: name, layout: "auto", compute });
  } catch (error) {
    throw compileFault(name, error instanceof Error ? error.message : String(error), gpu);
  }
}

async function compilerMessages(module: GPUShaderModule): Promise<string> {
  const { messages } = await module.getCompilationInfo?.() ?? { messages: [] };
  return messages.map(({ lineNum, linePos, message }) => `\n${lineNum}:${linePos} ${message}`).join("");
}

function compileFault(name: string, said: string, gpu: Gpu): Fault {
  const where = `${gpu.adapter.name} (${gpu.adapter.runtime})`;
  const remedy = "Update the graphics driver, or use --device cpu; please report the message.";
  return new Fault("kernel", `Cannot compile kernel ${name} on ${where}: ${said}`, remedy);
}
