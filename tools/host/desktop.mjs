// Finds desktop VS Code on this machine.
import fs from 'node:fs';
import path from 'node:path';

/**
 * The `code` on PATH and the application behind it; undefined when there is none, or no display to show it on.
 * @returns {{ cli: string, executable: string } | undefined}
 */
export function findDesktopCode() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return undefined;
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const cli = (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => fs.existsSync(file));
  if (!cli) return undefined;
  // `code` is a script below the application, which starts it and returns at once.
  const script = fs.realpathSync(cli);
  const above = (levels, ...rest) => path.join(path.dirname(script), ...Array(levels).fill('..'), ...rest);
  const executable = {
    darwin: above(3, 'MacOS', 'Electron'),
    win32: above(1, 'Code.exe'),
    linux: above(1, 'code'),
  }[process.platform];
  return executable && fs.existsSync(executable) ? { cli, executable } : undefined;
}
