// Reads import roots out of protoc's own command-line options. Knows nothing of the editor.

/**
 * The values of `--proto_path` and `-I` in `options`, in order. A value may hold several paths, separated as protoc
 * separates them: by `;` on Windows and by `:` elsewhere.
 */
export function protoPaths(options: readonly string[], windows: boolean): string[] {
  const paths: string[] = [];
  for (let i = 0; i < options.length; i++) {
    const option = options[i] ?? '';
    const attached = /^(?:--proto_path=|-I=?)(.+)$/s.exec(option);
    if (attached) paths.push(...split(attached[1] ?? '', windows));
    else if (option === '--proto_path' || option === '-I') paths.push(...split(options[++i] ?? '', windows));
  }
  return paths;
}

function split(value: string, windows: boolean): string[] {
  return value.split(windows ? ';' : ':').filter((path) => path !== '');
}
