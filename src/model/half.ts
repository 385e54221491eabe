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
