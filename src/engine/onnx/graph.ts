import { ProtobufWriter } from './protobuf.ts';

/** A value in a graph, by name. */
export type Value = string & { readonly __brand: 'Value' };

/** A side of a shape: a number, or the letter of one that each run decides. */
export type Side = number | string;

/** Attributes of an operator: whole numbers are written as INT, `{ float }` as FLOAT, arrays as INTS. */
export type Attributes = Readonly<Record<string, number | { readonly float: number } | readonly number[]>>;

// Numbers from onnx.proto3.
const ELEMENT = { float32: 1, int32: 6, int64: 7 } as const;
const ATTRIBUTE = { float: 1, integer: 2, integers: 7 } as const;
/** A constant's `data_location`. */
const EXTERNAL = 1;
/** Opset 17 has LayerNormalization; IR 8 belongs to it. */
const OPSET = 17;
const IR_VERSION = 8;
/** ONNX Runtime's own fused operators. */
const CONTRIB = 'com.microsoft';

/** Builds an ONNX model, node by node in execution order. The engines' weights are inputs: one session serves every layer. */
export class GraphBuilder {
  readonly #name: string;
  readonly #nodes: ProtobufWriter[] = [];
  readonly #inputs: ProtobufWriter[] = [];
  readonly #constants: ProtobufWriter[] = [];
  #values = 0;

  constructor(name: string) {
    this.#name = name;
  }

  input(name: string, shape: readonly Side[], type: keyof typeof ELEMENT = 'float32'): Value {
    this.#inputs.push(valueInfo(name, shape, type));
    return name as Value;
  }

  /** A constant vector of int64, such as a shape or axes. */
  integers(values: readonly number[]): Value {
    const name = this.#fresh();
    const raw = new BigInt64Array(values.map(BigInt));
    this.#constants.push(
      new ProtobufWriter()
        .integer(1, values.length)
        .integer(2, ELEMENT.int64)
        .text(8, name)
        .data(9, new Uint8Array(raw.buffer)),
    );
    return name;
  }

  /**
   * A constant of float32 values (little-endian) that lie in a file of their own, which who opens the session names
   * with its bytes: weights baked into a model, without a copy of them in it.
   * @param offset bytes from the file's beginning
   */
  stored(name: string, shape: readonly number[], file: string, offset: number): Value {
    const constant = new ProtobufWriter();
    for (const side of shape) constant.integer(1, side);
    constant.integer(2, ELEMENT.float32).text(8, name);
    const length = 4 * shape.reduce((product, side) => product * side, 1);
    for (const [key, value] of Object.entries({ location: file, offset, length })) {
      constant.message(13, new ProtobufWriter().text(1, key).text(2, String(value)));
    }
    this.#constants.push(constant.integer(14, EXTERNAL));
    return name as Value;
  }

  /** An operator with one output. `undefined` leaves an optional input out. */
  node(operator: string, inputs: readonly (Value | undefined)[], attributes: Attributes = {}): Value {
    return this.#node(operator, inputs, attributes, '');
  }

  /** One of ONNX Runtime's fused operators. */
  fused(operator: string, inputs: readonly (Value | undefined)[], attributes: Attributes = {}): Value {
    return this.#node(operator, inputs, attributes, CONTRIB);
  }

  /** The model as the bytes of an ONNX file, with one output called `name`. */
  finish(output: Value, shape: readonly Side[], name = 'y'): Uint8Array {
    this.#nodes.push(new ProtobufWriter().text(1, output).text(2, name).text(4, 'Identity'));
    const graph = new ProtobufWriter();
    for (const node of this.#nodes) graph.message(1, node);
    graph.text(2, this.#name);
    for (const constant of this.#constants) graph.message(5, constant);
    for (const input of this.#inputs) graph.message(11, input);
    graph.message(12, valueInfo(name, shape, 'float32'));
    return new ProtobufWriter()
      .integer(1, IR_VERSION)
      .text(2, 'dandelion')
      .message(7, graph)
      .message(8, new ProtobufWriter().text(1, '').integer(2, OPSET))
      .message(8, new ProtobufWriter().text(1, CONTRIB).integer(2, 1))
      .finish();
  }

  #node(operator: string, inputs: readonly (Value | undefined)[], attributes: Attributes, domain: string): Value {
    const output = this.#fresh();
    const node = new ProtobufWriter();
    for (const input of inputs) node.text(1, input ?? '');
    node.text(2, output).text(4, operator).text(7, domain);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attribute(name, value));
    this.#nodes.push(node);
    return output;
  }

  #fresh(): Value {
    return `v${this.#values++}` as Value;
  }
}

function valueInfo(name: string, shape: readonly Side[], type: keyof typeof ELEMENT): ProtobufWriter {
  const sides = new ProtobufWriter();
  for (const side of shape) {
    const dimension = new ProtobufWriter();
    sides.message(1, typeof side === 'number' ? dimension.integer(1, side) : dimension.text(2, side));
  }
  const tensor = new ProtobufWriter().integer(1, ELEMENT[type]).message(2, sides);
  return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor));
}

function attribute(name: string, value: Attributes[string]): ProtobufWriter {
  const result = new ProtobufWriter().text(1, name);
  if (typeof value === 'number') return result.integer(3, value).integer(20, ATTRIBUTE.integer);
  if ('float' in value) return result.float(2, value.float).integer(20, ATTRIBUTE.float);
  for (const item of value) result.integer(8, item);
  return result.integer(20, ATTRIBUTE.integers);
}
