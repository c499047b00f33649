// A software WebGPU adapter without root: SwiftShader and a Vulkan loader from the npm package @sparticuz/chromium.
import { join } from "node:path";
import process from "node:process";
import { unpacked } from "./chromium-package.mjs";

/** Environment variables with which Dawn (Node) and wgpu (Deno) find SwiftShader. */
export function softwareAdapter() {
  const folder = unpacked("swiftshader", ["swiftshader.tar.br"]);
  const driver = join(folder, "vk_swiftshader_icd.json");
  const old = process.env.LD_LIBRARY_PATH;
  return { LD_LIBRARY_PATH: old ? `${folder}:${old}` : folder, VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver };
}
