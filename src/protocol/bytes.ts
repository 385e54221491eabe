import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

/** A frame or an entry that does not follow PROTOCOL.md. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
}

/** Reads big-endian fields one after another; every read beyond the end is a FormatError. */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  #take(length: number): number {
    if (length > this.remaining) throw new FormatError(`${length} bytes wanted, ${this.remaining} left.`);
    const at = this.#position;
    this.#position += length;
    return at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }
  u16(): number {
    return this.#view.getUint16(this.#take(2));
  }
  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }
  f32(): number {
    return this.#view.getFloat32(this.#take(4));
  }
  hex(length: number): string {
    const at = this.#take(length);
    return bytesToHex(this.#bytes.subarray(at, at + length));
  }
  /** A copy: what is kept of a frame must not keep the frame. */
  bytes(length: number): Uint8Array {
    const at = this.#take(length);
    return new Uint8Array(this.#bytes.subarray(at, at + length));
  }
  /** ASCII text behind a length byte. */
  text(): string {
    const length = this.u8();
    const at = this.#take(length);
    const bytes = this.#bytes.subarray(at, at + length);
    if (bytes.some((byte) => byte < 0x20 || byte > 0x7e)) throw new FormatError('Text must be printable ASCII.');
    return String.fromCharCode(...bytes);
  }
  floats(count: number): Float32Array {
    // Before memory is set aside for what a foreign number says.
    if (4 * count > this.remaining) throw new FormatError(`${count} numbers wanted, ${this.remaining} bytes left.`);
    return Float32Array.from({ length: count }, () => this.f32());
  }
  rest(): Uint8Array {
    return this.bytes(this.remaining);
  }
  end(): void {
    if (this.remaining > 0) throw new FormatError(`${this.remaining} bytes too many.`);
  }
}

/** Writes big-endian fields one after another. */
export class Writer {
  #bytes = new Uint8Array(64);
  #length = 0;

  #room(length: number): DataView {
    if (this.#length + length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + length));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    const view = new DataView(this.#bytes.buffer, this.#length, length);
    this.#length += length;
    return view;
  }

  u8(value: number): this {
    this.#room(1).setUint8(0, value);
    return this;
  }
  u16(value: number): this {
    this.#room(2).setUint16(0, value);
    return this;
  }
  u32(value: number): this {
    this.#room(4).setUint32(0, value);
    return this;
  }
  hex(digits: string): this {
    return this.bytes(hexToBytes(digits));
  }
  bytes(bytes: Uint8Array): this {
    const view = this.#room(bytes.length);
    new Uint8Array(view.buffer, view.byteOffset, bytes.length).set(bytes);
    return this;
  }
  text(text: string): this {
    return this.u8(text.length).ascii(text);
  }
  /** Letters alone, without their number. */
  ascii(ascii: string): this {
    return this.bytes(Uint8Array.from(ascii, (letter) => letter.charCodeAt(0)));
  }
  floats(values: Float32Array): this {
    const view = this.#room(values.length * 4);
    values.forEach((value, i) => view.setFloat32(i * 4, value));
    return this;
  }
  done(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }
}
