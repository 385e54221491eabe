// Integers of 32 bits as memory holds them, and what an update takes from each: put before kernels at precision 32.
// One integer in a word, four in a quad; an update's delta is the increment itself.
// Reference: ReferenceKernel.apply in src/lattice/reference.ts.

const PER_WORD = 1u;

alias Quad = vec4<u32>;

// Integer i of a tensor, from the word that holds it.
fn integer_of(word: u32, i: u32) -> i32 {
  return bitcast<i32>(word);
}

fn integers_of(quad: Quad) -> vec4<i32> {
  return bitcast<vec4<i32>>(quad);
}

// Modulo 2^32.
fn quad_of(n: vec4<i32>) -> Quad {
  return bitcast<vec4<u32>>(n);
}

// Nothing is rounded.
fn rounding_bytes(key: vec2<u32>, counter: vec2<u32>) -> vec2<u32> {
  return vec2(0u);
}

fn increments(delta: i32, bytes: vec2<u32>, first: u32) -> vec4<i32> {
  return vec4(delta);
}
