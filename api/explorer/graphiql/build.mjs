/**
 * Bundles GraphiQL into a folder of hashed, gzipped files with a manifest.
 *
 * Usage: node api/explorer/graphiql/build.mjs OUT
 *
 * Every file's name holds a hash of its content, and the manifest is renamed into place last: a server that reads it
 * never finds half a bundle. When nothing has changed since the manifest was written, nothing is done.
 */

import * as esbuild from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const PUBLIC_PATH = '/static/graphiql/';
const MANIFEST = 'manifest.json';
const TYPES = /** @type {Record<string, string>} */ ({
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.ttf': 'font/ttf',
});
const WORKERS = {
  editor: 'monaco-editor/esm/vs/editor/editor.worker.js',
  json: 'monaco-editor/esm/vs/language/json/json.worker.js',
  graphql: 'monaco-graphql/esm/graphql.worker.js',
};

const here = path.dirname(fileURLToPath(import.meta.url));
const top = path.resolve(here, '../../..');

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: top,
  assetNames: '[name]-[hash]',
  bundle: true,
  chunkNames: 'chunk-[hash]',
  define: { 'process.env.NODE_ENV': '"production"' },
  entryNames: '[name]-[hash]',
  format: 'esm',
  loader: { '.ttf': 'file' },
  logLevel: 'warning',
  metafile: true,
  minify: true,
  outdir: 'out',
  publicPath: PUBLIC_PATH,
  target: 'es2022',
  write: false,
};

/** @returns {Promise<string>} a hash over everything that the bundle is made from */
async function fingerprint() {
  const hash = createHash('sha256');
  for (const file of [path.join(top, 'package-lock.json'), ...(await sources())]) {
    hash.update(await readFile(file));
  }
  return hash.digest('hex');
}

/** @returns {Promise<string[]>} our own sources, sorted */
async function sources() {
  return (await readdir(here)).sort().map((name) => path.join(here, name));
}

/**
 * @param {esbuild.BuildResult} built
 * @param {string} entry - how the path of the wanted entry point ends
 * @returns {{ script: string, style: string | null }} the names of its files
 */
function outputOf(built, entry) {
  for (const [name, output] of Object.entries(built.metafile?.outputs ?? {})) {
    if (output.entryPoint?.endsWith(entry)) {
      return { script: path.basename(name), style: output.cssBundle ? path.basename(output.cssBundle) : null };
    }
  }
  throw new Error(`the bundle has no output for ${entry}`);
}

/** @returns {Promise<{ main: { script: string, style: string | null }, files: Map<string, Uint8Array> }>} */
async function bundle() {
  const workers = await esbuild.build({ ...common, entryPoints: Object.values(WORKERS).map((p) => `node_modules/${p}`) });
  const addresses = Object.fromEntries(
    Object.entries(WORKERS).map(([label, entry]) => [label, PUBLIC_PATH + outputOf(workers, entry).script]),
  );
  const page = await esbuild.build({
    ...common,
    define: { ...common.define, DURAMEN_WORKERS: JSON.stringify(addresses) },
    entryPoints: [path.join(here, 'main.js')],
    splitting: true,
  });
  const outputs = [...(workers.outputFiles ?? []), ...(page.outputFiles ?? [])];
  return {
    main: outputOf(page, 'graphiql/main.js'),
    files: new Map(outputs.map((file) => [path.basename(file.path), file.contents])),
  };
}

/**
 * @param {string} out
 * @returns {Promise<any>} the manifest that is there, or null
 */
async function manifestIn(out) {
  try {
    return JSON.parse(await readFile(path.join(out, MANIFEST), 'utf8'));
  } catch {
    return null;
  }
}

/**
 * @param {string} out
 * @param {string} name
 * @param {Uint8Array | string} contents
 */
async function writeWhole(out, name, contents) {
  const temporary = path.join(out, `.${name}.${process.pid}`);
  await writeFile(temporary, contents);
  await rename(temporary, path.join(out, name));
}

/** @param {string} out */
async function main(out) {
  const inputs = await fingerprint();
  if ((await manifestIn(out))?.inputs === inputs) {
    return;
  }
  const { main: page, files } = await bundle();
  await mkdir(out, { recursive: true });
  for (const [name, contents] of files) {
    await writeWhole(out, `${name}.gz`, gzipSync(contents, { level: 9 }));
  }
  const types = Object.fromEntries([...files.keys()].sort().map((name) => [name, TYPES[path.extname(name)]]));
  await writeWhole(out, MANIFEST, JSON.stringify({ inputs, ...page, files: types }, null, 1));
  for (const name of await readdir(out)) {
    if (name !== MANIFEST && !files.has(name.replace(/\.gz$/, ''))) {
      await rm(path.join(out, name), { force: true });
    }
  }
}

const [out] = process.argv.slice(2);
if (!out) {
  console.error('usage: node api/explorer/graphiql/build.mjs OUT');
  process.exit(2);
}
await main(path.resolve(out));
