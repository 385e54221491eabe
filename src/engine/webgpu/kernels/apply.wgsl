// Many updates in one pass over memory: n -= sum over j of increment_j * z_j, modulo 2 to the power of the precision.
// integers [count], padded to 4, updates [width] of (key, delta, 0) -> integers; a workgroup changes 256 elements.
// Reference: ReferenceKernel.apply in src/lattice/reference.ts.

@group(0) @binding(0) var<storage, read_write> integers: array<Quad>;
@group(0) @binding(1) var<storage, read> updates: array<vec4<u32>>;
@group(0) @binding(2) var<uniform> p: Parameters;

// Of 16 updates the four words of noise of these 256 elements, and as many of rounding bytes.
var<workgroup> signs: array<vec2<u32>, 64>;
var<workgroup> bytes: array<vec2<u32>, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) grid: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let tile = group.y * grid.x + group.x;
  let quad = tile * 64u + lane;
  let first = 4u * (lane % 16u);
  let isInside = quad * 4u < p.count;
  var n = vec4(0i);
  if (isInside) {
    n = integers_of(integers[quad]);
  }
  for (var begin = 0u; begin < p.width; begin += 16u) {
    let own = updates[begin + lane / 4u];
    let counter = vec2(p.start / 64u + tile * 4u + lane % 4u, p.tensor);
    signs[lane] = threefry(own.xy, counter);
    bytes[lane] = rounding_bytes(own.xy, counter);
    workgroupBarrier();
    for (var j = 0u; j < 16u; j++) {
      let place = j * 4u + lane / 16u;
      let word = signs[place];
      let bits = select(word.x, word.y, first >= 32u) >> (first % 32u);
      let positive = (vec4(bits) & vec4(1u, 2u, 4u, 8u)) != vec4(0u);
      let step = increments(bitcast<i32>(updates[begin + j].z), bytes[place], first);
      n -= select(-step, step, positive);
    }
    workgroupBarrier();
  }
  if (isInside) {
    integers[quad] = quad_of(n);
  }
}
