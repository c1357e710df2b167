// Replaces the variables that people write in settings, `${workspaceFolder}` and its like. Knows nothing of the editor.

export interface Variables {
  /** Path of the folder that the setting applies to. */
  readonly workspaceFolder: string;
  /** Paths of all workspace folders by name, for `${workspaceFolder:name}`. */
  readonly workspaceFolders: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** `text` with its variables replaced, an unset environment variable by nothing; unknown variables stay as they are. */
export function expandVariables(text: string, variables: Variables): string {
  return text.replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
    if (name === 'workspaceFolder' || name === 'workspaceRoot') return variables.workspaceFolder;
    if (name === 'userHome') return variables.env.HOME ?? variables.env.USERPROFILE ?? whole;
    const [, kind, argument = ''] = /^(workspaceFolder|env)[:.](.+)$/.exec(name) ?? [];
    if (kind === 'env') return variables.env[argument] ?? '';
    if (kind === 'workspaceFolder') return variables.workspaceFolders[argument] ?? whole;
    return whole;
  });
}
