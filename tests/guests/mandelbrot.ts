// How many steps a point of the plane takes to escape: floating point, no imports, no memory use.

export function escape(re: f64, im: f64, limit: i32): i32 {
  let x: f64 = 0, y: f64 = 0;
  for (let i = 0; i < limit; i++) {
    const xx = x * x, yy = y * y;
    if (xx + yy > 4) return i;
    y = 2 * x * y + im;
    x = xx - yy + re;
  }
  return limit;
}

// Renders into memory at 1024, one byte per point, `limit` at most 255; returns the address.
export function render(width: i32, height: i32, limit: i32): usize {
  const at: usize = 1024;
  const pages = <i32>((at + width * height + 0xffff) >>> 16);
  if (pages > memory.size() && memory.grow(pages - memory.size()) < 0) unreachable();
  for (let row = 0; row < height; row++) {
    const im = (<f64>row / <f64>height) * 2 - 1;
    for (let column = 0; column < width; column++) {
      const re = (<f64>column / <f64>width) * 3 - 2;
      store<u8>(at + row * width + column, <u8>escape(re, im, limit));
    }
  }
  return at;
}
