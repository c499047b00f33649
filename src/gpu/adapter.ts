import type { Adapter } from "../record/run.ts";

/** The parts of GPUAdapterInfo that are read; `vendor` may be a PCI number in words, the name only in `description`. */
export type RawInfo = Partial<
  Pick<GPUAdapterInfo, "vendor" | "architecture" | "device" | "description" | "isFallbackAdapter">
>;

/** Vendors by PCI id, and by Khronos id above 65,535 where a driver is no card. */
const VENDORS: Readonly<Record<string, string>> = {
  "4318": "nvidia",
  "4098": "amd",
  "4130": "amd",
  "32902": "intel",
  "4203": "apple",
  "5045": "arm",
  "20803": "qualcomm",
  "4112": "imgtec",
  "5348": "broadcom",
  "5140": "microsoft",
  "6880": "google",
  "65541": "mesa",
};
const SOFTWARE = /llvmpipe|lavapipe|swiftshader|softpipe|basic render|\bwarp\b/i;
const ARCHITECTURES: readonly [RegExp, string][] = [[/llvmpipe|lavapipe/i, "llvmpipe"], [
  /swiftshader/i,
  "swiftshader",
]];

/** Names an adapter the same way in every runtime; what is not known is empty. */
export function describeAdapter(info: RawInfo, runtime: string, features: Iterable<string> = []): Adapter {
  const description = (info.description ?? "").trim();
  const raw = (info.vendor ?? "").trim();
  const known = `${info.architecture ?? ""} ${info.device ?? ""} ${description}`;
  const architecture = info.architecture || (ARCHITECTURES.find(([pattern]) => pattern.test(known))?.[1] ?? "");
  const vendor = VENDORS[raw] ?? raw.toLowerCase();
  return {
    name: nameOf(info, description) || architecture || vendor || "unnamed adapter",
    vendor,
    architecture,
    driver: driverOf(description),
    software: info.isFallbackAdapter === true || SOFTWARE.test(known),
    runtime,
    features: [...features].sort(),
  };
}

/** `SwiftShader` of `SwiftShader driver 5.0.0`; `llvmpipe` of `llvmpipe (LLVM 15.0.6, 256 bits)`; else as it stands. */
function nameOf(info: RawInfo, description: string): string {
  if (/swiftshader/i.test(description)) return "SwiftShader";
  if (/llvmpipe/i.test(description)) return "llvmpipe";
  if (description) return description;
  // Runtimes write the card's name, or its PCI number, which is no name.
  const device = (info.device ?? "").trim();
  return /^(0x[0-9a-f]+|\d+)$/i.test(device) ? "" : device;
}

/** `LLVM 15.0.6, 256 bits`, `5.0.0`: the version a description gives away. */
function driverOf(description: string): string {
  return description.match(/\((LLVM [^)]*)\)/)?.[1] ?? description.match(/driver (\S+)/i)?.[1] ?? "";
}
