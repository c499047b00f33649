/**
 * alienist: psychological test suites on the inside of language models.
 *
 * @module
 */
export { type ActivationOptions, type Activations, readActivations } from "./run/activations.ts";
export { chooseDevice, type Device, type DeviceChoice } from "./run/device.ts";
export { type Input } from "./run/encode.ts";
export { type FeatureOptions, featureRecords, type Features, features, type Place } from "./run/features.ts";
export { evaluate, type EvaluateOptions, type Evaluation } from "./run/evaluate.ts";
export { type OpenModel, openModel, phantom } from "./run/open.ts";
export { project, type ProjectInput } from "./run/project.ts";
export { type FinishedRun, runSuite, type RunSuiteOptions } from "./run/run-suite.ts";
export { type Encoder, readSae, type Sae } from "./run/sae.ts";
export { loadSuite, suiteNames } from "./run/suites.ts";
export { tapsOf } from "./run/taps.ts";
export { audit } from "./measure/audit.ts";
export { Model } from "./model/model.ts";
export { type KnownAnswer, type Phantom, writePhantom } from "./phantom/phantom.ts";
export { type AuditRecord } from "./record/audit.ts";
export { type BenchComparison, BenchRecord, type BenchRow } from "./record/bench.ts";
export { type EvalEvent } from "./record/events.ts";
export { Fault, Interrupted, SuiteError } from "./record/fault.ts";
export { type Feature, type FeatureRecord } from "./record/features.ts";
export { type Figure, type Floors } from "./record/figure.ts";
export { type Adapter, type ItemRecord, RunRecord, type Tap, tapName, type Verdict } from "./record/run.ts";
export { VERSION } from "./record/version.ts";
export { compareBenches } from "./report/bench-compare.ts";
export { benchPage } from "./report/bench-page.ts";
export { benchMarkdown } from "./report/bench.ts";
export { reportHtml } from "./report/html.ts";
export { reportMarkdown } from "./report/markdown.ts";
export { type Item, type Suite, type TransferDesign } from "./suite/suite.ts";
