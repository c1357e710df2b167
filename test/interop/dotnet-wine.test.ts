// .NET's own named pipes on Windows, both ways: NamedPipeClientStream and Kestrel's ListenNamedPipe, under Wine.
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runUnderWine, whyNoWine } from '../pipe/under-wine.js';
import { hasDotnet, publishDotnetPeer } from './dotnet-peer.js';
import { skipMissing } from './peer-process.js';

test('dotnet.test.js with Windows processes on both sides', { timeout: 400_000 }, async (t) => {
  const missing = hasDotnet() ? await whyNoWine() : 'no .NET SDK';
  if (missing) return skipMissing(t, missing);
  const peer = path.join(await publishDotnetPeer('win-x64'), 'EchoPeer.exe');
  await runUnderWine(t, fileURLToPath(new URL('./dotnet.test.js', import.meta.url)), {
    // With its double mapping of code pages .NET ends with "Internal CLR error" under Wine 8.
    DOTNET_EnableWriteXorExecute: '0',
    PROTOPIPE_DOTNET_PEER: `Z:${peer.replaceAll('/', '\\')}`,
  });
});
