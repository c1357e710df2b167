// A command line as somebody copied it, of whatever shell: the words of its command and what is passed to it.
import { CmdReader } from './cmd.js';
import type { CommandLine } from './command-reader.js';
import { PowerShellReader } from './power-shell.js';
import { ShellReader } from './shell.js';

/**
 * Reads the first command of a text that is given `cat FILE |`, `echo TEXT |` and the like at most, without running
 * anything: quotes, escapes, continued lines, comments, here documents. A variable stays as `{{NAME}}`, since its value is
 * not known. Never throws.
 */
export function parseCommandLine(text: string): CommandLine {
  const lines = text.replaceAll('\r\n', '\n');
  // Out of a page of Markdown.
  const bare = /^\s*```\w*\n([\s\S]*?)\n?```\s*$/.exec(lines)?.[1] ?? lines;
  const powerShellPrompt = /^\s*PS\b[^>\n]*> ?/.exec(bare);
  if (powerShellPrompt) return new PowerShellReader(bare.slice(powerShellPrompt[0].length)).read();
  const cmdPrompt = /^\s*[A-Za-z]:\\[^>\n]*> ?/.exec(bare);
  if (cmdPrompt) return new CmdReader(bare.slice(cmdPrompt[0].length)).read();
  if (isPowerShell(bare)) return new PowerShellReader(bare).read();
  return isCmd(bare) ? new CmdReader(bare).read() : new ShellReader(bare).read();
}

/**
 * By what no other shell's command has: its escapes and variables, texts over several lines, and `'{\"…`, which is no
 * JSON elsewhere.
 */
function isPowerShell(text: string): boolean {
  if (/(?:^|\s)@['"]\n|'\s*[[{]\s*\\"/.test(text)) return true;
  return /`[\n"]|\$\{?env:\w/i.test(withoutQuoted(text)) || (isOfWindows(text) && /'\s*[[{]/.test(text));
}

function isCmd(text: string): boolean {
  return /\^\n|%[A-Za-z_]\w+%/.test(withoutQuoted(text)) || isOfWindows(text);
}

/** A program with its extension, or a path with a drive or backslashes before names. */
function isOfWindows(text: string): boolean {
  return /^\s*(?:& )?\S+\.exe\s|(?:^|[\s"=])(?:[A-Za-z]:|\.{1,2})\\\w/i.test(withoutQuoted(text));
}

/** Without what a POSIX shell takes as it is, where anything may stand. */
function withoutQuoted(text: string): string {
  return text.replace(/'[^']*'/g, '');
}
