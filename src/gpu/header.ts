/** What a shader must begin with to use a feature; `null` where it cannot. */
export interface Header {
  readonly subgroups: string | null;
  readonly f16: string | null;
}

/**
 * Asks the compiler itself: Tint wants `enable subgroups;`, naga refuses it, and either may lack the feature.
 *
 * Compiles a tiny module under an error scope for each spelling; the first that passes counts.
 */
export async function probeHeader(device: GPUDevice): Promise<Header> {
  const subgroups = "@compute @workgroup_size(8) fn main() { s[0] = subgroupAdd(subgroupBroadcastFirst(1.0)); }";
  const half = "@compute @workgroup_size(1) fn main() { s[0] = f32(f16(s[1])); }";
  return {
    subgroups: await firstThatCompiles(device, ["enable subgroups;\n", ""], subgroups),
    f16: await firstThatCompiles(device, ["enable f16;\n"], half),
  };
}

async function firstThatCompiles(device: GPUDevice, headers: readonly string[], body: string): Promise<string | null> {
  for (const header of headers) {
    const code = `${header}@group(0) @binding(0) var<storage, read_write> s: array<f32>;\n${body}`;
    device.pushErrorScope("validation");
    try {
      const module = device.createShaderModule({ label: "probe", code });
      device.createComputePipeline({ label: "probe", layout: "auto", compute: { module, entryPoint: "main" } });
    } catch {
      // Some runtimes throw as well; the scope below holds the error either way, or there is none to hold.
      await device.popErrorScope();
      continue;
    }
    if (!(await device.popErrorScope())) return header;
  }
  return null;
}
