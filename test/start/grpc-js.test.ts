// What stands for grpc-js in the bundles: it exports what the library does, and loads the most of it late.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { repository } from '../backend-process.js';

const standIn = path.join(repository, 'out/start/grpc-js.cjs');
const channel = path.join(repository, 'out/start/grpc-js-channel.cjs');

/** Runs a script for which the channel of clients is replaced, as the bundler does. */
function run(script: string): string {
  const replacing = `
    const Module = require('node:module');
    const load = Module._load;
    Module._load = (request, parent, ...more) => {
      const isReplaced = request === './channel' && /client.js$/.test(parent.filename);
      return load(isReplaced ? ${JSON.stringify(channel)} : request, parent, ...more);
    };
    const standIn = require(${JSON.stringify(standIn)});
    const isLoaded = () => Object.keys(require.cache).some((file) => /grpc-js.build.src.server.js$/.test(file));`;
  const options = { cwd: repository, encoding: 'utf8' } as const;
  return execFileSync(process.execPath, ['-e', `${replacing}${script}`], options).trim();
}

test('it exports all that the library exports', () => {
  const script = `
    const library = require('@grpc/grpc-js');
    const names = new Set([...Object.keys(library), ...Object.keys(standIn)]);
    for (const name of names) if (standIn[name] !== library[name]) console.log(name);`;
  assert.equal(run(script), '');
});

test('servers, channels and HTTP/2 of the library are loaded late', () => {
  assert.equal(run('console.log(isLoaded(), typeof standIn.Server, isLoaded())'), 'false function true');
});

test('a client that has no channel gets one of the library', () => {
  const script = `
    const { ChannelCredentials, Client } = standIn;
    const client = new Client('localhost:1', ChannelCredentials.createInsecure());
    console.log(client.getChannel() instanceof standIn.Channel, client.getChannel().getTarget());
    client.close();`;
  assert.equal(run(script), 'true dns:localhost:1');
});
