// Threefry-2x32, 20 rounds, and the parameters that every kernel takes: put before each of them.
// key [2], counter [2] -> 64 random bits.
// Reference: src/random/threefry.ts (Salmon, Moraes, Dror, Shaw, SC 2011).

struct Parameters {
  key: vec2<u32>,
  // The tensor's number in the noise.
  tensor: u32,
  // The tensor's element that the bound integers begin with; a multiple of 64.
  start: u32,
  // Elements of the tensor among the bound integers.
  count: u32,
  // gather: elements of a row; apply: updates, a multiple of 16; add-product: columns.
  width: u32,
  // 2^-k
  scale: f32,
  // The direction's amount; 0 reads the weights themselves. add-product: what the product is multiplied by.
  amount: f32,
}

fn rotate(x: u32, distance: u32) -> u32 {
  return (x << distance) | (x >> (32u - distance));
}

fn four_rounds(x: vec2<u32>, a: u32, b: u32, c: u32, d: u32) -> vec2<u32> {
  var y = x;
  y.x += y.y;
  y.y = rotate(y.y, a) ^ y.x;
  y.x += y.y;
  y.y = rotate(y.y, b) ^ y.x;
  y.x += y.y;
  y.y = rotate(y.y, c) ^ y.x;
  y.x += y.y;
  y.y = rotate(y.y, d) ^ y.x;
  return y;
}

fn threefry(key: vec2<u32>, counter: vec2<u32>) -> vec2<u32> {
  let third = 0x1bd11bdau ^ key.x ^ key.y;
  var x = counter + key;
  x = four_rounds(x, 13u, 15u, 26u, 6u) + vec2(key.y, third + 1u);
  x = four_rounds(x, 17u, 29u, 16u, 24u) + vec2(third, key.x + 2u);
  x = four_rounds(x, 13u, 15u, 26u, 6u) + vec2(key.x, key.y + 3u);
  x = four_rounds(x, 17u, 29u, 16u, 24u) + vec2(key.y, third + 4u);
  return four_rounds(x, 13u, 15u, 26u, 6u) + vec2(third, key.x + 5u);
}
