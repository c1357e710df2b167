// Options that several commands take.
import { Option } from 'commander';
import { reportFormats } from './report-format.js';

/** The values of an option that may be given several times. */
export function several(value: string, values: readonly string[]): string[] {
  return [...values, value];
}

export function protoPathOption(): Option {
  return new Option(
    '-I, --proto-path <dir>',
    'folder that imports are looked up in; may be given several times. With any, no other folders are looked up, as by protoc; without, they are found by themselves.',
  )
    .argParser(several)
    .default([]);
}

export function cacheOption(): Option {
  return new Option('--no-cache', 'neither use what was found out by an earlier run nor keep it for a later one');
}

export function formatOption(): Option {
  return new Option('--format <format>', 'how findings are written').choices(reportFormats).default('text');
}

export function colorOption(): Option {
  return new Option('--color <when>', 'color the text').choices(['auto', 'always', 'never']).default('auto');
}
