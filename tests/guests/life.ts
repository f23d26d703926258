// Conway's game of life on a torus. The board is bytes, 0 or 1, row by row, at `board()`.

@external("env", "born")
declare function born(x: i32, y: i32): void;

const MAX: i32 = 128;
let width: i32 = 0;
let height: i32 = 0;
let generation: i32 = 0;
const cells: usize = memory.data(128 * 128);
const next: usize = memory.data(128 * 128);

export function board(): usize {
  return cells;
}

export function resize(w: i32, h: i32): void {
  if (w < 1 || h < 1 || w > MAX || h > MAX) unreachable();
  width = w;
  height = h;
  generation = 0;
  memory.fill(cells, 0, <usize>(w * h));
}

@inline
function cell(x: i32, y: i32): i32 {
  return load<u8>(cells + ((y + height) % height) * width + ((x + width) % width));
}

export function set(x: i32, y: i32, alive: bool): void {
  if (<u32>x >= <u32>width || <u32>y >= <u32>height) unreachable();
  store<u8>(cells + y * width + x, <u8>alive);
}

// One generation; how many cells live.
export function step(): i32 {
  let living = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const around =
        cell(x - 1, y - 1) + cell(x, y - 1) + cell(x + 1, y - 1) + cell(x - 1, y) + cell(x + 1, y) +
        cell(x - 1, y + 1) + cell(x, y + 1) + cell(x + 1, y + 1);
      const was = cell(x, y);
      const is = around == 3 || (was == 1 && around == 2) ? 1 : 0;
      if (is && !was) born(x, y);
      living += is;
      store<u8>(next + y * width + x, <u8>is);
    }
  }
  memory.copy(cells, next, <usize>(width * height));
  generation++;
  return living;
}

export function generations(): i32 {
  return generation;
}
