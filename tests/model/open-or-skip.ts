import process from "node:process";
import { Fault } from "../../src/record/fault.ts";
import { chooseDevice, type Device, type DeviceChoice } from "../../src/run/device.ts";

/** The device, or `null` after a line that says why it is not there; with REQUIRE_GPU=1 that is an error. */
export async function openOrSkip(choice: DeviceChoice): Promise<Device | null> {
  try {
    return await chooseDevice(choice);
  } catch (error) {
    if (!(error instanceof Fault && error.code === "no_adapter") || process.env.REQUIRE_GPU === "1") throw error;
    console.log(`SKIP ${choice}: ${error.message}`);
    return null;
  }
}
