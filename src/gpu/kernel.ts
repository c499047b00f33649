import lanesPart from "../../kernels/parts/lanes.wgsl" with { type: "text" };
import nanPart from "../../kernels/parts/nan.wgsl" with { type: "text" };
import rowsPart from "../../kernels/parts/rows.wgsl" with { type: "text" };
import gramSource from "../../kernels/gram.wgsl" with { type: "text" };
import matmulSource from "../../kernels/matmul.wgsl" with { type: "text" };
import peakCopySource from "../../kernels/peak_copy.wgsl" with { type: "text" };
import peakFmaSource from "../../kernels/peak_fma.wgsl" with { type: "text" };
import permuteSource from "../../kernels/permute.wgsl" with { type: "text" };
import poolSource from "../../kernels/pool.wgsl" with { type: "text" };
import projectSource from "../../kernels/project.wgsl" with { type: "text" };
import projectPoolSource from "../../kernels/project_pool.wgsl" with { type: "text" };
import topkSource from "../../kernels/topk.wgsl" with { type: "text" };
import { Fault } from "../record/fault.ts";
import type { Gpu } from "./device.ts";
import type { Header } from "./header.ts";
import { expand, type Parts } from "./template.ts";
import { type KernelName, type Variant, variantName } from "./variant.ts";

/** The kernels' texts by name. */
export type Sources = Readonly<Record<KernelName, string>>;
export const SOURCES: Sources = {
  project: projectSource,
  project_pool: projectPoolSource,
  pool: poolSource,
  matmul: matmulSource,
  topk: topkSource,
  permute: permuteSource,
  gram: gramSource,
  peak_copy: peakCopySource,
  peak_fma: peakFmaSource,
};

/** The same for a second matrix, whose storage is the word `second`. */
const secondRows = rowsPart.replaceAll("if dtype ", "if second ");

/** What several kernels share. */
const PARTS: Parts = { lanes: lanesPart, nan: nanPart, rows: rowsPart, rows_b: secondRows };

const compiled = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

/** The WGSL of a variant; the one place of text substitution. */
export function variantText({ kernel, words, sizes }: Variant, header: Header, sources = SOURCES): string {
  const text = expand(sources[kernel], { ...words, ...sizes }, PARTS);
  const enable = [
    Object.values(words).includes("f16") ? header.f16 ?? "" : "",
    Object.values(words).includes("subgroup") ? header.subgroups ?? "" : "",
  ];
  return enable.join("") + text;
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
  const compute = { module, entryPoint: variant.kernel, constants: variant.constants };
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
