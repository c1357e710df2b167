// Builds the .NET peer from test/interop/dotnet, in out/, when its sources are newer than what is there.
import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { interopOutput, interopSources } from './peer-process.js';

/** Whether a .NET SDK is there. */
export function hasDotnet(): boolean {
  return spawnSync('dotnet', ['--version'], { stdio: 'ignore' }).status === 0;
}

/**
 * Publishes the peer for this machine, or self-contained for `runtime`, and returns the directory with its program.
 * Rejects with the compiler's output.
 */
export async function publishDotnetPeer(runtime?: 'win-x64'): Promise<string> {
  const sources = path.join(interopSources, 'dotnet');
  const work = path.join(interopOutput, `dotnet-${runtime ?? 'host'}`);
  const output = path.join(work, 'publish');
  const newest = Math.max(...fs.readdirSync(sources).map((name) => fs.statSync(path.join(sources, name)).mtimeMs));
  const stamp = path.join(work, 'published');
  if (fs.existsSync(stamp) && fs.statSync(stamp).mtimeMs > newest) return output;
  fs.rmSync(work, { recursive: true, force: true });
  // Beside the sources it would leave bin and obj.
  fs.cpSync(sources, path.join(work, 'source'), { recursive: true });
  const target = runtime ? ['-r', runtime, '--self-contained'] : [];
  const args = ['publish', '-c', 'Release', '-o', output, '--nologo', '-v', 'quiet', ...target];
  const env = { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' };
  const run = promisify(execFile)('dotnet', args, { cwd: path.join(work, 'source'), env, timeout: 300_000 });
  await run.catch((error: { stdout?: string; message: string }) => {
    throw new Error(`dotnet publish failed: ${error.stdout || error.message}`);
  });
  fs.writeFileSync(stamp, '');
  return output;
}
