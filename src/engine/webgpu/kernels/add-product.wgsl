// The adapter's share of a weight: result += amount * a b.
// a [rows, rank], b [rank, columns] -> result [rows, columns] float32, row-major; an invocation makes one element.
// Reference: ReferenceKernel.addProduct in src/lattice/reference.ts.

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> result: array<f32>;
@group(0) @binding(3) var<uniform> p: Parameters;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) grid: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let place = (group.y * grid.x + group.x) * 64u + lane;
  if (place >= p.count) {
    return;
  }
  let rank = arrayLength(&a) / (p.count / p.width);
  let row = place / p.width;
  let column = place % p.width;
  var sum = 0.0;
  for (var r = 0u; r < rank; r++) {
    sum += a[row * rank + r] * b[r * p.width + column];
  }
  result[place] += p.amount * sum;
}
