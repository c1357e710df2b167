// What stands for grpc-js in the bundles: it exports what the library does, and loads the most of it late.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { repository } from '../backend-process.js';

const standIn = path.join(repository, 'out/start/grpc-js.cjs');
const channel = path.join(repository, 'out/start/grpc-js-channel.cjs');

/** Runs a script in the repository, in which the library would be found. */
function run(script: string): string {
  return execFileSync(process.execPath, ['-e', script], { cwd: repository, encoding: 'utf8' }).trim();
}

test('it exports all that the library exports', () => {
  const script = `
    const library = require('@grpc/grpc-js');
    const standIn = require(${JSON.stringify(standIn)});
    const names = new Set([...Object.keys(library), ...Object.keys(standIn)]);
    for (const name of names) {
      if (standIn[name] !== library[name]) console.log(name);
    }`;
  assert.equal(run(script), '');
});

test('servers, channels and HTTP/2 of the library are loaded late', () => {
  // As the bundler has it.
  const script = `
    const Module = require('node:module');
    const load = Module._load;
    Module._load = (request, parent, ...more) => {
      const isReplaced = request === './channel' && /client.js$/.test(parent.filename);
      return load(isReplaced ? ${JSON.stringify(channel)} : request, parent, ...more);
    };
    const isLoaded = () => Object.keys(require.cache).some((file) => /grpc-js.build.src.server.js$/.test(file));
    const standIn = require(${JSON.stringify(standIn)});
    console.log(isLoaded(), typeof standIn.Server, isLoaded());`;
  assert.equal(run(script), 'false function true');
});

test('a channel of its own is the library’s', () => {
  const script = `
    const library = require('@grpc/grpc-js');
    const { ChannelImplementation } = require(${JSON.stringify(channel)});
    const made = new ChannelImplementation('localhost:1', library.credentials.createInsecure(), {});
    console.log(made instanceof library.Channel);
    made.close();`;
  assert.equal(run(script), 'true');
});
