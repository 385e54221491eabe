export { OnnxRunner } from './onnx-runner.ts';
export { type RuntimeOptions, loadRuntime } from './runtime.ts';
