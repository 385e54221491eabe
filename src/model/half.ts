/** Number types of safetensors that are read, and their bytes. */
export const ELEMENT_BYTES = { F32: 4, F16: 2, BF16: 2 } as const;
export type ElementType = keyof typeof ELEMENT_BYTES;

export function isElementType(type: string): type is ElementType {
  return Object.hasOwn(ELEMENT_BYTES, type);
}

let halves: Float32Array | undefined;

/** Every float16 as float32, by its bits: 256 KiB, made at first use. */
function halfTable(): Float32Array {
  if (halves) return halves;
  halves = new Float32Array(0x10000);
  for (let bits = 0; bits < 0x10000; bits++) {
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    const sign = bits & 0x8000 ? -1 : 1;
    if (exponent === 31) halves[bits] = fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    else if (exponent === 0) halves[bits] = sign * fraction * 2 ** -24;
    else halves[bits] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  return halves;
}

/** The element at `byte` of little-endian data, as a float32's value. */
export function elementReader(type: ElementType): (view: DataView, byte: number) => number {
  if (type === 'F32') return (view, byte) => view.getFloat32(byte, true);
  if (type === 'F16') {
    const table = halfTable();
    return (view, byte) => table[view.getUint16(byte, true)]!;
  }
  const word = new DataView(new ArrayBuffer(4));
  return (view, byte) => {
    // A bfloat16 is the upper half of a float32.
    word.setUint32(0, view.getUint16(byte, true) << 16);
    return word.getFloat32(0);
  };
}

const rounded = new Float32Array(1);
const roundedBits = new Uint32Array(rounded.buffer);

/** The bits of the float16 nearest to a number, ties to even; infinity from 65,520 on. Source: IEEE 754, 4.3.1. */
export function halfBits(value: number): number {
  const size = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  if (!(size < 65_520)) return Number.isNaN(value) ? 0x7e00 : sign | 0x7c00;
  // Below 2^-14 the step stays that of 2^-14: subnormal numbers.
  rounded[0] = size;
  const exponent = Math.max(-14, ((roundedBits[0]! >>> 23) & 0xff) - 127);
  const steps = size * 2 ** (10 - exponent);
  const below = Math.floor(steps);
  const rest = steps - below;
  const nearest = rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
  // A fraction that rounds up to the next power of two carries into the exponent by itself.
  return sign | (((exponent + 14) << 10) + nearest);
}
