/** Four integers of type T (i32 or i16), widened to 32 bits. */
// @ts-ignore: decorator
@inline
export function load4<T>(address: usize): v128 {
  return sizeof<T>() == 2 ? v128.load_ext<i16>(address) : v128.load(address);
}
