// Runs a WASI program under node: `node node.mjs PROGRAM DIRECTORY ARGUMENT…`, with the JSON object GUEST_ENV as environment.
import { readFileSync } from 'node:fs';
import { WASI } from 'node:wasi';

const [, , program, directory, ...args] = process.argv;
const env = JSON.parse(process.env.GUEST_ENV ?? '{}');
const wasi = new WASI({ version: 'preview1', args: ['guest', ...args], env, preopens: { '/': directory }, returnOnExit: true });
const module = await WebAssembly.compile(readFileSync(program));
process.exitCode = wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
