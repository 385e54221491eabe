// Adds a run's part of the fingerprint to four lanes: lane l += sum over i of n_i * r(l, tensor, i), modulo 2^32.
// integers [count] -> lanes [4]; a workgroup adds up 1024 elements, then adds its sums to the lanes.
// Reference: ReferenceKernel.fingerprint in src/lattice/reference.ts.

@group(0) @binding(0) var<storage, read> integers: array<u32>;
// Sums modulo 2^32 have no order, so atomic additions give the same bits every time.
@group(0) @binding(1) var<storage, read_write> lanes: array<atomic<u32>, 4>;
@group(0) @binding(2) var<uniform> p: Parameters;

// The key of the multipliers: FINGERPRINT_KEY in src/random/noise.ts.
const KEY = vec2<u32>(0x64616e64u, 0x656c696fu);

var<workgroup> partial: array<vec4<u32>, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) grid: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let tile = group.y * grid.x + group.x;
  var sum = vec4(0u);
  for (var step = 0u; step < 16u; step++) {
    let i = tile * 1024u + step * 64u + lane;
    if (i < p.count) {
      let element = p.start + i;
      let even = threefry(KEY, vec2(2u * element, p.tensor));
      let odd = threefry(KEY, vec2(2u * element + 1u, p.tensor));
      sum += bitcast<u32>(integer_of(integers[i / PER_WORD], i)) * vec4(even, odd);
    }
  }
  partial[lane] = sum;
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      partial[lane] += partial[lane + half];
    }
  }
  workgroupBarrier();
  if (lane < 4u) {
    atomicAdd(&lanes[lane], partial[0][lane]);
  }
}
