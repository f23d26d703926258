// Records `traces/meshopt_decoder_simd.json` on node: `node meshopt_decoder.mjs PACKAGE`, the folder of npm's meshoptimizer 1.3.0.
//
// The package's encoder makes the input; its decoder, as it comes, decodes it, and what it does to its module is noted.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const NAME = "meshopt_decoder_simd";
const PACKAGE = pathToFileURL(`${resolve(process.argv[2])}/`);
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

// Notes the calls of a module whose values are all i32, and what its host writes to memory in between: what differs from how the
// last call left it.
class Recorder {
  constructor() {
    this.events = [];
    this.seen = new Uint8Array(0);
  }
  // The next module that is instantiated is the one.
  async watch(start) {
    const instantiate = WebAssembly.instantiate;
    WebAssembly.instantiate = async (bytes, imports) => {
      WebAssembly.instantiate = instantiate;
      this.sha256 = sha256(new Uint8Array(bytes));
      this.raw = (await instantiate(bytes, imports)).instance.exports;
      this.seen = this.memory().slice();
      this.exports = { ...this.raw };
      for (const [name, f] of Object.entries(this.raw)) {
        if (typeof f === "function") this.exports[name] = (...args) => this.call(name, f, args);
      }
      return { instance: { exports: this.exports } };
    };
    return start();
  }
  memory() {
    return new Uint8Array(this.raw.memory.buffer);
  }
  call(name, f, args) {
    this.written();
    // A host may leave out arguments and give too many.
    args = Array.from({ length: f.length }, (_, i) => args[i] | 0);
    const result = f(...args);
    const event = ["c", name, args, [], result === undefined ? [] : [result]];
    const memory = this.memory();
    this.seen = memory.slice();
    // The allocator writes only its own variable.
    if (name !== "sbrk") event.push(sha256(memory));
    this.events.push(event);
    return result;
  }
  written() {
    const memory = this.memory();
    const changed = (i) => memory[i] !== this.seen[i];
    for (let i = 0; i < memory.length; i++) {
      if (!changed(i)) continue;
      let end = i + 1;
      for (let j = end; j < memory.length && j < end + 16; j++) if (changed(j)) end = j + 1;
      this.events.push(["w", i, Buffer.from(memory.subarray(i, end)).toString("base64")]);
      i = end;
    }
  }
  save() {
    const memory = this.memory();
    const trace = {
      format: "wasm-trace/1", module: `${NAME}.wasm`, sha256: this.sha256,
      scenario: "vertices, triangles, index sequences and filtered attributes, whole, cut off and damaged",
      recorded_with: `node ${process.version} V8 ${process.versions.v8}`, memory: { export: "memory" },
      final_memory_pages: memory.length / 65536, final_memory_sha256: sha256(memory), events: this.events,
    };
    writeFileSync(new URL(`../traces/${NAME}.json`, import.meta.url), JSON.stringify(trace) + "\n");
  }
}

let state = 1;
function random(n) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * n);
}
const fill = (n, f) => Uint8Array.from({ length: n }, (_, i) => f(i));
const bytes = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

const { MeshoptEncoder: encoder } = await import(new URL("meshopt_encoder.js", PACKAGE));
await encoder.ready;
const recorder = new Recorder();
const decoder = await recorder.watch(async () => {
  const { MeshoptDecoder } = await import(new URL("meshopt_decoder.mjs", PACKAGE));
  await MeshoptDecoder.ready;
  return MeshoptDecoder;
});

function same(decoded, source, what) {
  if (Buffer.compare(decoded, bytes(source)) !== 0) throw new Error(`${what}: decoded to something else`);
}
function vertices(source, count, size, level, version) {
  const target = new Uint8Array(count * size);
  decoder.decodeVertexBuffer(target, count, size, encoder.encodeVertexBufferLevel(source, count, size, level, version));
  same(target, source, `${count} vertices of ${size}`);
}
function triangles(source, size) {
  const target = new Uint8Array(source.length * size);
  decoder.decodeIndexBuffer(target, source.length, size, encoder.encodeIndexBuffer(bytes(source), source.length, size));
  // Triangles may be rotated.
  const back = new source.constructor(target.buffer);
  const turned = (t) => Array.from({ length: t.length / 3 }, (_, i) => {
    const [a, b, c] = t.subarray(3 * i, 3 * i + 3);
    return [[a, b, c], [b, c, a], [c, a, b]].map(String).sort()[0];
  });
  if (String(turned(back)) !== String(turned(source))) throw new Error("triangles: decoded to something else");
}
function sequence(source, size) {
  const target = new Uint8Array(source.length * size);
  decoder.decodeIndexSequence(target, source.length, size, encoder.encodeIndexSequence(bytes(source), source.length, size));
  same(target, source, "sequence");
}

// Counts around the ends of groups (16 bytes) and blocks (256 vertices), of both versions of the format.
for (const count of [1, 2, 15, 16, 17, 31, 32, 33, 255, 256, 257]) {
  for (const version of [0, 1]) vertices(fill(count * 4, (i) => (i >> 2) * (i & 3)), count, 4, 2, version);
}
// Deltas of every width: none, 1, 2, 4 and 8 bits, with and without exceptions, and all mixed.
for (const range of [1, 2, 3, 4, 8, 16, 128, 256]) {
  for (const version of [0, 1]) {
    let last = 0;
    vertices(fill(64 * 4, (i) => last += random(20) ? random(range) - (range >> 1) : random(256)), 64, 4, 2, version);
  }
}
for (const level of [0, 1, 2, 3]) vertices(fill(100 * 8, (i) => random(1 << (i % 8))), 100, 8, level, 1);
// Channels of 1, 2 and 4 bytes, the last one by exclusive or.
for (const size of [8, 12, 16, 20, 36, 64, 256]) {
  for (const version of [0, 1]) {
    const source = new Uint32Array(20 * size / 4);
    for (let i = 0; i < source.length; i++) {
      const vertex = Math.floor(i * 4 / size);
      source[i] = [vertex * 3, (vertex << 28) | (vertex & 3), vertex * 0x10001 + random(2), 0x3f800000 + vertex * 1000][i % 4];
    }
    vertices(bytes(source), 20, size, 3, version);
  }
}

// Indices: a grid, as 16 and 32 bits; triangles that share nothing; few vertices; strips that jump.
function grid(n, Type) {
  const cells = [];
  for (let y = 0; y < n; y++) {
    for (let x = 0; x < n; x++) {
      const i = y * (n + 1) + x;
      cells.push(i, i + 1, i + n + 1, i + n + 1, i + 1, i + n + 2);
    }
  }
  return Type.from(cells);
}
const optimised = grid(20, Uint32Array);
encoder.reorderMesh(optimised, true, false);
triangles(grid(20, Uint16Array), 2);
triangles(optimised, 4);
triangles(Uint32Array.from({ length: 150 }, () => random(2 ** 31)), 4);
triangles(Uint16Array.from({ length: 300 }, (_, i) => (i * 7 + random(3)) % 9), 2);
sequence(Uint16Array.from({ length: 500 }, (_, i) => i + random(3)), 2);
sequence(Uint32Array.from({ length: 500 }, (_, i) => (i & 1 ? 100000 : 0) + i * 3 + random(2)), 4);
sequence(Uint32Array.from({ length: 100 }, () => random(2 ** 30)), 4);

// Filters: 103 vertices, which is no multiple of the four that are done at once, each with all the bits it may have.
function unit(n, scale) {
  const source = new Float32Array(n * 4);
  for (let i = 0; i < n; i++) {
    const v = Array.from({ length: 4 }, () => random(2001) / 1000 - 1);
    v[3] += 0.0005; // not all zero
    const length = scale ? 1 : Math.hypot(...v);
    for (let j = 0; j < 4; j++) source[4 * i + j] = v[j] / length;
  }
  return source;
}
const filtered = 103;
function attributes(encoded, size, filter, version) {
  const target = new Uint8Array(filtered * size);
  decoder.decodeGltfBuffer(target, filtered, size, encoder.encodeGltfBuffer(encoded, filtered, size, "ATTRIBUTES", version), "ATTRIBUTES", filter);
  return target;
}
for (const [size, bits] of [[4, 8], [4, 3], [8, 12], [8, 16]]) {
  const normals = unit(filtered);
  for (let i = 0; i < filtered; i++) {
    const length = Math.hypot(...normals.subarray(4 * i, 4 * i + 3)) || 1;
    for (let j = 0; j < 3; j++) normals[4 * i + j] /= length;
    normals[4 * i + 3] = i & 1;
  }
  attributes(encoder.encodeFilterOct(normals, filtered, size, bits), size, "OCTAHEDRAL", 0);
}
for (const bits of [4, 12, 16]) attributes(encoder.encodeFilterQuat(unit(filtered), filtered, 8, bits), 8, "QUATERNION", 1);
for (const [size, bits] of [[4, 8], [8, 10], [8, 16]]) {
  attributes(encoder.encodeFilterColor(unit(filtered, true).map(Math.abs), filtered, size, bits), size, "COLOR", 1);
}
for (const [size, bits, mode] of [[4, 15, "Separate"], [12, 12, "SharedVector"], [16, 24, "SharedComponent"], [12, 8, "Clamped"]]) {
  const source = Float32Array.from({ length: filtered * size / 4 }, (_, i) => (random(2 ** 24) - 2 ** 23) * 2 ** (random(40) - 30));
  attributes(encoder.encodeFilterExp(source, filtered, size, bits, mode), size, "EXPONENTIAL", 0);
}
// Exponents up to overflow, and down to where numbers are subnormal.
attributes(bytes(Int32Array.from({ length: filtered }, (_, i) => ((random(256) - 128) << 24) | random(2 ** 24))), 4, "EXPONENTIAL", 0);

// What can't be decoded. Cut off, also one byte too long; then a byte replaced, which gives other vertices or an error; then noise behind
// a true header. Everywhere at the beginning, and at every third byte from there on.
const { sbrk } = recorder.exports;
const codes = {};
function damaged(decode, count, size, encoded) {
  const target = sbrk((count + 3 & ~3) * size);
  const source = sbrk(encoded.length + 1);
  const attempt = (data, length) => {
    recorder.memory().set(data, source);
    const code = recorder.exports[decode](target, count, size, source, length);
    codes[code] = (codes[code] ?? 0) + 1;
  };
  const next = (i) => i + (i < 24 ? 1 : 3);
  for (let length = 0; length < encoded.length; length = next(length)) attempt(encoded, length);
  for (const length of [encoded.length - 1, encoded.length, encoded.length + 1]) attempt(encoded, length);
  for (let i = 0; i < encoded.length; i = next(i)) {
    const data = encoded.slice();
    data[i] ^= 1 + random(255);
    attempt(data, data.length);
  }
  for (let i = 0; i < 10; i++) attempt([encoded[0], ...fill(encoded.length - 1, () => random(256))], encoded.length);
  sbrk(target - sbrk(0));
}
const few = fill(20 * 4, (i) => (i >> 2) * (i & 3) * 5);
for (const version of [0, 1]) damaged("meshopt_decodeVertexBuffer", 20, 4, encoder.encodeVertexBufferLevel(few, 20, 4, 3, version));
damaged("meshopt_decodeIndexBuffer", 24, 2, encoder.encodeIndexBuffer(bytes(grid(2, Uint16Array)), 24, 2));
damaged("meshopt_decodeIndexSequence", 20, 4, encoder.encodeIndexSequence(bytes(Uint32Array.from({ length: 20 }, (_, i) => i * i * 37)), 20, 4));

// A mesh: position (three times 16 bits), normal and colour, of a few thousand vertices; memory grows for it. Last, since from
// here on there is more of it to hash.
const side = 50;
const mesh = new Uint8Array((side + 1) ** 2 * 16);
for (let i = 0, view = new DataView(mesh.buffer); i < mesh.length; i += 16) {
  const vertex = i / 16, x = vertex % (side + 1), y = Math.floor(vertex / (side + 1));
  const height = Math.floor(8000 + ((x * y) % 5) + (x - 25) ** 2);
  for (const [j, v] of [x * 1000, height, y * 1000, 0].entries()) view.setUint16(i + 2 * j, v, true);
  for (const [j, v] of [x - 25, 127 - (x ^ y), y - 25, 0].entries()) view.setInt8(i + 8 + j, v);
  view.setUint32(i + 12, 0xff000000 | (y << 16) | x >> 2, true);
}
for (const version of [0, 1]) vertices(mesh, mesh.length / 16, 16, 3, version);
triangles(grid(side, Uint16Array), 2);

recorder.save();
console.log(recorder.events.length, "events; results for damaged input:", codes);
