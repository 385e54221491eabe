/** The little of the peers that the bench uses: they are not installed with the project, and their own types neither. */

declare module '@huggingface/transformers' {
  export const env: {
    allowRemoteModels: boolean;
    allowLocalModels: boolean;
    localModelPath: string;
    useBrowserCache: boolean;
    useWasmCache: boolean;
    backends: { onnx: { wasm: { numThreads: number; wasmPaths: string } } };
  };
  export class Tensor {
    constructor(type: 'float32' | 'int32' | 'int64', data: Float32Array | Int32Array | BigInt64Array, dims: number[]);
    readonly data: ArrayLike<number>;
  }
  type Call = (inputs: Readonly<Record<string, Tensor>>) => Promise<Readonly<Record<string, Tensor>>>;
  interface Loader {
    from_pretrained(id: string, options: Readonly<Record<string, unknown>>): Promise<Call>;
  }
  export const AutoModel: Loader;
  export const AutoModelForMaskedLM: Loader;
}

declare module '@jax-js/jax' {
  /** Operations use their arguments up; `ref` is another claim to one. */
  export interface JaxArray {
    readonly ref: JaxArray;
    add(other: JaxArray): JaxArray;
    reshape(shape: number[]): JaxArray;
    mul(other: JaxArray): JaxArray;
    data(): Promise<ArrayLike<number>>;
  }
  export function init(...devices: string[]): Promise<string[]>;
  export function defaultDevice(device: string): string;
  export function jit<A extends readonly unknown[]>(f: (...inputs: A) => JaxArray): (...inputs: A) => JaxArray;
  export const numpy: {
    array(data: Float32Array | Int32Array, options: { shape: number[] }): JaxArray;
    take(table: JaxArray, rows: JaxArray, axis: number): JaxArray;
    matmul(x: JaxArray, y: JaxArray): JaxArray;
    matrixTranspose(x: JaxArray): JaxArray;
  };
  export const nn: {
    gelu(x: JaxArray, options: { approximate: boolean }): JaxArray;
    standardize(x: JaxArray, axis: number, options: { epsilon: number }): JaxArray;
    dotProductAttention(query: JaxArray, key: JaxArray, value: JaxArray): JaxArray;
  };
}
