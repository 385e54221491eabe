// Integers of 16 bits as memory holds them, and what an update takes from each: put before kernels at precision 16.
// Two integers in a word, the first in its low half, four in a quad; a delta counts 256ths and is rounded at random.
// Reference: ReferenceKernel.apply in src/lattice/reference.ts, roundingByteAt in src/random/noise.ts.

const PER_WORD = 2u;
// ROUNDING in src/random/noise.ts.
const ROUNDING = 0x726f756eu;

alias Quad = vec2<u32>;

// Integer i of a tensor, from the word that holds it.
fn integer_of(word: u32, i: u32) -> i32 {
  return extractBits(bitcast<i32>(word), 16u * (i & 1u), 16u);
}

fn integers_of(quad: Quad) -> vec4<i32> {
  // A shift of an i32 to the right brings its sign along.
  return vec4<i32>(bitcast<vec4<i32>>(quad.xxyy) << vec4(16u, 0u, 16u, 0u)) >> vec4(16u);
}

// Modulo 2^16.
fn quad_of(n: vec4<i32>) -> Quad {
  let halves = bitcast<vec4<u32>>(n) & vec4(0xffffu);
  return halves.xz | (halves.yw << vec2(16u));
}

// An update's rounding bytes of 64 elements, under fold_in(key, ROUNDING).
fn rounding_bytes(key: vec2<u32>, counter: vec2<u32>) -> vec2<u32> {
  return threefry(threefry(key, vec2(0u, ROUNDING)), counter);
}

// sign(delta) * ((|delta| + u) >> 8) of elements first, ..., first + 3 of a word of noise, `first` a multiple of 4. Their
// bytes u are four neighbours of the word's eight `bytes`, plus 32 for every eight elements before them.
fn increments(delta: i32, bytes: vec2<u32>, first: u32) -> vec4<i32> {
  let four = vec4(select(bytes.x, bytes.y, (first & 4u) != 0u));
  let u = ((four >> vec4(0u, 8u, 16u, 24u)) + vec4(32u * (first / 8u))) & vec4(255u);
  let size = (vec4(u32(abs(delta))) + u) >> vec4(8u);
  return sign(delta) * vec4<i32>(size);
}
