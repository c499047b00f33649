import { Fault } from "../record/fault.ts";
import { readFolder } from "../model/files.ts";
import { Model } from "../model/model.ts";
import { compilePhantom, type KnownAnswer, type Phantom } from "../phantom/phantom.ts";
import { isPhantom, parseSpec } from "../phantom/spec.ts";
import * as files from "../runtime/files.ts";
import type { Suite } from "../suite/suite.ts";
import { loadSuite } from "./suites.ts";

/** A model that is open for reading, and what is known about it. */
export interface OpenModel {
  readonly model: Model;
  /** For phantoms: what was planted. `null` for real models. */
  readonly answer: KnownAnswer | null;
}

/** Refuses at once what cannot be opened: a phantom that does not exist, a folder that is not there. */
export async function checkModelRef(ref: string): Promise<void> {
  if (ref.trim() === "") {
    throw new Fault(
      "no_model",
      "Cannot open a model without a name.",
      "Give a folder, or a phantom such as phantom:affect.",
      2,
    );
  }
  if (isPhantom(ref)) return void parseSpec(ref);
  if (await files.kindOf(ref) === null) await openModel(ref);
}

/**
 * Opens a model by reference: a folder in Hugging Face layout, or a phantom.
 *
 * @param ref `./models/my-model`, `phantom:affect?effect=0.8`
 * @param options.suite what a phantom is compiled against; default: the suite that the reference names (`emotion`)
 * @example
 * const { model } = await openModel("phantom:null?width=32&layers=2");
 * model.layers; // 2
 * @throws Fault naming what is missing or broken
 */
export async function openModel(ref: string, { suite }: { suite?: Suite } = {}): Promise<OpenModel> {
  if (isPhantom(ref)) {
    const { files: compiled, answer } = await phantom(ref, suite ? { suite } : {});
    return { model: Model.open(compiled), answer };
  }
  if (await files.kindOf(ref) === null && /^[\w.-]+\/[\w.-]+(@[\w./-]+)?$/.test(ref)) {
    throw new Fault(
      "no_model",
      `Cannot open the model ${ref}: there is no such folder, and models are not fetched from a hub.`,
      "Download it and give the folder's path, or name a phantom, such as phantom:affect.",
    );
  }
  return { model: Model.open(await readFolder(ref)), answer: null };
}

/**
 * Compiles a phantom: a transformer whose weights are written so that the answer is known.
 *
 * @example
 * const { answer } = await phantom("phantom:affect?layer=1");
 * answer.tap; // "resid_post.1"
 * @throws Fault `bad_phantom` (exit 2)
 */
export async function phantom(ref: string, { suite }: { suite?: Suite } = {}): Promise<Phantom> {
  const named = parseSpec(ref).suite;
  return compilePhantom(ref, named === null && suite ? suite : await loadSuite(named ?? "emotion"));
}
