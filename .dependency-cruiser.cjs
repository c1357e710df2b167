// The rooms and who may import whom. tools/check.mjs runs it and fails when no module was read.
const room = (name) => `^${name}/`;
/** Rooms of server/, each with the rooms it may import. */
const server = {
  text: [],
  diagnostics: ['text'],
  syntax: ['text', 'diagnostics'],
  schema: ['text', 'diagnostics', 'syntax'],
  lint: ['text', 'diagnostics', 'syntax', 'schema'],
  breaking: ['text', 'diagnostics', 'syntax', 'schema'],
  format: ['text', 'diagnostics', 'syntax', 'schema'],
  workspace: ['text', 'diagnostics', 'syntax', 'schema'],
  language: ['text', 'diagnostics', 'syntax', 'schema', 'lint', 'breaking', 'format', 'workspace'],
  calls: ['text', 'diagnostics', 'syntax', 'schema'],
  requests: ['text', 'diagnostics', 'syntax', 'schema', 'workspace', 'language'],
  rpc: [
    'text',
    'diagnostics',
    'syntax',
    'schema',
    'lint',
    'breaking',
    'format',
    'workspace',
    'language',
    'calls',
    'requests',
  ],
};

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'pipe-alone',
      severity: 'error',
      from: { path: room('pipe') },
      to: { path: '^(src|cli|server|terminal|start|protos|test|bench)/' },
    },
    {
      name: 'src-shares-only-contract-and-pipe',
      severity: 'error',
      from: { path: room('src') },
      to: { path: '^(cli|server|terminal|start|test|bench)/' },
    },
    {
      name: 'cli-shares-only-contract-and-pipe',
      severity: 'error',
      from: { path: room('cli') },
      to: { path: '^(src|server|terminal|start|test|bench)/' },
    },
    {
      name: 'server-shares-only-contract-and-pipe',
      severity: 'error',
      from: { path: room('server') },
      to: { path: '^(src|cli|terminal|start|test|bench)/' },
    },
    {
      // The entry of the terminal client puts commands and backend together, and does nothing else.
      name: 'terminal-only-wires',
      severity: 'error',
      from: { path: room('terminal') },
      to: { pathNot: '^(cli/program\\.ts$|server/add-services\\.ts$|pipe/index\\.ts$)' },
    },
    {
      // What is started loads bundles by their names.
      name: 'start-alone',
      severity: 'error',
      from: { path: room('start') },
      to: { path: '^(pipe|src|cli|server|terminal|protos|test|bench)/' },
    },
    {
      name: 'contract-only-in-rpc',
      severity: 'error',
      from: {
        path: '^server/',
        pathNot: '^server/(rpc/|calls/|(main|add-services|create-model|create-folder-check|create-formatting)\\.ts$)',
      },
      to: { path: '^(protos/gen|pipe)/' },
    },
    {
      // Calls go over pipes too, and speak reflection and health with their targets.
      name: 'calls-know-pipe-and-grpc-but-not-the-contract',
      severity: 'error',
      from: { path: room('server/calls') },
      to: { path: '^protos/gen/', pathNot: '^protos/gen/grpc/' },
    },
    ...Object.entries(server).map(([name, allowed]) => ({
      name: `server-${name}`,
      severity: 'error',
      from: { path: `^server/${name}/` },
      to: { path: '^server/', pathNot: [`^server/(${[name, ...allowed].join('|')})/`] },
    })),
    {
      name: 'vscode-only-in-src',
      severity: 'error',
      from: { path: '^(pipe|cli|server|terminal|start|samples)/' },
      to: { path: '^vscode$' },
    },
    {
      name: 'pages-are-for-browsers',
      severity: 'error',
      from: { path: '^src/views/[^/]+/page/' },
      to: { pathNot: '^src/views/[^/]+/(page/|page-messages|quantities|row-window|json-layout)' },
    },
    {
      name: 'node-only-at-the-edges',
      severity: 'error',
      from: {
        path: '^(src|server)/',
        pathNot:
          '^(src/(backend|spool)/|server/(main|add-services|create-model|create-folder-check|create-formatting)\\.ts$|server/rpc/|server/calls/|server/workspace/node/)',
      },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensionAlias: { '.js': ['.ts', '.js'] },
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
    builtInModules: { add: [] },
  },
};
