// AssemblyScript that speaks to WASI without a library: writes its arguments, then what it reads.

// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "args_sizes_get")
declare function args_sizes_get(count: usize, size: usize): i32;
// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "args_get")
declare function args_get(list: usize, text: usize): i32;
// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "fd_read")
declare function fd_read(fd: i32, buffers: usize, count: i32, read: usize): i32;
// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "fd_write")
declare function fd_write(fd: i32, buffers: usize, count: i32, written: usize): i32;
// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "proc_exit")
declare function proc_exit(status: i32): void;

const numbers = memory.data(16);
const input = memory.data(64);

function write(fd: i32, text: usize, length: i32): void {
  store<i32>(numbers, text as i32, 0);
  store<i32>(numbers, length, 4);
  if (fd_write(fd, numbers, 1, numbers + 8) != 0 || load<i32>(numbers, 8) != length) proc_exit(99);
}

function line(text: string): void {
  const bytes = String.UTF8.encode(text + "\n");
  write(1, changetype<usize>(bytes), bytes.byteLength);
}

export function _start(): void {
  args_sizes_get(numbers, numbers + 4);
  const count = load<i32>(numbers, 0);
  const list = new ArrayBuffer(4 * count);
  const text = new ArrayBuffer(load<i32>(numbers, 4));
  args_get(changetype<usize>(list), changetype<usize>(text));
  for (let i = 1; i < count; i++) {
    const start = load<u32>(changetype<usize>(list) + 4 * i) as usize;
    let end = start;
    while (load<u8>(end) != 0) end++;
    line(i.toString() + ": " + String.UTF8.decodeUnsafe(start, end - start));
  }
  let total = 0;
  while (true) {
    store<i32>(numbers, input as i32, 0);
    store<i32>(numbers, 64, 4);
    if (fd_read(0, numbers, 1, numbers + 8) != 0) proc_exit(98);
    const length = load<i32>(numbers, 8);
    if (length == 0) break;
    write(2, input, length);
    total += length;
  }
  line(total.toString() + " bytes read");
  if (total > 0) proc_exit(total & 0x7F);
}
