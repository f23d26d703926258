// Records the traces of this folder on node: `node record.mjs`. What the host does below is the scenario.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const guests = new URL("../../guests/", import.meta.url);
const hex = (view) => Buffer.from(view).toString("hex");
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

// Bits of a value of a Wasm type, in the notation of traces.
function value(v, type) {
  if (type === "i64") return `${v}n`;
  if (type !== "f32" && type !== "f64") return v;
  const view = new DataView(new ArrayBuffer(8));
  if (type === "f32") view.setFloat32(0, v); else view.setFloat64(0, v);
  return `${type}:${hex(view.buffer.slice(0, type === "f32" ? 4 : 8))}`;
}

class Recorder {
  // `types` gives the types of what is not i32: { "env.print": [["i64"], []], run: [[], ["i64"]] }.
  constructor(name, types, imports) {
    Object.assign(this, { name, types, events: [], used: {} });
    const bytes = readFileSync(new URL(`${name}.wasm`, guests));
    const wrapped = {};
    for (const [module, fields] of Object.entries(imports ?? {})) {
      wrapped[module] = {};
      for (const [field, f] of Object.entries(fields)) wrapped[module][field] = (...args) => this.imported(module, field, f, args);
    }
    this.sha256 = sha256(bytes);
    this.exports = new WebAssembly.Instance(new WebAssembly.Module(bytes), wrapped).exports;
  }
  typed(name, side, values) {
    return values.map((v, i) => value(v, this.types[name]?.[side]?.[i] ?? "i32"));
  }
  within(list, f) {
    const outer = this.events;
    this.events = list;
    try { return f(); } finally { this.events = outer; }
  }
  imported(module, field, f, args) {
    const name = `${module}.${field}`;
    const event = ["i", module, field, this.typed(name, 0, args), [], "throw"];
    this.events.push(event);
    const result = this.within(event[4], () => f(...args));
    event[5] = this.typed(name, 1, result === undefined ? [] : [result]);
    return result;
  }
  call(name, ...args) {
    const event = ["c", name, this.typed(name, 0, args), [], null];
    this.events.push(event);
    try {
      const result = this.within(event[3], () => this.exports[name](...args));
      event[4] = this.typed(name, 1, result === undefined ? [] : [result]);
      return result;
    } catch (e) {
      event[4] = e instanceof WebAssembly.RuntimeError ? `trap:${e.message}` : "throw";
    } finally {
      event.push(sha256(new Uint8Array(this.exports.memory.buffer)));
    }
  }
  write(address, bytes) {
    new Uint8Array(this.exports.memory.buffer).set(bytes, address);
    this.events.push(["w", address, Buffer.from(bytes).toString("base64")]);
  }
  grow(delta) {
    this.exports.memory.grow(delta);
    this.events.push(["g", delta]);
  }
  text(address, len) {
    return Buffer.from(this.exports.memory.buffer, address, len).toString();
  }
  save(note) {
    const memory = new Uint8Array(this.exports.memory.buffer);
    const trace = {
      format: "wasm-trace/1", module: `${this.name}.wasm`, sha256: this.sha256, recorded_with: `node ${process.version}`,
      memory: { export: "memory" }, final_memory_pages: memory.length / 65536, final_memory_sha256: sha256(memory), note, events: this.events,
    };
    writeFileSync(new URL(`${this.name}.json`, import.meta.url), JSON.stringify(trace) + "\n");
  }
}

{
  // Traps and throws, 64-bit values, host functions behind call_indirect.
  const types = { "env.print": [["i64"], []], "env.call": [["i64"], ["i64"]], run: [[], ["i64"]] };
  const printed = [];
  const vm = new Recorder("vm", types, {
    env: {
      print: (v) => void printed.push(String(v)),
      call: (v) => { if (v === 13n) throw new Error("unlucky"); return v * 1000n; },
    },
  });
  const code = vm.call("code");
  const run = (...bytes) => { vm.write(code, [...bytes, 0]); return vm.call("run"); };
  run(1, 6, 1, 7, 4, 6, 12);           // 6 * 7, printed and left
  run(1, 9, 13, 0, 13, 1);             // negate(square(9))
  run(1, 5, 13, 2);                    // the host's function
  run(1, 13, 13, 2);                   // which throws
  run(1, 1, 1, 0, 5);                  // division by zero
  run(1, 1, 1, 127, 6, 4, 6, 4, 6, 4, 6, 4, 6, 4); // wraps around
  run(1, 10, 6, 12, 1, 1, 3, 6, 11, 2, 10, -10 & 255); // counts down
  run(99);                             // unknown operator
  run(2);                              // empty stack
  vm.save({ printed });
}
{
  // Growth by guest and host, messages from guest memory, an error position.
  const errors = [];
  const json = new Recorder("json", {}, { env: { error: (at, text, len) => void errors.push(`${json.text(text, len)} at ${at}`) } });
  const format = (text) => {
    const bytes = Buffer.from(text);
    const at = json.call("alloc", bytes.length);
    json.write(at, bytes);
    const out = json.call("format", at, bytes.length, 2);
    return out ? json.text(out, json.call("output_len")) : null;
  };
  const first = format('{"a":[1,-2.5e3,true,null],"b":{"\\u00e9":"x"},"c":[]}');
  format('{"a": tru}');
  json.grow(1);
  format("[".repeat(300) + "]".repeat(300));
  json.call("reset");
  format("[1,2");
  json.save({ first, errors });
}
{
  // An import that calls back into the guest.
  const words = [];
  const rules = new Recorder("rules", { "host.fact": [["i32", "i32"], ["f64"]] }, {
    host: {
      fact: (p, n) => {
        // Asks the guest for its buffer again, in the middle of its own call.
        rules.call("source", 0);
        return { celsius: 31.5, humidity: NaN, door: -0 }[rules.text(p, n)] ?? 0.1;
      },
      fire: (rule, n, action, m) => void words.push(`${rules.text(rule, n)}: ${rules.text(action, m)}`),
    },
  });
  const text = "hot: celsius > 30 -> fan\nwet: humidity > 0.5 -> drain\nshut: door = 0 and celsius > -3 -> lock\n?";
  rules.write(rules.call("source", text.length), Buffer.from(text));
  rules.call("evaluate", text.length);
  rules.call("evaluate", text.length - 1);
  rules.call("evaluate", 100000);
  rules.save({ words });
}
{
  const mandelbrot = new Recorder("mandelbrot", { escape: [["f64", "f64", "i32"], ["i32"]] });
  for (const [re, im] of [[0, 0], [0.3, 0.5], [NaN, 0], [-0.75, 0.1]]) mandelbrot.call("escape", re, im, 1000);
  mandelbrot.call("render", 60, 40, 50);
  mandelbrot.grow(2);
  mandelbrot.call("render", 500, 400, 20);
  mandelbrot.save(null);
}
{
  let births = 0;
  const life = new Recorder("life", {}, { env: { born: () => void births++ } });
  life.call("resize", 12, 12);
  for (const [x, y] of [[1, 0], [2, 1], [0, 2], [1, 2], [2, 2]]) life.call("set", x, y, 1);
  for (let i = 0; i < 10; i++) life.call("step");
  life.call("set", 12, 0, 1);
  life.save({ births });
}
