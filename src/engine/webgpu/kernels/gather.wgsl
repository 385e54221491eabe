// Rows of a [rows, width] tensor in a direction, one after another; the part of them that lies in the bound integers.
// integers [count], rows [R] -> result [R, width] float32; an invocation makes one element.
// Reference: ReferenceKernel.gather in src/lattice/reference.ts.

@group(0) @binding(0) var<storage, read> integers: array<u32>;
@group(0) @binding(1) var<storage, read_write> result: array<f32>;
@group(0) @binding(2) var<uniform> p: Parameters;
@group(0) @binding(3) var<storage, read> rows: array<u32>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) grid: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let place = (group.y * grid.x + group.x) * 64u + lane;
  if (place >= arrayLength(&rows) * p.width) {
    return;
  }
  let element = rows[place / p.width] * p.width + place % p.width;
  // A tensor in several buffers: other dispatches make the other elements. Below `start` the difference wraps and is
  // larger than any count.
  let at = element - p.start;
  if (at >= p.count) {
    return;
  }
  let word = threefry(p.key, vec2(element / 64u, p.tensor));
  let bit = select(word.x, word.y, element % 64u >= 32u) >> (element % 32u);
  let n = integer_of(integers[at / PER_WORD], at);
  result[place] = f32(n) * p.scale + select(-p.amount, p.amount, (bit & 1u) != 0u);
}
