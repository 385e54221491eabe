// Weights in a direction, out of place: result = n * 2^-k + amount * z.
// integers [count] -> result [count] float32, both padded to 4; a workgroup makes 4096 elements from 64 words of noise.
// Reference: ReferenceKernel.perturb in src/lattice/reference.ts.

@group(0) @binding(0) var<storage, read> integers: array<Quad>;
@group(0) @binding(1) var<storage, read_write> result: array<vec4<f32>>;
@group(0) @binding(2) var<uniform> p: Parameters;

var<workgroup> signs: array<vec2<u32>, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) grid: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let tile = group.y * grid.x + group.x;
  signs[lane] = threefry(p.key, vec2(p.start / 64u + tile * 64u + lane, p.tensor));
  workgroupBarrier();
  // Four elements at a time; neighbouring lanes read neighbouring memory. 16 lanes share a word of noise.
  let first = 4u * (lane % 16u);
  for (var step = 0u; step < 16u; step++) {
    let quad = tile * 1024u + step * 64u + lane;
    if (quad * 4u < p.count) {
      let word = signs[step * 4u + lane / 16u];
      let bits = select(word.x, word.y, first >= 32u) >> (first % 32u);
      let positive = (vec4(bits) & vec4(1u, 2u, 4u, 8u)) != vec4(0u);
      let n = vec4<f32>(integers_of(integers[quad]));
      result[quad] = n * p.scale + select(vec4(-p.amount), vec4(p.amount), positive);
    }
  }
}
