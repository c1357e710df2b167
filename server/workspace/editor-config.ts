// What .editorconfig files say about a file, by https://spec.editorconfig.org (0.17). Knows nothing of formatting.
import { editorConfigGlob } from './editor-config-glob.js';
import type { FileSystem } from './file-system.js';
import { below, isOnDisk, type Path, parentOf, relativeTo } from './location.js';

/** Properties in lower case with their values as written, but in lower case where the specification says so. */
export type EditorConfig = ReadonlyMap<string, string>;

interface Section {
  readonly matches: (relativePath: string) => boolean;
  readonly properties: readonly (readonly [name: string, value: string])[];
}

interface EditorConfigFile {
  readonly folder: Path;
  readonly isRoot: boolean;
  readonly sections: readonly Section[];
}

/** Larger files are not configuration. */
const maxFileBytes = 1024 * 1024;

/** Reads .editorconfig files, each once: made for one request and dropped after it. */
export class EditorConfigReader {
  /** The files that count for a folder, outermost first. */
  readonly #chains = new Map<Path, Promise<readonly EditorConfigFile[]>>();

  constructor(private readonly fs: FileSystem) {}

  /** What applies to a file; empty for one that is not on disk. A file that cannot be read counts as none. */
  async of(path: Path): Promise<EditorConfig> {
    const properties = new Map<string, string>();
    if (!isOnDisk(path)) return properties;
    for (const { folder, sections } of await this.#chain(parentOf(path))) {
      const relative = relativeTo(folder, path) ?? '';
      for (const section of sections) {
        if (!section.matches(relative)) continue;
        for (const [name, value] of section.properties) {
          if (value === 'unset') properties.delete(name);
          else properties.set(name, value);
        }
      }
    }
    return properties;
  }

  #chain(folder: Path): Promise<readonly EditorConfigFile[]> {
    let chain = this.#chains.get(folder);
    if (!chain) {
      chain = this.#readChain(folder);
      this.#chains.set(folder, chain);
    }
    return chain;
  }

  async #readChain(folder: Path): Promise<readonly EditorConfigFile[]> {
    const parent = parentOf(folder);
    const file = await this.#read(folder);
    const outer = parent === folder || file?.isRoot ? [] : await this.#chain(parent);
    return file ? [...outer, file] : outer;
  }

  async #read(folder: Path): Promise<EditorConfigFile | undefined> {
    const path = below(folder, '.editorconfig');
    // Most folders have none, and a look costs less than opening what is not there.
    if ((await this.fs.kind(path)) !== 'file') return undefined;
    try {
      const bytes = await this.fs.read(path);
      return bytes.length > maxFileBytes ? undefined : { folder, ...parseEditorConfig(decoder.decode(bytes)) };
    } catch {
      return undefined;
    }
  }
}

const decoder = new TextDecoder();

/** Lines that are neither a section nor a property are passed over. */
function parseEditorConfig(text: string): Omit<EditorConfigFile, 'folder'> {
  const sections: Section[] = [];
  let properties: [string, string][] | undefined;
  let isRoot = false;
  for (const untrimmed of text.split(/\r\n|\n|\r/)) {
    const line = untrimmed.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const header = /^\[(.*)\]$/.exec(line);
    if (header) {
      properties = [];
      sections.push({ matches: editorConfigGlob(header[1]), properties });
      continue;
    }
    const equals = line.indexOf('=');
    if (equals < 1) continue;
    const name = line.slice(0, equals).trim().toLowerCase();
    const value = line
      .slice(equals + 1)
      .trim()
      .toLowerCase();
    if (properties) properties.push([name, value]);
    else if (name === 'root') isRoot = value === 'true';
  }
  return { isRoot, sections };
}
